package families

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// transport asks whether the ERP reads any right JSON post, and tells refusals by the status.
func transport() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		all = append(all,
			written(kind, "content type with a charset", "application/json; charset=utf-8", nil),
			written(kind, "content type in upper case", "Application/JSON", nil),
			written(kind, "JSON over several lines", "", overLines),
			written(kind, "JSON with escaped characters", "", escapeAll),
			toldByStatus(kind),
		)
	}
	return append(all, oneURL())
}

// written is a check that the plain story is accepted however its posts are written (T1).
func written(kind schemas.Kind, what, contentType string, rewrite func([]byte) []byte) check.Check {
	return check.Check{
		Clause: "T1", Also: []string{"E1"}, Family: "transport", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: %s", kind, what),
		Run: func(t *check.T) {
			s := newStory(t, kind)
			s.unit.Send = func(p check.Post) check.Exchange {
				p.ContentType = contentType
				return t.Send(rewritten(p, rewrite))
			}
			if bad, all := s.play(kind); !all {
				variant{what: what, cure: "Read the body with a JSON parser, and the content type without its parameters and case."}.fail(t, kind, bad)
			}
		},
	}
}

// rewritten is a post with its body written in another way; nil leaves it.
func rewritten(p check.Post, rewrite func([]byte) []byte) check.Post {
	if body, ok := p.Body.(json.RawMessage); ok && rewrite != nil {
		p.Body = json.RawMessage(rewrite(body))
	}
	return p
}

func overLines(body []byte) []byte {
	var out bytes.Buffer
	if json.Indent(&out, body, "\t", "  ") != nil {
		return body
	}
	return append(out.Bytes(), "\r\n "...)
}

// escapeAll writes the characters of the body's texts as \u escapes where JSON allows that.
func escapeAll(body []byte) []byte {
	var out strings.Builder
	inText := false
	for _, r := range string(body) {
		if r == '"' {
			inText = !inText
		}
		if inText && (r == '-' || r == 'S' || r == 'O') {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return []byte(out.String())
}

// toldByStatus asks for T3: a refusal is told by the status, never inside a success.
func toldByStatus(kind schemas.Kind) check.Check {
	return check.Check{
		Clause: "T3", Also: []string{"T2", "E5"}, Family: "transport", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: a refusal is told by a status of 400 or above", kind),
		Run: func(t *check.T) {
			s := newStory(t, kind)
			s.prepare(kind)
			for _, next := range s.steps(kind) {
				if a := next(); a.ErrorInside(false) {
					failStatus(t, a)
				}
			}
			for _, wrong := range situations(kind) {
				s := newStory(t, kind)
				if a := wrong.provoke(s); a.ErrorInside(true) {
					failStatus(t, a)
				}
			}
		},
	}
}

func failStatus(t *check.T, a check.Exchange) {
	t.Fail(a, fmt.Sprintf("a refusal of %s to have a status of 400 or above", a.What),
		fmt.Sprintf("It answered %d with a body that speaks of failure: the MES takes that for success and shows nothing.", a.Result.Status),
		a.Cure("Answer 400 or above when the post was not booked, with the sentence in `message`."))
}

// oneURL asks an ERP that has one address for all to tell the kinds apart (C5).
func oneURL() check.Check {
	return check.Check{
		Clause: "C5", Also: []string{"E1"}, Family: "transport", Kinds: schemas.Kinds(),
		Name: "all kinds are told apart at one URL",
		Run: func(t *check.T) {
			if !t.OneURL() {
				t.NotApplicable("The ERP has a URL for each kind.")
			}
			s := newStory(t, schemas.Kinds()...)
			for _, a := range []check.Exchange{s.unit.Add(), s.item.Attach(), s.report.Give()} {
				if !a.Accepted() {
					t.Fail(a, "each of the three kinds to be accepted at the one URL", a.Words(),
						"Tell the kinds by shape: `item` is item attach, `actCode` is operation, anything else is device.")
				}
			}
		},
	}
}
