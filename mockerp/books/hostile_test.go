package books

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
)

// Whatever comes, and whatever is answered to it, the books neither panic nor lose count;
// to consider something never changes them.
func TestHostileEvents(t *testing.T) {
	values := rapid.OneOf(
		rapid.Just[any](nil), rapid.Just[any](json.Number("1e400")), rapid.Just[any](json.Number("1")), rapid.Just[any](true), rapid.Just[any](1.5),
		rapid.Just[any]([]any{}), rapid.Just[any](map[string]any{}), rapid.Just[any](""), rapid.Just[any]("a"), rapid.Just[any]("b"), rapid.Just[any](dev1),
	)
	types := rapid.SampledFrom([]any{"add", "add", "add", "update", "remove", "remove", "x", nil, 7})
	kinds := rapid.SampledFrom(append(schemas.Kinds(), "x", ""))
	members := []string{"workorderNumber", "sku", "serial", "oldSerial", "externalId", "workorderId", "stockId", "sessionId",
		"item", "actCode", "workCenterCode", "position", "validQty", "invalidQty"}
	object := func(t *rapid.T, names []string) map[string]any {
		p := map[string]any{}
		for _, name := range names {
			if v := values.Draw(t, name); v != nil {
				p[name] = v
			}
		}
		return p
	}
	rapid.Check(t, func(t *rapid.T) {
		b := New(rapid.IntRange(1, 5).Draw(t, "limit"))
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			p := object(t, members)
			p["type"] = types.Draw(t, "type")
			if rapid.Bool().Draw(t, "item") {
				p["item"] = object(t, []string{"sku", "serial", "quantity", "workorderNumber", "externalId"})
			}
			e := Event{Kind: kinds.Draw(t, "kind"), Payload: p}
			before := b.Things()
			o := b.Consider(e)
			if !slices.Equal(before, b.Things()) {
				t.Fatal("Consider changed the books")
			}
			r := rapid.SampledFrom([]Reply{o.Strict, o.Lenient, {Status: 200}, {Status: 200, ExternalID: "a"}, {Status: 404}, {}}).Draw(t, "reply")
			b.Apply(e, r)
			sound(t, b)
			if rapid.Bool().Draw(t, "left") {
				b.Lose(e)
				sound(t, b)
			}
			if !r.Accepted() && !slices.Equal(before, b.Things()) {
				t.Fatal("a refused event changed the books")
			}
		}
	})
}

// Two live things that got their ids from the books never have the same one, also when an
// ERP or a script gives away ids that look like those of the books.
func TestProposedIDsAreNeverTaken(t *testing.T) {
	b := New(100)
	foreign := []any{"stockId", "stock-f", "serial", "SN-f", "sessionId", "session-f"}
	tell(t, b, answered(device("add", foreign...), dev1))
	check(t, b, device("add"), withID(dev2))
	tell(t, b, by(device("add")))
	tell(t, b, answered(device("add", other()...), "ERP-DEV-000004"), by(device("add", "stockId", "s3", "serial", "SN-3")))
	check(t, b, device("add", "stockId", "s4", "serial", "SN-4"), withID("ERP-DEV-000005"))
	check(t, b, operation("add", "serial", nil), withID(opr1))
}

// A run of ids that somebody else gave away is passed over as a whole.
func TestManyTakenIDsArePassedOver(t *testing.T) {
	b := New(100)
	for i, id := range []string{dev2, "ERP-DEV-000003", "ERP-DEV-000004"} {
		tell(t, b, answered(device("add", "stockId", fmt.Sprint(i), "serial", fmt.Sprint(i)), id))
	}
	tell(t, b, by(device("add")))
	check(t, b, device("add", other()...), withID("ERP-DEV-000005"))
}

// An id that a script gave away in the name of the books is used up, even if there was no
// room for the thing.
func TestAnIDIsUsedUpEvenWithoutRoom(t *testing.T) {
	b := New(1)
	tell(t, b, by(device("add")), answered(device("add", other()...), dev2), by(device("remove", "externalId", dev1)))
	check(t, b, device("add", other()...), withID("ERP-DEV-000003"))
}

// A refused event does not use up an id, nor does one that is answered with another.
func TestIDsAreUsedUpByBeingGiven(t *testing.T) {
	b := New(100)
	tell(t, b, said{device("add"), Reply{Status: 409}}, answered(device("add"), "SAP-1"))
	check(t, b, device("add", other()...), withID(dev1))
	tell(t, b, by(device("add", other()...)), by(device("remove", other("externalId", dev1)...)))
	check(t, b, device("add", other()...), withID(dev2))
}
