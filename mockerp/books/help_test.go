package books

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// edit changes a payload: member, value, member, value … A nil value takes the member out,
// "item.sku" reaches into the item.
func edit(payload map[string]any, changes []any) map[string]any {
	for i := 0; i < len(changes); i += 2 {
		name, object := changes[i].(string), payload
		if inner, ok := strings.CutPrefix(name, "item."); ok {
			name, object = inner, payload["item"].(map[string]any)
		}
		if changes[i+1] == nil {
			delete(object, name)
		} else {
			object[name] = changes[i+1]
		}
	}
	return payload
}

func payload(typ string) map[string]any {
	return map[string]any{
		"type": typ, "workorderNumber": "NXT-915", "sku": "0007", "serial": "SN-1",
		"workorderId": "order-1", "stockId": "stock-1", "sessionId": "session-1", "workorderExternalId": nil,
	}
}

func device(typ string, changes ...any) Event {
	return Event{Kind: schemas.Device, Payload: edit(payload(typ), changes)}
}

func item(typ string, changes ...any) Event {
	p := payload(typ)
	p["item"] = map[string]any{"sku": "0002", "quantity": json.Number("1")}
	return Event{Kind: schemas.ItemAttach, Payload: edit(p, changes)}
}

func operation(typ string, changes ...any) Event {
	p := payload(typ)
	p["actCode"], p["workCenterCode"], p["position"] = "ASSY", "WC-1", json.Number("10")
	p["validQty"], p["invalidQty"] = json.Number("1"), json.Number("0")
	return Event{Kind: schemas.Operation, Payload: edit(p, changes)}
}

// other are the changes that put an event on another device of another work order.
func other(changes ...any) []any {
	return append([]any{"stockId", "stock-2", "serial", "SN-2", "workorderId", "order-2",
		"workorderNumber", "NXT-916", "sessionId", "session-2"}, changes...)
}

// said is an event and what was answered; without a status the books answer themselves.
type said struct {
	event Event
	reply Reply
}

func by(e Event) said                  { return said{event: e} }
func answered(e Event, id string) said { return said{e, Reply{Status: 200, ExternalID: id}} }

// tell applies the events in order.
func tell(t testing.TB, b *Books, all ...said) {
	t.Helper()
	for i, s := range all {
		if s.reply.Status == 0 {
			s.reply = b.Consider(s.event).Strict
			if !s.reply.Accepted() {
				t.Fatalf("step %d of the setup is refused: %s", i, s.reply.Message)
			}
		}
		b.Apply(s.event, s.reply)
		sound(t, b)
	}
}

// want is what the books must think of an event.
type want struct {
	faults  []string // "F1 /externalId"
	strict  int
	lenient int
	id      string // of the lenient answer
	code    Code   // of the strict answer
	words   []string
}

var clean = want{strict: 200, lenient: 200}

func withID(id string) want { w := clean; w.id = id; return w }

// refused is a fault that a strict ERP refuses and a lenient one accepts with the id.
func refused(fault string, status int, code Code, id string, words ...string) want {
	return want{faults: []string{fault}, strict: status, lenient: 200, id: id, code: code, words: words}
}

// business is a refusal without a fault of the MES.
func business(status int, code Code, words ...string) want {
	return want{strict: status, lenient: status, code: code, words: words}
}

func check(t *testing.T, b *Books, e Event, w want) {
	t.Helper()
	o := b.Consider(e)
	var faults []string
	for _, f := range o.Findings {
		faults = append(faults, f.Clause+" "+f.Pointer)
		c, ok := schemas.ClauseByID(f.Clause)
		if !ok || f.Level != c.Level || f.Wanted == "" || f.Got == "" || f.Message == "" || f.Hint == "" {
			t.Errorf("the finding is not whole: %+v", f)
		}
	}
	if !slices.Equal(faults, w.faults) {
		t.Errorf("findings %v, want %v", faults, w.faults)
	}
	if o.Strict.Status != w.strict || o.Lenient.Status != w.lenient || o.Lenient.ExternalID != w.id {
		t.Errorf("strict %d, lenient %d with id %q; want %d, %d, %q",
			o.Strict.Status, o.Lenient.Status, o.Lenient.ExternalID, w.strict, w.lenient, w.id)
	}
	if o.Strict.Code != w.code || o.Strict.Accepted() != (o.Strict.Message == "") {
		t.Errorf("strict code %q, message %q; want code %q", o.Strict.Code, o.Strict.Message, w.code)
	}
	for _, word := range w.words {
		if !strings.Contains(o.Strict.Message, word) {
			t.Errorf("the message %q does not say %q", o.Strict.Message, word)
		}
	}
}

// scene is one row of a table: what happened before, an event, and what is thought of it.
type scene struct {
	before []said
	event  Event
	want   want
}

func play(t *testing.T, scenes map[string]scene) {
	t.Helper()
	for name, s := range scenes {
		t.Run(name, func(t *testing.T) {
			b := New(100)
			tell(t, b, s.before...)
			things, size := b.Things(), b.Size()
			check(t, b, s.event, s.want)
			if !slices.Equal(things, b.Things()) || size != b.Size() {
				t.Error("Consider changed the books")
			}
		})
	}
}

const (
	dev1, dev2 = "ERP-DEV-000001", "ERP-DEV-000002"
	itm1, itm2 = "ERP-ITM-000001", "ERP-ITM-000002"
	opr1, opr2 = "ERP-OPR-000001", "ERP-OPR-000002"
)
