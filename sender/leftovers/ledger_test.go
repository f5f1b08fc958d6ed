package leftovers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// said is one post and what came back: an id, "-" for accepted without one, "no" for a refusal, "?" for no answer.
type said struct{ post, answer string }

const (
	device = `{"type":"add","stockId":"S","serial":"A"}`
	item   = `{"type":"add","stockId":"S","serial":"A","item":{"sku":"P","quantity":2}}`
	report = `{"type":"add","stockId":"S","serial":"A","actCode":"CUT","workCenterCode":"W","position":10,"validQty":1,"invalidQty":0}`
)

// remove is the same as a remove, with another member.
func remove(add, member string) string {
	return strings.Replace(strings.Replace(add, `"add"`, `"remove"`, 1), `"stockId"`, member+`"stockId"`, 1)
}

func note(l *leftovers.Ledger, s said) {
	payload, _ := schemas.Parse([]byte(s.post))
	r := sender.Result{Accepted: true, ExternalID: s.answer, Status: 200}
	r.Transcript.URL, r.Transcript.RequestBody = "http://erp/device", []byte(s.post)
	switch s.answer {
	case "-":
		r.ExternalID = ""
	case "no":
		r.Accepted, r.ExternalID, r.Status = false, "", 409
	case "?":
		r.Accepted, r.ExternalID, r.Trouble = false, "", sender.Timeout
		r.Transcript.Stage = sender.StageSend
	case "lost":
		r.Accepted, r.ExternalID, r.Trouble = false, "", sender.Timeout
	}
	l.Note(payload, r)
}

// What an ERP holds after some posts, with the post that removes each, last added first; "?" is one that it may hold.
func TestLedger_KnowsWhatIsLeft(t *testing.T) {
	update := `{"type":"update","stockId":"S","serial":"B","oldSerial":"A"}`
	for name, c := range map[string]struct {
		repeats bool
		posts   []said
		want    []string
	}{
		"nothing":           {posts: []said{{device, "no"}, {device, "lost"}, {`[]`, "-"}}},
		"added":             {posts: []said{{device, "D"}}, want: []string{`device A {"externalId":"D","serial":"A","stockId":"S","type":"remove"}`}},
		"added without id":  {posts: []said{{device, "-"}}, want: []string{`device A {"serial":"A","stockId":"S","type":"remove"}`}},
		"perhaps":           {posts: []said{{device, "?"}}, want: []string{`?device A {"serial":"A","stockId":"S","type":"remove"}`}},
		"perhaps, then yes": {posts: []said{{device, "?"}, {device, "D"}}, want: []string{`device A {"externalId":"D","serial":"A","stockId":"S","type":"remove"}`}},
		"twice, two ids":    {posts: []said{{device, "D"}, {device, "E"}}, want: []string{`device A {"externalId":"E",`, `device A {"externalId":"D",`}},
		"twice, one id":     {posts: []said{{device, "D"}, {device, "D"}}, want: []string{`device A {"externalId":"D",`}},
		"removed":           {posts: []said{{device, "D"}, {remove(device, ""), "-"}}},
		"not removed":       {posts: []said{{device, "D"}, {remove(device, ""), "no"}}, want: []string{"device A {"}},
		"perhaps removed":   {posts: []said{{device, "D"}, {remove(device, ""), "?"}}, want: []string{"?device A {"}},
		"changed":           {posts: []said{{device, "D"}, {update, "-"}}, want: []string{`device B {"externalId":"D","serial":"B","stockId":"S","type":"remove"}`}},
		"changed, new id":   {posts: []said{{device, "D"}, {update, "E"}}, want: []string{`device B {"externalId":"E",`}},
		"perhaps changed":   {posts: []said{{device, "D"}, {update, "?"}}, want: []string{`?device B {"externalId":"D",`, `device A {"externalId":"D",`}},
		"changed at last":   {posts: []said{{device, "D"}, {update, "?"}, {update, "-"}}, want: []string{`device B {"externalId":"D",`}},
		"another stock":     {posts: []said{{device, "D"}, {strings.Replace(remove(device, ""), `"S"`, `"T"`, 1), "-"}}, want: []string{"device A {"}},
		"an item": {posts: []said{{device, "D"}, {item, "I"}, {update, "E"}}, want: []string{
			`item P {"externalId":"E","item":{"externalId":"I","quantity":2,"sku":"P"},"serial":"B","stockId":"S","type":"remove"}`, "device B"}},
		"an item without ids":    {posts: []said{{item, "-"}}, want: []string{`item P {"item":{"quantity":2,"sku":"P"},"serial":"A","stockId":"S","type":"remove"}`}},
		"two items that look so": {posts: []said{{item, "-"}, {item, "-"}}, want: []string{"item P {", "item P {"}},
		"one item, repeated":     {repeats: true, posts: []said{{item, "-"}, {item, "-"}}, want: []string{"item P {"}},
		"one item with a serial": {posts: []said{{strings.Replace(item, `"sku"`, `"serial":"X","sku"`, 1), "-"}, {strings.Replace(item, `"sku"`, `"serial":"X","sku"`, 1), "-"}},
			want: []string{`item P with serial X {`}},
		"an item by its id":       {posts: []said{{item, "I"}, {item, "J"}, {strings.Replace(remove(item, ""), `"sku"`, `"externalId":"I","sku"`, 1), "-"}}, want: []string{`item P {"item":{"externalId":"J"`}},
		"an item of another size": {posts: []said{{item, "-"}, {strings.Replace(remove(item, ""), ":2", ":3", 1), "-"}}, want: []string{"item P {"}},
		"a report": {posts: []said{{report, "R"}}, want: []string{
			`report on CUT at position 10 {"actCode":"CUT","externalId":"R","invalidQty":0,"position":10,"serial":"A","stockId":"S","type":"remove","validQty":1,"workCenterCode":"W"}`}},
		"a report without id":   {posts: []said{{report, "-"}}, want: []string{`report on CUT at position 10 {"actCode":"CUT","externalId":null,`}},
		"reports that look so":  {posts: []said{{report, "-"}, {report, "-"}}, want: []string{"report on", "report on"}},
		"a report by its id":    {posts: []said{{report, "R"}, {report, "Q"}, {remove(report, `"externalId":"R",`), "-"}}, want: []string{`report on CUT at position 10 {"actCode":"CUT","externalId":"Q"`}},
		"a report by its looks": {posts: []said{{report, "-"}, {strings.Replace(remove(report, ""), `"validQty":1`, `"validQty":2`, 1), "-"}, {remove(report, ""), "-"}}},
	} {
		l := leftovers.Ledger{Repeats: c.repeats}
		for _, s := range c.posts {
			note(&l, s)
		}
		var got []string
		for _, left := range l.Leftovers() {
			mark := ""
			if left.Unsure {
				mark = "?"
			}
			got = append(got, fmt.Sprintf("%s%s %s", mark, left.What, left.Body))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: left are %q", name, got)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], c.want[i]) {
				t.Errorf("%s:\n%s\nwant\n%s", name, got[i], c.want[i])
			}
		}
	}
}

// Each change is reported, and what stays or is struck out is remembered.
func TestLedger_TellsChangesAndReasons(t *testing.T) {
	var told []int
	l := leftovers.Ledger{Changed: func(list []leftovers.Leftover) { told = append(told, len(list)) }}
	for _, s := range []said{{device, "D"}, {item, "I"}, {item, "no"}} {
		note(&l, s)
	}
	if fmt.Sprint(told) != "[1 2]" {
		t.Errorf("told %v", told)
	}
	left := l.Leftovers()
	l.Strike(left[0])
	l.Stays(left[1], true, "It said no.")
	if after := l.Leftovers(); len(after) != 1 || after[0].Kind != schemas.Device || !after[0].Asked || after[0].Why != "It said no." || after[0].URL != "http://erp/device" {
		t.Errorf("left are %+v", after)
	}
}

// A removal is settled by an acceptance, and of what may never have been booked by a refusal that is no breakdown.
func TestSettled(t *testing.T) {
	for _, c := range []struct {
		unsure bool
		result sender.Result
		gone   bool
		why    string
	}{
		{false, sender.Result{Accepted: true, Status: 200}, true, ""},
		{false, sender.Result{Status: 404, Words: "Not here.", Cure: "Look."}, false, "Not here. Look."},
		{true, sender.Result{Status: 404, Words: "Not here."}, true, "The ERP refused to remove device A, so it is taken for not booked. Not here."},
		{true, sender.Result{Status: 499, Words: "No."}, true, "taken for not booked"},
		{true, sender.Result{Status: 500, Words: "It broke."}, false, "It broke."},
		{true, sender.Result{Trouble: sender.Timeout, Words: "No answer."}, false, "No answer."},
	} {
		gone, why := leftovers.Leftover{What: "device A", Unsure: c.unsure}.Settled(c.result)
		if gone != c.gone || !strings.Contains(why, c.why) || c.why == "" && why != "" {
			t.Errorf("%+v: %v, %s", c, gone, why)
		}
	}
}

// Len is how many things are there, without the work of saying what removes them.
func TestLedger_Len(t *testing.T) {
	var l leftovers.Ledger
	for _, s := range []said{{device, "D"}, {item, "I"}, {item, "no"}, {remove(item, ""), "-"}} {
		note(&l, s)
		if l.Len() != len(l.Leftovers()) {
			t.Errorf("after %s: %d, and %d are listed", s.post, l.Len(), len(l.Leftovers()))
		}
	}
	if l.Len() != 1 {
		t.Errorf("%d are there, want the device", l.Len())
	}
}
