package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// linesVersion is the member "version" of every line. A change that readers must know of raises it;
// a new member does not.
const linesVersion = 1

// line is one exchange. A body stands under "text" if it is UTF-8, else under "base64"; such bytes in
// a header are read as Latin-1.
type line struct {
	Version *int `json:"version"`
	known
	At      string   `json:"at,omitempty"`
	Request *request `json:"request"`
	Answer  *answer  `json:"answer"`
}

type request struct {
	Method    string `json:"method"`
	URL       string `json:"url"`
	Proto     string `json:"proto"`
	Remote    string `json:"remote"`
	Headers   named  `json:"headers"`
	Truncated bool   `json:"truncated"`
	body
}

// readLines reads what a linesWriter wrote. Empty lines, and members that it does not know, are passed
// over, and so are lines of others among its own. With the name of a member all lines are of others, and
// a post stands there.
func readLines(from *source, member string, each visit) error {
	var hint loggers
	for n, own := 1, member != ""; ; n++ {
		text, where, err := from.nextLine()
		if where.n = n; errors.Is(err, io.EOF) {
			if own {
				return nil
			}
			return hint.error()
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		x, err := lineExchange(text, where, member)
		if err != nil && !own {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if own = own || x.Origin.Own; !own {
			hint.look(text, x)
		}
		if err := each(x, where); err != nil {
			return err
		}
	}
}

// lineExchange reads a line. The error is for a file that begins with it: another erpkit wrote that file.
func lineExchange(text []byte, where span, member string) (*traffic.Exchange, error) {
	x := newExchange(traffic.JSONLines, fmt.Sprintf("line %d", where.n))
	if where.long {
		x.Request.Method, x.Request.URL = leastOf(text)
		x.Origin.Unreadable = errTooLong.Error()
		return x, nil
	}
	if member != "" {
		return foreignLine(x, text, member), nil
	}
	var l line
	err := json.Unmarshal(text, &l)
	switch {
	case l.Version == nil && !bytes.HasPrefix(text, []byte(`{"version":1,`)):
		x.Origin.Unreadable = "it is not a line of erpkit export, which begins with its version"
		return x, nil
	case err == nil && l.Version != nil && *l.Version != linesVersion:
		err := &errWrong{"/version", fmt.Sprintf("%d, which is what this erpkit reads", linesVersion), fmt.Sprint(*l.Version)}
		x.Origin.Unreadable = err.Error()
		return x, err
	}
	x.Origin.Own = true
	if err == nil {
		err = l.tell(x)
	}
	if l.Request != nil {
		x.Request.Method, x.Request.URL = l.Request.Method, l.Request.URL
	}
	if err != nil {
		x.Origin.Unreadable = plain(err).Error()
	}
	return x, nil
}

func (l *line) tell(x *traffic.Exchange) error {
	if l.Request == nil {
		return &errMissing{"/request", "an object"}
	}
	r := l.Request
	l.known.tell(x)
	x.Request = traffic.Request{
		Method: r.Method, URL: r.URL, Proto: r.Proto, Remote: r.Remote, Header: http.Header(r.Headers), Truncated: r.Truncated,
	}
	var failed [3]error
	x.At, failed[0] = readTime("/at", l.At)
	x.Request.Body, failed[1] = r.bytes("/request")
	if l.Answer != nil {
		x.Answer, failed[2] = l.Answer.answer("/answer")
	}
	x.Origin.Unknown &^= traffic.AnswerBody | traffic.Headers
	if x.Answer.Status != 0 || x.Answer.Lost {
		x.Origin.Unknown &^= traffic.Answered
	}
	return errors.Join(required("/request/method", r.Method), required("/request/url", r.URL), failed[0], failed[1], failed[2])
}
