package capsule

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios"
)

// step writes one step with what is expected of it.
func (w *writer) step(i int) {
	s := &w.steps[i]
	switch {
	case s.raw != nil:
		w.raw(s)
	case s.verb == scenarios.DeviceRemove || s.verb == scenarios.ItemDetach || s.verb == scenarios.OperationTakeBack:
		w.line("  - %s: %s", s.verb, s.on)
	default:
		pairs := [][2]string{{"on", s.on}}
		for _, arg := range s.args {
			switch arg[0] {
			case "quantity", "position", "validQty", "invalidQty":
				pairs = append(pairs, arg)
			case "actCode":
				pairs = append(pairs, [2]string{arg[0], scalar(scenarios.EscapeText(arg[1]))})
			default:
				pairs = append(pairs, [2]string{arg[0], own(arg[1])})
			}
		}
		w.line("  - %s: %s", s.verb, flow(pairs...))
	}
	if s.as != "" {
		w.line("    as: %s", s.as)
	}
	w.expect(s)
}

func (w *writer) raw(s *step) {
	w.line("  - post:\n      kind: %s", s.raw.Kind)
	var pairs [][2]string
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		value := s.raw.Request.Header.Get(name)
		if value != "" && value != "application/json" && !strings.ContainsAny(value, "\r\n\x00") {
			pairs = append(pairs, [2]string{name, scalar(value)})
		}
	}
	if len(pairs) > 0 {
		w.line("      headers: %s", flow(pairs...))
	}
	if !utf8.Valid(s.raw.Request.Body) {
		w.line("      bodyBase64: %s", scalar(inBase64(s.raw.Request.Body)))
		return
	}
	w.line("      body: %s", scalar(s.body))
}

// idMember finds the members of a post that hold ids.
var idMember = regexp.MustCompile(`"(externalId|stockId|sessionId|workorderId)"(\s*:\s*)"([^"\\]+)"`)

// withRefs writes a body with references in place of ids that are made anew each time.
func (w *writer) withRefs(body string, i int) string {
	return idMember.ReplaceAllStringFunc(scenarios.EscapeText(body), func(match string) string {
		parts := idMember.FindStringSubmatch(match)
		ref := w.ref(parts[1], parts[3], i)
		if ref == "" {
			return match
		}
		return `"` + parts[1] + `"` + parts[2] + `"${` + ref + `}"`
	})
}

// ref is the reference for an id that an earlier post than step i, or the story itself, has made.
func (w *writer) ref(member, id string, i int) string {
	for _, one := range w.stocks {
		switch {
		case member == "stockId" && one.ID == id:
			return w.names[one.ID] + ".stockId"
		case member == "sessionId" && one.Session == id:
			return w.names[one.ID] + ".sessionId"
		case member == "workorderId" && w.orderID(one.WorkOrder) == id:
			return w.names[one.ID] + ".workorderId"
		}
	}
	if member != "externalId" {
		return ""
	}
	if name := w.steps[i].ids[id]; name != "" {
		return name + ".externalId"
	}
	for k := i - 1; k >= 0; k-- { // an id that no thing has any more
		if s := &w.steps[k]; s.answered == id {
			if s.as == "" {
				s.as = fmt.Sprintf("answer %d", k+1)
			}
			return s.as + ".externalId"
		}
	}
	return ""
}

func (w *writer) orderID(number string) string {
	for _, order := range w.orders {
		if order.Number == number {
			return order.ID
		}
	}
	return ""
}

// expect writes the outcome, as far as another ERP can be held to it: ids and words differ between ERPs. The
// script makes the mock repeat every answer byte for byte.
func (w *writer) expect(s *step) {
	r := s.from
	if w.silent(r) {
		w.line("    expect: no-answer")
		return
	}
	result := understood(r)
	pairs := [][2]string{{"status", fmt.Sprint(r.heard.Status)}}
	switch {
	case result.Accepted && s.id != "":
		pairs = append(pairs, [2]string{"id", s.id})
	case result.Accepted && result.ExternalID != "":
		pairs = append(pairs, [2]string{"id", "present"})
	case result.Accepted:
		pairs = append(pairs, [2]string{"id", "absent"})
	case result.Message != "":
		pairs = append(pairs, [2]string{"message", "{present: true}"})
	default:
		pairs = append(pairs, [2]string{"message", "{absent: true}"})
	}
	if r.Knows(traffic.Judgement) && !w.guessed {
		pairs = append(pairs, [2]string{"findings", listOf(clausesOf(r.Findings))})
	}
	if broken := r.answerClauses(); len(broken) > 0 {
		pairs = append(pairs, [2]string{"answerFindings", listOf(broken)})
	}
	w.line("    expect: %s", flow(pairs...))
}

// listOf writes clauses in the notation of a story.
func listOf(clauses []string) string {
	if len(clauses) == 0 {
		return "none"
	}
	return "[" + strings.Join(clauses, ", ") + "]"
}
