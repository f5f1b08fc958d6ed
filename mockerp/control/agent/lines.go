package agent

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"

	"github.com/erpkit/erpkit/schemas"
)

// mostLine is the longest message: a payload of a MiB, each of whose letters may be escaped.
const mostLine = 8 << 20

// lines passes on the messages of a peer, one a line. The SDK ends a session at the first that is none; here it is
// answered with an error, and the session goes on.
type lines struct {
	from   *bufio.Reader
	answer *answers
	rest   []byte // of the message that is being read
}

func (l *lines) Read(into []byte) (int, error) {
	for len(l.rest) == 0 {
		line, err := l.next()
		if err != nil {
			return 0, err
		}
		l.rest = line
	}
	n := copy(into, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// next gives a line that is a message, or nothing where it refused one.
func (l *lines) next() ([]byte, error) {
	line, tooLong, err := l.line()
	switch {
	case tooLong:
		return nil, l.refuse(jsonrpc.CodeInvalidRequest, "the message is longer than 8 MiB: send less at once")
	case err != nil:
		l.answer.wait()
		return nil, err
	case len(bytes.TrimSpace(line)) == 0:
		return nil, nil
	}
	message, wrong := jsonrpc.DecodeMessage(line)
	if wrong != nil || !json.Valid(line) { // the SDK reads the first of two in one line
		return nil, l.refuse(jsonrpc.CodeParseError, "the line is no message of JSON-RPC 2.0: send one JSON object a line")
	}
	if call, ok := message.(*jsonrpc.Request); ok && call.IsCall() {
		l.answer.expect()
	}
	return append(bytes.TrimSpace(line), '\n'), nil
}

// line reads up to the next line break. Of a line that is too long it keeps nothing.
func (l *lines) line() (line []byte, tooLong bool, err error) {
	for {
		part, err := l.from.ReadSlice('\n')
		if tooLong = tooLong || len(line)+len(part) > mostLine; tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && (tooLong || len(line) > 0):
			return line, tooLong, nil // the next call tells the end
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

// refuse answers a message that has no id, for it could not be read.
func (l *lines) refuse(code int64, why string) error {
	text, err := schemas.JSON(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": why}})
	if err == nil {
		_, err = l.answer.Write(append(bytes.TrimSpace(text), '\n'))
	}
	return err
}
