package books

import (
	"fmt"
	"testing"
)

func TestRemovedThingsAreForgottenOldestFirst(t *testing.T) {
	b := New(3)
	id := func(i int) string { return fmt.Sprintf("ERP-DEV-%06d", i) }
	on := func(i int) []any {
		n := fmt.Sprint(i)
		return []any{"stockId", n, "serial", n, "sessionId", n, "workorderId", n, "workorderNumber", n}
	}
	gone := func(i int) Event { return device("remove", append(on(i), "externalId", id(i))...) }
	for i := 1; i <= 3; i++ {
		tell(t, b, by(device("add", on(i)...)))
	}
	tell(t, b, by(gone(2)), by(gone(1)))
	tell(t, b, by(device("add", on(4)...)))
	if b.Size() != 3 {
		t.Fatalf("%d things in a limit of 3", b.Size())
	}
	check(t, b, gone(2), refused("F2 /externalId", 404, Unknown, ""))
	check(t, b, gone(1), refused("F2 /externalId", 409, AlreadyRemoved, ""))
	tell(t, b, by(device("add", on(5)...)))
	check(t, b, gone(1), refused("F2 /externalId", 404, Unknown, ""))
	check(t, b, device("add", on(6)...), business(503, BooksFull, "This mock ERP's books are full (3 things). Reset the books of this run"))
	check(t, b, device("add", on(5)...), withID(id(5)))
	check(t, b, gone(3), withID(id(3)))
	// An ERP that takes one more than there is room for does not harm the books.
	tell(t, b, answered(device("add", on(6)...), "X"))
	check(t, b, gone(3), withID(id(3)))
	tell(t, b, by(gone(3)))
	check(t, b, device("add", on(6)...), withID(id(6)))
}

func TestAStockOutlivesItsForgottenDevice(t *testing.T) {
	b := New(2)
	tell(t, b, by(device("add")), by(item("add", "externalId", dev1)), by(device("remove", "externalId", dev1)))
	check(t, b, operation("add"), refused("F4 /serial", 409, ParentRemoved, opr1))
	tell(t, b, by(item("add", other("serial", nil)...)))
	check(t, b, operation("add"), want{faults: []string{"F4 /serial"}, strict: 404, lenient: 503, code: ParentUnknown})
}

func TestAReplacementAtTheLimit(t *testing.T) {
	b := New(1)
	tell(t, b, by(device("add")), answered(device("add", "serial", "SN-9"), "X"))
	check(t, b, device("remove", "serial", "SN-9", "externalId", "X"), withID("X"))
}

func TestASenselessLimitIsRaised(t *testing.T) {
	b := New(-1)
	tell(t, b, by(device("add")))
	check(t, b, device("add", other()...), business(503, BooksFull))
}

// Things come and go for ever: nothing may pile up behind them.
func TestTheBooksStayBounded(t *testing.T) {
	const limit = 200
	const cycles = 60_000
	b, used := New(limit), 0
	for i := range cycles {
		b.churn(i)
		if i%(cycles/50) == 0 {
			sound(t, b)
			used = max(used, countPlaces(&b.index)+len(b.stocks)+len(b.sessions))
		}
	}
	sound(t, b)
	if b.Size() != limit || used > 8*limit {
		t.Errorf("%d things, at most %d entries in the maps; want %d things and at most %d", b.Size(), used, limit, 8*limit)
	}
	for _, thing := range b.Things() {
		if thing.State != Removed {
			t.Fatalf("%+v is still there", thing)
		}
	}
	if want := fmt.Sprintf("ERP-OPR-%06d", cycles/3+1); b.ids.of("operation").next != want {
		t.Errorf("the next id is %s, want %s", b.ids.of("operation").next, want)
	}
}

// churn lets one device, item or report come and go, each on texts of its own.
func (b *Books) churn(i int) {
	n := fmt.Sprint(i)
	on := []any{"stockId", n, "serial", n, "sessionId", n, "workorderId", n, "workorderNumber", n}
	report, id := []func(string, ...any) Event{device, item, operation}[i%3], "externalId"
	if i%3 == 1 {
		id = "item.externalId"
	}
	if i%3 > 0 {
		on[3] = nil
	}
	add := report("add", on...)
	r := b.Consider(add).Strict
	b.Apply(add, r)
	remove := report("remove", append(on, id, r.ExternalID)...)
	b.Apply(remove, b.Consider(remove).Strict)
}
