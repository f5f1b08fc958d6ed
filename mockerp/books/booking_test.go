package books

import (
	"encoding/json"
	"testing"
)

// loose are items without a device: the device integration is switched off.
func TestItemAddAndRemove(t *testing.T) {
	add, one := item("add"), json.Number("1")
	serial := func(typ string, changes ...any) Event {
		return item(typ, append([]any{"item.serial", "000875"}, changes...)...)
	}
	drop := func(changes ...any) Event {
		return item("remove", append([]any{"item.externalId", itm1}, changes...)...)
	}
	play(t, map[string]scene{
		"the first":            {nil, add, withID(itm1)},
		"reported again":       {[]said{by(add)}, item("add", "item.quantity", json.Number("1.0")), withID(itm1)},
		"again, without id":    {[]said{answered(add, "")}, add, clean},
		"other quantity":       {[]said{by(add)}, item("add", "item.quantity", json.Number("2")), withID(itm2)},
		"other part":           {[]said{by(add)}, item("add", "item.sku", "0003"), withID(itm2)},
		"other sub work order": {[]said{by(add)}, item("add", "item.workorderNumber", "NXT-7"), withID(itm2)},
		"other stock":          {[]said{by(add)}, item("add", other()...), withID(itm2)},
		"after its removal":    {[]said{by(add), by(drop())}, add, withID(itm2)},

		"serial again":                {[]said{by(serial("add"))}, serial("add"), withID(itm1)},
		"serial elsewhere":            {[]said{by(serial("add"))}, serial("add", other()...), business(409, ItemTaken, "Component 0002 with serial 000875 is already attached to SN-1.")},
		"serial on a plain stock":     {[]said{by(serial("add", "serial", nil))}, serial("add", other()...), business(409, ItemTaken, "attached to stock-1.")},
		"serial, other quantity":      {[]said{by(serial("add"))}, serial("add", "item.quantity", json.Number("2")), business(409, ItemTaken, "SN-1")},
		"serial of another part":      {[]said{by(serial("add"))}, serial("add", other("item.sku", "0003")...), withID(itm2)},
		"serial moves on":             {[]said{by(serial("add")), by(serial("remove", "item.externalId", itm1))}, serial("add", other()...), withID(itm2)},
		"serial, remove without id":   {[]said{answered(serial("add"), "")}, serial("remove", "item.quantity", json.Number("7")), clean},
		"serial, removed after twice": {[]said{by(serial("add")), by(serial("add")), by(serial("remove", "item.externalId", itm1))}, serial("remove", "item.externalId", itm1), refused("F2 /item/externalId", 409, AlreadyRemoved, "")},

		"remove":                                          {[]said{by(add)}, drop(), withID(itm1)},
		"remove, other quantity":                          {[]said{by(add)}, drop("item.quantity", json.Number("3")), withID(itm1)},
		"remove without id":                               {[]said{answered(add, "")}, item("remove", "item.quantity", json.Number("1e0")), clean},
		"remove without id, quantity":                     {[]said{answered(add, "")}, item("remove", "item.quantity", json.Number("3")), refused("F2 /item", 404, Unknown, "", "Component 0002 is not known")},
		"remove without sub order":                        {[]said{answered(item("add", "item.workorderNumber", "NXT-7"), "")}, item("remove"), clean},
		"remove of nothing":                               {nil, drop(), refused("F2 /item/externalId", 404, Unknown, "")},
		"remove twice":                                    {[]said{by(add), by(drop())}, drop(), refused("F2 /item/externalId", 409, AlreadyRemoved, "", "Component 0002 was already removed")},
		"remove twice without id":                         {[]said{answered(add, ""), by(item("remove"))}, item("remove"), refused("F2 /item", 409, AlreadyRemoved, "")},
		"remove, id missing":                              {[]said{by(add)}, item("remove"), refused("F1 /item/externalId", 409, IDMissing, itm1)},
		"remove, id wrong":                                {[]said{by(add)}, drop("item.externalId", "X"), refused("F1 /item/externalId", 409, IDWrong, itm1)},
		"remove, id never given":                          {[]said{answered(add, "")}, drop(), refused("F1 /item/externalId", 409, IDUnasked, "")},
		"remove, id of another part":                      {[]said{by(add)}, drop("item.sku", "0003"), refused("F1 /item/externalId", 409, IDOfAnother, itm1)},
		"remove, other stock":                             {[]said{by(add)}, drop("stockId", "stock-9"), refused("F6 /stockId", 409, OtherStock, itm1)},
		"remove, id of the one before":                    {[]said{by(add), by(drop()), by(add)}, drop(), refused("F2 /item/externalId", 409, AlreadyRemoved, "")},
		"remove twice, other quantity":                    {[]said{by(add), by(drop())}, drop("item.quantity", json.Number("3")), refused("F2 /item/externalId", 409, AlreadyRemoved, "")},
		"second remove of a repeated one, other quantity": {[]said{by(add), by(add), by(drop())}, drop("item.quantity", json.Number("3")), withID(itm1)},
		"id missing, although one without was removed":    {[]said{answered(add, ""), by(item("remove")), by(add)}, item("remove"), refused("F1 /item/externalId", 409, IDMissing, itm1)},
		"remove, id of another serial":                    {[]said{by(serial("add"))}, serial("remove", "item.serial", "000257", "item.externalId", itm1), refused("F1 /item/externalId", 409, IDOfAnother, itm1)},
		"remove, all ids the same":                        {[]said{answered(add, "OK"), answered(item("add", other()...), "OK")}, drop("item.externalId", "OK"), withID("OK")},
		"no parts member":                                 {nil, item("add", "item", nil), withID(itm1)},
		"no stock":                                        {[]said{by(item("add", "stockId", nil))}, item("remove", "stockId", nil, "item.externalId", itm1), withID(itm1)},
		"no stock, by another id":                         {[]said{by(item("add", "stockId", nil, "item.quantity", one))}, item("remove", "stockId", nil), refused("F2 /item", 404, Unknown, "")},
	})
}

// The payload has no event id: two identical reports may be one that came twice (E7), or
// two real ones. The books take them for one, and refuse neither story.
func TestRepeatedReportsMayBeTakenBackAsOftenAsTheyCame(t *testing.T) {
	for _, id := range []string{"", "X-1"} {
		for _, report := range []func(string, ...any) Event{item, operation} {
			b := New(100)
			add, remove := report("add"), report("remove")
			if id != "" {
				remove = report("remove", "externalId", id)
				if add.Payload["item"] != nil {
					remove = report("remove", "item.externalId", id)
				}
			}
			same := withID(id)
			gone := refused("F2 "+pointerOf(remove, id), 409, AlreadyRemoved, "")
			tell(t, b, answered(add, id), answered(add, id), answered(add, id))
			if n := b.Size(); n != 1 {
				t.Fatalf("three identical reports are %d bookings, want 1", n)
			}
			if things := b.Things(); things[0].Repeats != 2 {
				t.Errorf("%d repeats are counted, want 2", things[0].Repeats)
			}
			for range 3 {
				check(t, b, remove, same)
				tell(t, b, by(remove))
			}
			check(t, b, remove, gone)
			if first := b.Things()[0]; first.Repeats != 0 {
				t.Errorf("%d repeats are left of the first, want none", first.Repeats)
			}
			// What is left over of the repeats survives another booking and its removal.
			tell(t, b, answered(add, id), answered(add, id), by(remove), answered(add, id), by(remove))
			check(t, b, remove, same)
			tell(t, b, by(remove))
			check(t, b, remove, gone)
		}
	}
}

// What is left of the repeats moves on to the next thing alike: it must not be in two places.
func TestRepeatsMoveOn(t *testing.T) {
	b := New(100)
	remove := operation("remove")
	tell(t, b, answered(operation("add"), ""), answered(operation("add"), ""), by(remove), answered(operation("add"), ""), by(remove))
	if things := b.Things(); things[0].Repeats != 0 || things[1].Repeats != 1 {
		t.Errorf("%d and %d repeats are left, want 0 and 1", things[0].Repeats, things[1].Repeats)
	}
}

// Without ids, what differs in anything is still another booking.
func TestItemsOfDifferentSubWorkOrdersAreDifferentBookings(t *testing.T) {
	b := New(100)
	tell(t, b, answered(item("add", "item.workorderNumber", "NXT-7"), ""), answered(item("add", "item.workorderNumber", "NXT-8"), ""))
	if b.Size() != 2 {
		t.Errorf("%d bookings, want 2", b.Size())
	}
}

func pointerOf(e Event, id string) string {
	a := read(e)
	if id == "" {
		a.id = ""
	}
	return a.namedAt()
}

// An ERP that gives identical reports different ids keeps several bookings; each id, and
// the lack of one, comes back on its own.
func TestIdenticalReportsWithDifferentIDsAreDifferentBookings(t *testing.T) {
	for _, order := range [][]string{{"A", "B", ""}, {"", "B", "A"}, {"B", "", "A"}} {
		b := New(100)
		for _, id := range []string{"A", "", "B"} {
			tell(t, b, answered(item("add"), id))
		}
		if b.Size() != 3 {
			t.Fatalf("%d bookings, want 3", b.Size())
		}
		for _, id := range order {
			var remove Event
			if remove = item("remove"); id != "" {
				remove = item("remove", "item.externalId", id)
			}
			check(t, b, remove, withID(id))
			tell(t, b, by(remove))
		}
		if b.stocks["stock-1"].items != 0 {
			t.Error("something is still attached")
		}
	}
}

func TestOperations(t *testing.T) {
	add := operation("add")
	drop := func(changes ...any) Event {
		return operation("remove", append([]any{"externalId", opr1}, changes...)...)
	}
	play(t, map[string]scene{
		"the first":                   {nil, add, withID(opr1)},
		"reported again":              {[]said{by(add)}, operation("add", "position", json.Number("1e1")), withID(opr1)},
		"other position":              {[]said{by(add)}, operation("add", "position", json.Number("20")), withID(opr2)},
		"digits on the border":        {[]said{by(operation("add", "position", json.Number("1"), "actCode", "0A"))}, operation("add", "actCode", "A"), withID(opr2)},
		"other code":                  {[]said{by(add)}, operation("add", "actCode", "TEST"), withID(opr2)},
		"other work centre":           {[]said{by(add)}, operation("add", "workCenterCode", "WC-2"), withID(opr2)},
		"other valid quantity":        {[]said{by(add)}, operation("add", "validQty", json.Number("2")), withID(opr2)},
		"other poor quantity":         {[]said{by(add)}, operation("add", "invalidQty", json.Number("1")), withID(opr2)},
		"other session":               {[]said{by(add)}, operation("add", "sessionId", "session-9"), withID(opr2)},
		"other serial":                {[]said{by(add)}, operation("add", "serial", nil), withID(opr2)},
		"remove":                      {[]said{by(add)}, drop("sessionId", "session-9", "validQty", json.Number("4")), withID(opr1)},
		"remove without id":           {[]said{answered(add, "")}, operation("remove", "sessionId", "session-9", "externalId", "", "operationExternalId", "R-1"), clean},
		"remove, null id":             {[]said{answered(add, "")}, Event{Kind: "operation", Payload: withNull(operation("remove"))}, clean},
		"remove of nothing":           {nil, operation("remove"), refused("F2 ", 404, Unknown, "", "The operation report 10 ASSY is not known")},
		"remove twice":                {[]said{by(add), by(drop())}, drop(), refused("F2 /externalId", 409, AlreadyRemoved, "")},
		"remove, id missing":          {[]said{by(add)}, operation("remove"), refused("F1 /externalId", 409, IDMissing, opr1)},
		"remove, id wrong":            {[]said{by(add)}, drop("externalId", "X"), refused("F1 /externalId", 409, IDWrong, opr1)},
		"remove, id unasked":          {[]said{answered(add, "")}, drop(), refused("F1 /externalId", 409, IDUnasked, "")},
		"remove, id of another":       {[]said{by(add)}, drop("actCode", "TEST"), refused("F1 /externalId", 409, IDOfAnother, opr1)},
		"remove, id of another place": {[]said{by(add)}, drop("position", json.Number("20")), refused("F1 /externalId", 409, IDOfAnother, opr1)},
		"remove, other stock":         {[]said{by(add)}, drop("stockId", "stock-9"), refused("F6 /stockId", 409, OtherStock, opr1)},
		"empty codes":                 {[]said{by(operation("add", "actCode", "", "workCenterCode", ""))}, operation("remove", "actCode", "", "workCenterCode", "", "externalId", opr1), withID(opr1)},
	})
}

func withNull(e Event) map[string]any {
	e.Payload["externalId"] = nil
	return e.Payload
}

// What an ERP accepts although it makes no sense, the books follow as far as they can.
func TestTheBooksFollowWhatWasReallyAnswered(t *testing.T) {
	b := New(100)
	tell(t, b, answered(device("remove"), ""), answered(item("remove"), ""), answered(operation("remove"), ""))
	if b.Size() != 0 {
		t.Fatalf("removing the unknown made %d things", b.Size())
	}
	tell(t, b, answered(device("update", "oldSerial", "SN-0", "externalId", "E-1"), ""))
	check(t, b, device("remove", "externalId", "E-1"), withID("E-1"))
	tell(t, b, answered(device("add", "serial", "SN-9"), "E-2"))
	check(t, b, device("remove", "serial", "SN-9", "externalId", "E-2"), withID("E-2"))
	check(t, b, device("remove", "externalId", "E-1"), refused("F2 /externalId", 409, AlreadyRemoved, ""))
	tell(t, b, answered(device("update", "serial", "SN-1", "oldSerial", "SN-0", "externalId", "E-1"), "E-3"))
	check(t, b, device("remove", "externalId", "E-3"), withID("E-3"))

	tell(t, b, answered(device("add", other("serial", "SN-1")...), "E-4"))
	check(t, b, device("remove", other("serial", "SN-1", "externalId", "E-4")...), withID("E-4"))
	check(t, b, device("remove", "externalId", "E-3"), withID("E-3"))
}
