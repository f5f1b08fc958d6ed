package capsule

import (
	"bytes"
	"cmp"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// writer writes the story. It is the only place that knows how a scenario file looks.
type writer struct {
	*shop
	steps []step
	opts  Options
	made  *Capsule
	b     strings.Builder
	lost  bool
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
}

// story writes the file from the top.
func (w *writer) story() []byte {
	w.made.Reproduces = w.key()
	w.line("# Reproduces when %s.", w.made.Reproduces)
	w.line("# yaml-language-server: $schema=https://github.com/erpkit/erpkit/schemas/scenario.schema.json")
	w.line("version: 1")
	title := cmp.Or(w.opts.Title, "What happened around "+wordsIn(w.opts.Around.String(), 100))
	w.line("title: %s", scalar(wordsIn(title, 190)))
	w.line("about: %s", scalar(w.about()))
	if w.opts.Reference != "" {
		w.line("reference: %s", scalar(wordsIn(w.opts.Reference, 900)))
	}
	w.line("reproduces: %s", scalar(capital(w.made.Reproduces)+"."))
	w.line("tags: [capsule]")
	w.lost = slices.ContainsFunc(w.steps, func(s step) bool { return w.silent(s.from) })
	if w.lost {
		w.line("timeout: 2s # some posts had no answer; slow machines need this long for the others")
	}
	w.script()
	w.benches()
	for i := range w.steps {
		if s := &w.steps[i]; s.raw != nil {
			s.body = w.withRefs(string(s.raw.Request.Body), i)
		}
	}
	w.line("\nsteps:")
	for i := range w.steps {
		w.step(i)
	}
	return []byte(w.b.String())
}

// about says where the story comes from, without anybody's names.
func (w *writer) about() string {
	text := fmt.Sprintf("Made of %s.", show.Count(len(w.steps), "recorded post", "recorded posts"))
	if at := w.steps[0].from.At; !at.IsZero() {
		text = fmt.Sprintf("Made of %s, recorded from %s on.", show.Count(len(w.steps), "post", "posts"), at.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	if w.opts.Mask != nil {
		text += " Names, numbers, ids and messages are pseudonyms."
	}
	if w.guessed {
		text += " What existed before them was inferred from them."
	}
	return text
}

// key says what must happen again for the story to reproduce.
func (w *writer) key() string {
	last := -1
	for i := range w.steps {
		r := w.steps[i].from
		switch clause := w.opts.Around.Clause; {
		case clause == "":
		case slices.Contains(clausesOf(r.Findings), clause):
			return fmt.Sprintf("step %d, %s, breaks %s", i+1, what(r), clause)
		case slices.Contains(r.answerClauses(), clause):
			return fmt.Sprintf("the answer to step %d, %s, breaks %s again", i+1, what(r), clause)
		}
		if w.silent(r) || r.heard.Status >= http.StatusBadRequest {
			last = i
		}
	}
	switch {
	case last < 0 && len(w.steps) == 1:
		return "its only post is accepted again, as it was"
	case last < 0:
		return fmt.Sprintf("all %d posts are accepted again, as they were", len(w.steps))
	case w.silent(w.steps[last].from):
		return fmt.Sprintf("step %d, %s, gets no answer again", last+1, what(w.steps[last].from))
	}
	return fmt.Sprintf("step %d, %s, is refused with %d again", last+1, what(w.steps[last].from), w.steps[last].from.heard.Status)
}

// what describes a post in two words.
func what(r *post) string {
	if typ := schemas.Text(r.payload, "type"); slices.Contains(r.Kind.Types(), typ) {
		return string(r.Kind) + " " + typ
	}
	return "a post of kind " + string(r.Kind)
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// silent tells whether the MES got no usable answer.
func (w *writer) silent(r *post) bool { return r.lost || r.heard.Status < 200 || r.heard.Status > 599 }

// script writes what the ERP answered: one answer after the other.
func (w *writer) script() {
	w.line("\nerp:\n  rules:\n    - name: as it was\n      answers:")
	for i := range w.steps {
		r := w.steps[i].from
		if w.silent(r) {
			w.line("        - %s", silence(r))
			continue
		}
		body, raw, header := "", "", r.heard.Header
		switch member, text := lone(r.heard.Body); {
		case len(r.heard.Body) == 0:
		case member != "":
			body = flow([2]string{member, scalar(template(text))})
			header = withoutJSON(header)
		case !utf8.Valid(r.heard.Body):
			raw = scalar(inBase64(r.heard.Body))
		default:
			body = scalar(template(string(r.heard.Body)))
		}
		w.line("        - %s", flow([2]string{"status", fmt.Sprint(r.heard.Status)}, [2]string{"headers", headers(header)}, [2]string{"body", body}, [2]string{"base64", raw}))
	}
}

// silence is the fault that keeps the answer from the MES: the recorded one, or else a time-out.
func silence(r *post) string {
	kind, err := fault.Parse(r.heard.Fault)
	if err != nil {
		kind = fault.Timeout
	}
	commit := ""
	if r.Booked {
		commit = "true"
	}
	return flow([2]string{"fault", string(kind)}, [2]string{"commit", commit})
}

// lone returns the member of a body that holds only an id or a message, written as the mock writes it: such a body
// can be read at a glance.
func lone(body []byte) (member, text string) {
	object, _ := schemas.Parse(body)
	for _, name := range []string{"externalId", "message"} {
		text, isText := object[name].(string)
		again, err := schemas.JSON(map[string]string{name: text})
		if isText && err == nil && bytes.Equal(again, body) {
			return name, text
		}
	}
	return "", ""
}

// withoutJSON leaves out the content type that such a body has by default.
func withoutJSON(header http.Header) http.Header {
	if media, _, err := mime.ParseMediaType(header.Get("Content-Type")); err == nil && media == "application/json" {
		header = header.Clone()
		header.Del("Content-Type")
	}
	return header
}

// template escapes a text so that nothing in it is taken for a template.
func template(text string) string { return strings.ReplaceAll(text, "{{", `{{ "{{" }}`) }

// headers are the headers that matter to a person or to the MES.
func headers(header http.Header) string {
	var pairs [][2]string
	for _, name := range []string{"Content-Type", "Location", "Retry-After"} {
		if value := header.Get(name); value != "" && isHeaderText(value) {
			pairs = append(pairs, [2]string{name, scalar(template(value))})
		}
	}
	if len(pairs) == 0 {
		return ""
	}
	return flow(pairs...)
}

// isHeaderText tells whether a text can be the value of a header: letters, digits and signs in one line.
func isHeaderText(value string) bool {
	return strings.IndexFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// benches writes the work orders, and what is on the benches at the beginning.
func (w *writer) benches() {
	if len(w.orders) == 0 {
		return
	}
	w.line("\nworkOrders:")
	for _, order := range w.orders {
		managed := ""
		if !order.SerialManaged {
			managed = "false"
		}
		w.line("  - %s", flow([2]string{"number", scalar(scenarios.EscapeText(order.Number))}, [2]string{"sku", own(order.SKU)},
			[2]string{"externalId", own(order.ExternalID)}, [2]string{"serialManaged", managed}))
	}
	w.line("\nstocks:")
	for i := range w.stocks {
		w.stock(&w.stocks[i])
	}
}

// own is a text of the story; "" stays "".
func own(text string) string {
	if text == "" {
		return ""
	}
	return scalar(scenarios.EscapeText(text))
}

func (w *writer) stock(one *sender.Stock) {
	w.line("  - name: %s", w.names[one.ID])
	w.line("    workOrder: %s", scalar(scenarios.EscapeText(one.WorkOrder)))
	if len(w.books.Sessions) > 1 {
		w.line("    session: session %d", 1+slices.IndexFunc(w.books.Sessions, func(s sender.Session) bool { return s.ID == one.Session }))
	}
	for _, pair := range [][2]string{{"serial", own(one.Serial)}, {"externalId", own(one.ExternalID)}} {
		if pair[1] != "" {
			w.line("    %s: %s", pair[0], pair[1])
		}
	}
	if len(one.Items) > 0 {
		w.line("    items:")
	}
	for _, item := range one.Items {
		w.line("      - %s", flow([2]string{"name", w.names[one.ID+item.ID]}, [2]string{"sku", own(item.SKU)}, [2]string{"quantity", string(item.Quantity)},
			[2]string{"serial", own(item.Serial)}, [2]string{"workOrder", own(item.WorkOrder)}, [2]string{"externalId", own(item.ExternalID)}))
	}
	if len(one.Reports) > 0 {
		w.line("    reports:")
	}
	for _, report := range one.Reports {
		w.line("      - %s", flow([2]string{"name", w.names[one.ID+report.ID]}, [2]string{"actCode", scalar(scenarios.EscapeText(report.ActCode))},
			[2]string{"workCenterCode", own(report.WorkCenterCode)}, [2]string{"position", fmt.Sprint(report.Position)},
			[2]string{"validQty", string(report.Valid)}, [2]string{"invalidQty", string(report.Invalid)},
			[2]string{"operationExternalId", own(report.OperationExternalID)}, [2]string{"externalId", own(report.ExternalID)}))
	}
}
