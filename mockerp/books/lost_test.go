package books

import (
	"encoding/json"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// soundLost checks what the books keep about answers that were lost.
func soundLost(t failer, b *Books) {
	t.Helper()
	unsure := map[*stock]int{}
	for x := b.first; x != nil; x = x.next {
		if x.unheard < 0 || x.kind == schemas.Device && x.unheard > 0 || x.kind != schemas.Device && x.lost != nil {
			t.Fatalf("%s: %d lost answers, known %v", x.kind, x.unheard, x.lost)
		}
		if x.live() && x.unheard > x.repeats+1 {
			t.Fatalf("%d answers of %d were lost", x.unheard, x.repeats+1)
		}
		if x.live() && x.kind == schemas.ItemAttach && x.stock != nil && x.unsure() {
			unsure[x.stock]++
		}
	}
	for id, s := range b.stocks {
		if s.unsure != unsure[s] {
			t.Fatalf("stock %s: %d items are unsure, counted %d", id, s.unsure, unsure[s])
		}
	}
}

// lost is an event that was booked, with an answer that nobody heard.
func lost(e Event, id string) said {
	return said{e, Reply{Status: 200, ExternalID: id, Lost: true}}
}

func TestPressingAgainAfterALostAnswer(t *testing.T) {
	devDrop := device("remove", "externalId", dev1)
	change := device("update", "serial", "SN-2", "oldSerial", "SN-1", "externalId", dev1)
	itmDrop := item("remove", "serial", nil, "item.externalId", itm1)
	oprDrop := operation("remove", "serial", nil, "externalId", opr1)
	add, attach, report := device("add"), item("add", "serial", nil), operation("add", "serial", nil)
	part := item("add", "serial", nil, "item.serial", "000875")
	partDrop := item("remove", "serial", nil, "item.serial", "000875", "item.externalId", itm1)
	play(t, map[string]scene{
		"device add":                  {[]said{lost(add, dev1)}, add, withID(dev1)},
		"device update":               {[]said{by(add), lost(change, dev1)}, change, withID(dev1)},
		"device update, new id":       {[]said{by(add), lost(change, "X")}, change, withID("X")},
		"device remove":               {[]said{by(add), lost(devDrop, dev1)}, devDrop, withID(dev1)},
		"device remove, lost twice":   {[]said{by(add), lost(devDrop, dev1), lost(devDrop, dev1)}, devDrop, withID(dev1)},
		"device remove, then heard":   {[]said{by(add), lost(devDrop, dev1), by(devDrop)}, devDrop, refused("F2 /externalId", 409, AlreadyRemoved, "")},
		"device remove, wrong id":     {[]said{by(add), lost(devDrop, dev1)}, device("remove", "externalId", "X"), refused("F1 /externalId", 409, IDWrong, dev1)},
		"device remove, wrong serial": {[]said{by(add), lost(devDrop, dev1)}, device("remove", "serial", "SN-9", "externalId", dev1), refused("F4 /serial", 409, SerialStale, dev1)},
		"item add":                    {[]said{lost(attach, itm1)}, attach, withID(itm1)},
		"item remove":                 {[]said{by(attach), lost(itmDrop, itm1)}, itmDrop, withID(itm1)},
		"item remove, lost twice":     {[]said{by(attach), lost(itmDrop, itm1), lost(itmDrop, itm1)}, itmDrop, withID(itm1)},
		"item remove, then heard":     {[]said{by(attach), lost(itmDrop, itm1), by(itmDrop)}, itmDrop, refused("F2 /item/externalId", 409, AlreadyRemoved, "")},
		"item remove, other quantity": {[]said{by(attach), lost(itmDrop, itm1)}, item("remove", "serial", nil, "item.externalId", itm1, "item.quantity", number9), withID(itm1)},
		"part add":                    {[]said{lost(part, itm1)}, part, withID(itm1)},
		"part remove":                 {[]said{by(part), lost(partDrop, itm1)}, partDrop, withID(itm1)},
		"part remove, then heard":     {[]said{by(part), lost(partDrop, itm1), by(partDrop)}, partDrop, refused("F2 /item/externalId", 409, AlreadyRemoved, "")},
		"operation add":               {[]said{lost(report, opr1)}, report, withID(opr1)},
		"operation remove":            {[]said{by(report), lost(oprDrop, opr1)}, oprDrop, withID(opr1)},
		"operation remove, no id":     {[]said{answered(report, ""), lost(operation("remove", "serial", nil), "")}, operation("remove", "serial", nil), clean},
		"a refusal that was lost":     {[]said{{add, Reply{Status: 409, Lost: true}}}, add, withID(dev1)},
	})
}

const number9 = json.Number("9")

// The person did not press again: the MES goes on with what it knew, and is not to blame for it.
func TestGoingOnAfterALostAnswer(t *testing.T) {
	add := device("add")
	change := device("update", "serial", "SN-2", "oldSerial", "SN-1", "externalId", dev1)
	changed := []said{by(add), lost(change, "X")}
	removed := []said{by(add), lost(device("remove", "externalId", dev1), "")}
	play(t, map[string]scene{
		"item with the serial of before":        {changed, item("add", "externalId", dev1), withID(itm1)},
		"item with the serial of now":           {changed, item("add", "serial", "SN-2", "externalId", "X"), withID(itm1)},
		"item with one of each":                 {changed, item("add", "externalId", "X"), refused("F4 /serial", 409, SerialStale, itm1)},
		"operation with the serial of before":   {changed, operation("add"), withID(opr1)},
		"another change":                        {changed, device("update", "serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1), withID("X")},
		"another change, wrong":                 {changed, device("update", "serial", "SN-3", "oldSerial", "SN-7", "externalId", "X"), refused("F3 /oldSerial", 409, OldSerialWrong, "X")},
		"remove":                                {changed, device("remove", "externalId", dev1), withID("X")},
		"item, heard again":                     {append(changed, answered(change, "")), item("add", "serial", "SN-2", "externalId", dev1), withID(itm1)},
		"item with the serial of before, heard": {append(changed, answered(change, "Y")), item("add", "externalId", dev1), want{faults: []string{"F4 /serial", "F4 /externalId"}, strict: 409, lenient: 200, id: itm1, code: SerialStale}},
		"item on a device that is gone":         {removed, item("add", "externalId", dev1), business(409, ParentRemoved)},
		"operation on a device that is gone":    {removed, operation("add"), business(409, ParentRemoved)},
		"item on a gone device, wrong id":       {removed, item("add", "externalId", "X"), refused("F4 /serial", 409, ParentRemoved, itm1)},
		"change of a device that is gone":       {removed, change, business(409, AlreadyRemoved)},
		"another serial on the stock":           {[]said{lost(add, dev1)}, device("add", "serial", "SN-2"), business(409, StockHasSerial)},
		"remove with an item nobody heard of":   {[]said{by(add), lost(item("add", "externalId", dev1), itm1)}, device("remove", "externalId", dev1), withID(dev1)},
		"remove with an item heard of in the end": {[]said{by(add), lost(item("add", "externalId", dev1), itm1), by(item("add", "externalId", dev1))}, device("remove", "externalId", dev1),
			want{faults: []string{"F5 "}, strict: 200, lenient: 200, id: dev1}},
	})
}

// Whether the loss is known at once or only afterwards makes no difference to who presses again.
func TestLose(t *testing.T) {
	add, attach, report := device("add"), item("add", "externalId", dev1), operation("add")
	for name, story := range map[string]struct {
		before []said
		event  Event
	}{
		"device add":       {nil, add},
		"device update":    {[]said{by(add)}, device("update", "serial", "SN-2", "oldSerial", "SN-1", "externalId", dev1)},
		"device remove":    {[]said{by(add)}, device("remove", "externalId", dev1)},
		"item add":         {[]said{by(add)}, attach},
		"item remove":      {[]said{by(add), by(attach)}, item("remove", "externalId", dev1, "item.externalId", itm1)},
		"operation add":    {[]said{by(add)}, report},
		"operation remove": {[]said{by(add), by(report)}, operation("remove", "externalId", opr1)},
	} {
		t.Run(name, func(t *testing.T) {
			b := New(100)
			tell(t, b, story.before...)
			first := b.Consider(story.event).Strict
			tell(t, b, by(story.event))
			b.Lose(story.event)
			sound(t, b)
			check(t, b, story.event, withID(first.ExternalID))
			tell(t, b, by(story.event))
			for _, thing := range b.Things() {
				if thing.Repeats != 0 {
					t.Errorf("the report is counted twice: %+v", thing)
				}
			}
		})
	}
	b := New(100)
	b.Lose(attach)
	b.Lose(device("remove"))
	b.Lose(Event{})
	sound(t, b)
	if b.Size() != 0 {
		t.Error("what was never applied made things")
	}
}

// A report that was lost and came again is one report, however it was answered.
func TestAReportThatWasLostIsNotCountedTwice(t *testing.T) {
	for _, ids := range [][2]string{{"A", "A"}, {"A", "B"}, {"", "B"}, {"A", ""}, {"", ""}} {
		for _, report := range []func(string, ...any) Event{item, operation} {
			b := New(100)
			add := report("add", "serial", nil)
			tell(t, b, lost(add, ids[0]), answered(add, ids[1]))
			things := b.Things()
			if len(things) != 1 || things[0].ExternalID != ids[1] || things[0].Repeats != 0 {
				t.Errorf("%v: got %+v, want one thing with the id that was heard", ids, things)
			}
		}
	}
}

// Books that are made again from a part of what was still go on where the ids stood.
func TestResume(t *testing.T) {
	for id, next := range map[string]string{
		"ERP-DEV-000009": "ERP-DEV-000010", "ERP-DEV-1234567": "ERP-DEV-1234568",
		"ERP-DEV-9": dev1, "ERP-OPR-000009": dev1, "SAP-000009": dev1, "": dev1, "ERP-DEV--00001": dev1,
		"ERP-DEV-99999999999999999999": dev1,
	} {
		b := New(100)
		b.Resume("device", id)
		tell(t, b, answered(device("remove"), id))
		if got := b.Consider(device("add")).Strict.ExternalID; got != next {
			t.Errorf("after %q comes %q, want %q", id, got, next)
		}
	}
	New(1).Resume("gadget", dev1)
	b := New(100)
	tell(t, b, by(device("add")))
	b.Resume("device", dev1) // is known already
	if got := b.Consider(device("add", other()...)).Strict.ExternalID; got != dev2 {
		t.Errorf("got %q", got)
	}
}

// The same add is answered again, without the id that was given before: nobody can say which of the two
// answers the MES took, so it may name the id or none. Another id is as wrong as ever.
func TestAnAnswerWithoutTheIDTakesNoneAway(t *testing.T) {
	add, part := device("add"), item("add", "serial", nil, "item.serial", "000875")
	devices := []said{by(add), answered(add, "")}
	parts := []said{by(part), answered(part, "")}
	play(t, map[string]scene{
		"device with the id":    {devices, device("remove", "externalId", dev1), withID(dev1)},
		"device without":        {devices, device("remove"), withID(dev1)},
		"device, another id":    {devices, device("remove", "externalId", "X"), refused("F1 /externalId", 409, IDWrong, dev1)},
		"device, then with one": {append(devices, answered(add, "E-2")), device("remove", "externalId", dev1), refused("F1 /externalId", 409, IDWrong, "E-2")},
		"device, update":        {devices, device("update", "serial", "SN-2", "oldSerial", "SN-1", "externalId", dev1), withID(dev1)},
		"device, the same add":  {devices, add, withID(dev1)},
		"part with the id":      {parts, item("remove", "serial", nil, "item.serial", "000875", "item.externalId", itm1), withID(itm1)},
		"part without":          {parts, item("remove", "serial", nil, "item.serial", "000875"), withID(itm1)},
		"part, another id":      {parts, item("remove", "serial", nil, "item.serial", "000875", "item.externalId", "X"), refused("F1 /item/externalId", 409, IDWrong, itm1)},
		"part, then with one":   {append(parts, answered(part, "I-2")), item("remove", "serial", nil, "item.serial", "000875"), refused("F1 /item/externalId", 409, IDMissing, "I-2")},
	})
}
