package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// rawBody is what was found behind the headers.
type rawBody struct {
	content []byte
	cut     bool   // only its beginning is there
	doubt   string // what of it is not certain
	wrong   error  // why it cannot be read
}

// gathered are the lines up to the next message.
type gathered struct {
	text   []byte
	inside int // where in it, within its announced length, another message seems to begin; -1 is nowhere
	line   int // and in which line
	cut    bool
	long   bool
}

// bodyOf takes what follows the headers. An announced length is believed where a message ends behind it: people
// and tools change text, and leave the header as it was.
func (r *rawReader) bodyOf(header http.Header, mark byte) (rawBody, error) {
	length := header.Get("Content-Length")
	chunked := strings.EqualFold(header.Get("Transfer-Encoding"), "chunked")
	announced := uint64(0)
	var odd error
	if length != "" && !chunked {
		if announced, odd = strconv.ParseUint(length, 10, 62); odd != nil {
			announced, odd = 0, trouble{fmt.Errorf("its Content-Length is %q, not a number", shorten(length))}
		}
	}
	g, err := r.gather(announced, mark)
	if err != nil {
		return rawBody{}, err
	}
	b := rawBody{cut: g.cut}
	switch {
	case g.long:
		b.wrong = trouble{errTooLong}
	case odd != nil:
		b.content, b.wrong = trimmed(g.text), odd
	case chunked:
		b.content, b.wrong = together(g.text)
	case length != "":
		r.ofLength(&b, g, announced)
	default:
		b.content, b.doubt = r.ofNoLength(g.text, mark)
	}
	if mark == '>' && announced > 0 && len(b.content) == 0 {
		b.wrong = trouble{fmt.Errorf("curl -v does not show the body that was posted: paste the line with the curl command before it")}
	}
	return b, nil
}

// gather takes lines up to the first line of the next message behind the announced length, or to the end.
func (r *rawReader) gather(announced uint64, mark byte) (g gathered, err error) {
	g.inside = -1
	if r.ahead != nil {
		return g, nil
	}
	marked, bare := false, false
	for {
		line, err := r.next()
		if err != nil || line.text == nil {
			return g, err
		}
		s := startOf(line.text)
		if s.kind != noStart {
			if r.endsAt(&g, announced) {
				s.line, r.ahead = line.n, &s
				return g, nil
			}
			if g.inside < 0 {
				g.inside, g.line = len(g.text), line.n
			}
		}
		text, had := unmarked(line.text, mark)
		switch {
		case mark != 0 && isRemark(line.text):
			continue
		case marked && !had, line.logged && bare && len(trimmed(g.text)) > 0:
			r.giveBack(line.text, line.n)
			return g, nil
		case had && bytes.HasPrefix(text, []byte("… ")) && bytes.HasSuffix(bytes.TrimSpace(text), []byte(" bytes more")):
			g.cut = true
			continue
		}
		marked, bare = marked || had, bare || !line.logged
		if g.long = g.long || line.long || len(g.text)+len(text) > mostEntry; g.long {
			g.text, g.inside = nil, -1
			continue
		}
		before := uint64(len(g.text))
		if g.text = append(g.text, text...); before < announced && announced < uint64(len(g.text)) {
			if s := startOf(g.text[announced:]); s.kind != noStart { // it stands in the same line
				s.line, r.ahead, g.text = line.n, &s, g.text[:announced]
				return g, nil
			}
		}
	}
}

// endsAt tells whether a body ends where the first line of a message stands. Within the announced length it
// does where the body is whole JSON, or nothing: JSON has no such lines. What else is read on is bounded.
func (r *rawReader) endsAt(g *gathered, announced uint64) bool {
	at := uint64(len(g.text))
	if at >= announced || g.long {
		return true
	}
	if g.inside < 0 {
		return len(trimmed(g.text)) == 0 || json.Valid(g.text)
	}
	return false
}

// ofLength settles a body whose length is announced.
func (r *rawReader) ofLength(b *rawBody, g gathered, announced uint64) {
	n := uint64(len(g.text))
	switch {
	case n >= announced && len(bytes.TrimSpace(g.text[announced:])) == 0:
		b.content = g.text[:announced]
		return
	case g.inside >= 0 && r.budget >= len(g.text)-g.inside:
		r.budget -= len(g.text) - g.inside
		b.content = trimmed(g.text[:g.inside])
		b.doubt = fmt.Sprintf("its Content-Length is %d, but another message begins in line %d: it is taken to end there", announced, g.line)
		r.giveBackAll(g.text[g.inside:], g.line)
		return
	case n > announced && json.Valid(g.text[:announced]):
		b.content, b.doubt = r.firstValue(g.text[:announced], g.text[announced:])
		return
	}
	b.content = trimmed(g.text)
	switch {
	case json.Valid(b.content):
	case n < announced:
		b.wrong = trouble{fmt.Errorf("its Content-Length is %d but only %d bytes of the body are there: "+
			"the capture is cut off; if the text was edited, take that header out", announced, len(b.content))}
	default:
		b.content, b.doubt = r.ofNoLength(g.text, 0)
		if b.doubt == "" {
			b.doubt = fmt.Sprintf("its Content-Length is %d, but %d bytes stand there: the text was changed since", announced, len(b.content))
		}
	}
}

// giveBackAll gives lines back, and with them the first line of a message that was taken behind them.
func (r *rawReader) giveBackAll(text []byte, line int) {
	if r.ahead != nil {
		mark := ""
		if r.ahead.mark != 0 {
			mark = string(r.ahead.mark) + " "
		}
		r.giveBack([]byte(mark+r.ahead.text+"\n"), r.ahead.line)
		r.ahead = nil
	}
	r.giveBack(text, line)
}

// curls is what curl writes behind an answer, often in its last line.
var curls = regexp.MustCompile(`\* (?:Connection #\d+ to host|Closing connection|Connection #\d+ left).*\s*$`)

// ofNoLength settles a body without a length: it goes on to the next message. Where JSON ends before, and
// something else follows, nobody knows for certain.
func (r *rawReader) ofNoLength(text []byte, mark byte) (content []byte, doubt string) {
	if mark != 0 {
		if at := curls.FindIndex(text[max(0, len(text)-500):]); at != nil {
			text = text[:max(0, len(text)-500)+at[0]]
		}
	}
	content = trimmed(text)
	start := bytes.TrimLeft(content, " \t\r\n")
	if len(start) == 0 || start[0] != '{' || json.Valid(content) {
		return content, ""
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	var first json.RawMessage
	if dec.Decode(&first) != nil {
		return content, ""
	}
	end := dec.InputOffset()
	if rest, _, _ := bytes.Cut(content[end:], []byte("\n")); len(bytes.TrimSpace(rest)) > 0 && mark != '<' {
		return content, ""
	}
	return r.firstValue(content[:end], content[end:])
}

// firstValue is a body behind which something else stands.
func (r *rawReader) firstValue(content, rest []byte) ([]byte, string) {
	text := bytes.TrimSpace(rest)
	return content, fmt.Sprintf("%q follows the JSON of the body, and is not taken as part of it", shorten(string(text)))
}

func trimmed(text []byte) []byte { return bytes.Trim(text, "\r\n") }
