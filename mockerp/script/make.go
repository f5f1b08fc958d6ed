package script

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// make makes the answer for a post that is the number-th use of a rule. When a template
// fails, the answer says why: a mock that is silent about it would send people looking for
// the fault in the ERP.
func (l *Live) make(r *rule, a *answer, number uint64, post *Post) Answer {
	out := Answer{Status: a.status, Rule: r.name, Pass: a.pass, Delay: a.delay.least, Fault: a.fault, Commit: a.commit, Down: a.down}
	if a.delay.byChance() {
		out.Delay = a.delay.draw(dice(l.seed, post.Run, r.key, number, forDelay))
	}
	if a.pass {
		out.Status = 0
		return out
	}
	var made *making // what is always the same needs none
	if a.templated() {
		made = &making{post: *post, live: l, rule: r, number: number}
	}
	out.Header = make(http.Header, len(a.headers))
	for i := range a.headers {
		h := &a.headers[i]
		value, err := h.make(made)
		if err != nil {
			return failed(r, fmt.Errorf("header %s: %w", h.name, err))
		}
		out.Header[h.name] = []string{value}
	}
	body, err := a.body.make(made)
	if err != nil {
		return failed(r, err)
	}
	out.Body = body
	return out
}

func (h *header) make(made *making) (string, error) {
	if h.template == nil {
		return h.value, nil
	}
	words, err := made.run(h.template)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(string(words))
	if !httpguts.ValidHeaderFieldValue(value) {
		return "", errors.New("the value must be one line without control characters")
	}
	return value, nil
}

// failed is the answer of a rule whose template failed. It has a message (T5), for the
// person at the station sees nothing else.
func failed(r *rule, err error) Answer {
	message := fmt.Sprintf("The mock's script cannot make its answer: rule %q on line %d: %v", r.name, r.line, err)
	return Answer{
		Status: http.StatusInternalServerError,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   append(append([]byte(`{"message":`), quoteJSON(message)...), '}'),
		Rule:   r.name,
	}
}

// making is one answer being made: the data of its templates, and how much they may
// still write.
type making struct {
	post   Post
	live   *Live
	rule   *rule
	number uint64
	data   map[string]any // made when the first template asks for it
	dice   *rand.Rand     // made when the first template throws them
	time   time.Time      // read when the first template asks for it
	spent  int            // of maxOutput
	work   int            // of maxWork
}

// maxOutput is how much the templates of one answer may write together.
const maxOutput = 64 << 10

var errTooLong = fmt.Errorf("the text becomes longer than %d bytes", maxOutput)

// run runs one template. text/template itself turns panics of functions into errors.
func (m *making) run(l *leaf) ([]byte, error) {
	if m.data == nil {
		m.data = dataOf(&m.post)
	}
	w := limited{left: maxOutput - m.spent}
	if err := l.execute(&w, m); err != nil {
		return nil, plainError(err)
	}
	m.spent += w.buffer.Len()
	return w.buffer.Bytes(), nil
}

// limited is a writer that refuses what is too much.
type limited struct {
	buffer bytes.Buffer
	left   int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errTooLong
	}
	return l.buffer.Write(p)
}
