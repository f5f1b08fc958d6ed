package books

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
)

// mes is a tiny right MES: it does what the contract allows and keeps its books by T7. It
// plays against whatever is answered: the ids of the books, foreign ones, always the
// same one, none, redirects, refusals, and answers that get lost, so that the person
// presses again.
type mes struct {
	*rapid.T
	b        *Books
	recorded []said

	deviceOn bool
	stocks   []*built
	foreign  int
	unheard  bool // an answer was lost
}

// built is one thing that is being built, as the MES knows it.
type built struct {
	order, sku, id    string
	serialManaged     bool
	serial, deviceID  string
	items, operations []booked
}

// booked is what the MES can take back: the report and the id that came for it.
type booked struct {
	event Event
	id    string
}

func TestALegitimateFlowIsNeverRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &mes{T: t, b: New(10_000), deviceOn: rapid.Bool().Draw(t, "device integration")}
		if rapid.Bool().Draw(t, "different keys with the same hash") {
			m.b.index.hash = func(k key) uint64 { return uint64(len(k.a) % 2) }
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "stocks") {
			m.stocks = append(m.stocks, &built{
				order: fmt.Sprint(i / 2), sku: fmt.Sprint("000", i%3), id: fmt.Sprint("stock-", i),
				serialManaged: rapid.IntRange(0, 3).Draw(t, "serial-managed") > 0,
			})
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			m.step(rapid.SampledFrom(m.stocks).Draw(t, "stock"))
		}
		sound(t, m.b)
		again := New(10_000)
		for _, s := range m.recorded {
			again.Apply(s.event, s.reply)
		}
		if !slices.Equal(again.Things(), m.b.Things()) {
			t.Fatal("the same events and replies give other books")
		}
		if !reflect.DeepEqual(again.ids, m.b.ids) {
			t.Fatal("the same events and replies give other next ids")
		}
	})
}

func (m *mes) step(s *built) {
	switch rapid.SampledFrom([]string{"set", "change", "remove", "attach", "attach", "detach", "report", "report", "take back", "restart"}).Draw(m.T, "verb") {
	case "restart":
		m.b = restored(m.T, m.b)
	case "set":
		if s.serialManaged && s.serial == "" {
			m.setSerial(s)
		}
	case "change":
		if s.serial != "" {
			m.changeSerial(s)
		}
	case "remove":
		if s.serial != "" && len(s.items) == 0 {
			m.removeSerial(s)
		}
	case "attach":
		m.attach(s)
	case "detach":
		s.items = m.takeBack(s, s.items)
	case "report":
		m.report(s)
	case "take back":
		s.operations = m.takeBack(s, s.operations)
	}
}

// post sends one event; the id that came counts when it was accepted. unsure means that the
// ERP may not answer a repeat with another id.
func (m *mes) post(e Event, unsure bool) (id string, ok bool) {
	r, ok := m.consider(e)
	if !ok {
		return "", false
	}
	how := rapid.SampledFrom([]string{"books", "books", "foreign", "same", "none", "redirect", "refused", "lost", "unnoticed"}).Draw(m.T, "answer")
	switch how {
	case "foreign":
		m.foreign++
		r.ExternalID = fmt.Sprint("SAP-", m.foreign)
	case "same":
		r.ExternalID = "OK"
	case "none":
		r.ExternalID = ""
	case "redirect":
		r = Reply{Status: 307}
	case "refused":
		r = Reply{Status: 500, Message: "no"}
	case "lost":
		return m.lose(e, r, func() (string, bool) { return m.post(e, unsure) })
	case "unnoticed": // the ERP does not know that its answer was lost
		m.apply(e, r)
		if unsure {
			again := m.b.Consider(e)
			if again.Strict != r {
				m.Fatalf("the same report is answered %+v, then %+v", r, again.Strict)
			}
			m.apply(e, r)
			return r.ExternalID, true
		}
		for ok = false; !ok; { // the person presses until it goes
			id, ok = m.post(e, unsure)
		}
		return id, true
	}
	m.apply(e, r)
	return r.ExternalID, r.Accepted()
}

// consider asks the books: a right event is never blamed, and refused only when an answer was lost
// before, so that the MES does not know how things stand.
func (m *mes) consider(e Event) (Reply, bool) {
	o := m.b.Consider(e)
	if len(o.Findings) > 0 || o.Strict != o.Lenient || !o.Strict.Accepted() && !m.unheard {
		m.Fatalf("a right event is refused: %v\nfindings %v\nstrict %+v\nlenient %+v", e, o.Findings, o.Strict, o.Lenient)
	}
	if !o.Strict.Accepted() {
		m.apply(e, o.Strict)
	}
	return o.Strict, o.Strict.Accepted()
}

// lose books an event of whose answer the MES does not hear. The person presses again, or gives up.
func (m *mes) lose(e Event, r Reply, again func() (string, bool)) (string, bool) {
	said := r
	if rapid.Bool().Draw(m.T, "another id") {
		m.foreign++
		r.ExternalID = fmt.Sprint("LOST-", m.foreign)
	}
	r.Lost, m.unheard = true, true
	m.apply(e, r)
	if rapid.IntRange(0, 2).Draw(m.T, "gives up") == 0 {
		return "", false
	}
	o := m.b.Consider(e)
	if len(o.Findings) > 0 || !o.Strict.Accepted() || o.Strict.Status != said.Status {
		m.Fatalf("pressing again after a lost answer is answered %+v\nfindings %v\nbefore %+v", o.Strict, o.Findings, said)
	}
	return again()
}

func (m *mes) apply(e Event, r Reply) {
	m.recorded = append(m.recorded, said{e, r})
	m.b.Apply(e, r)
}

// payload are the members that all posts on a stock have.
func (m *mes) payload(s *built, typ string) map[string]any {
	p := map[string]any{
		"type": typ, "workorderNumber": "NXT-" + s.order, "sku": s.sku, "workorderId": "order-" + s.order,
		"stockId": s.id, "sessionId": fmt.Sprint(s.order, "/", rapid.IntRange(1, 2).Draw(m.T, "session")),
	}
	if s.serial != "" {
		p["serial"] = s.serial
	}
	return p
}

// newSerial gives one that nothing has now; serials of what was removed come again.
func (m *mes) newSerial() string {
	var free []string
	for i := range len(m.stocks) + 2 {
		serial := fmt.Sprint("SN-", i)
		if !slices.ContainsFunc(m.stocks, func(s *built) bool { return s.serial == serial }) {
			free = append(free, serial)
		}
	}
	return rapid.SampledFrom(free).Draw(m.T, "serial")
}

// newPart is the same for parts.
func (m *mes) newPart() string {
	used := map[any]bool{}
	for _, s := range m.stocks {
		for _, i := range s.items {
			used[i.event.Payload["item"].(map[string]any)["serial"]] = true
		}
	}
	for i := rapid.IntRange(0, 3).Draw(m.T, "part serial"); ; i++ {
		if serial := fmt.Sprint("P-", i); !used[serial] {
			return serial
		}
	}
}

func (m *mes) number(values ...string) json.Number {
	return json.Number(rapid.SampledFrom(values).Draw(m.T, "number"))
}

func event(k schemas.Kind, p map[string]any) Event { return Event{Kind: k, Payload: p} }
