package expect

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestNobodyVouchesForAPart: where exchanges are not there any more, only what they cannot change is told.
func TestNobodyVouchesForAPart(t *testing.T) {
	f := file(t, `  - {name: at least, post: {kind: device}, atLeast: 1}
  - {name: too many, post: {kind: device}, atMost: 2}
  - {name: too few, post: {kind: device}, atLeast: 9}
  - {name: order, order: [{kind: device}, {kind: operation}]}
  - {name: nth, post: {kind: device}, nth: 1, has: {type: add}}
  - {name: clean, findings: none, clauses: [F1]}
  - {name: unclean, findings: none}
  - {name: rules, scriptRules: allUsed}
`)
	uses := []script.Use{{Rule: "a", Used: 1}}
	for name, report := range map[string]Report{
		"dropped": Check(f, guitar(), uses, 3),
		"cut":     Check(f, append(guitar(), numbered(post(item, "add", change(cut)))...), uses, 0),
	} {
		want := map[string]Outcome{
			"at least": CannotTell, "too many": Fails, "too few": CannotTell, "order": CannotTell,
			"nth": CannotTell, "clean": CannotTell, "unclean": Fails, "rules": Passes,
		}
		for _, i := range report.Items {
			if i.Outcome != want[i.Name] || i.OK != (i.Outcome == Passes) {
				t.Errorf("%s: %s is %s (%v), want %s", name, i.Name, i.Outcome, i.OK, want[i.Name])
			}
		}
		if report.OK || report.Outcome != Fails {
			t.Errorf("%s: the whole is %s", name, report.Outcome)
		}
	}
	only := file(t, "  - {scriptRules: allUsed}\n")
	r := Check(only, guitar(), uses, 1)
	if r.OK || r.Outcome != CannotTell || !strings.Contains(r.Why, "1 exchange of this run") || !strings.Contains(r.Why, "--max-exchanges") {
		t.Errorf("one dropped exchange: %+v", r)
	}
	if r := Check(only, numbered(post(device, "add", change(cut))), uses, 0); r.OK || r.Outcome != CannotTell || !strings.Contains(r.Why, "--max-journal-bytes") {
		t.Errorf("one cut exchange: %+v", r)
	}
}

// TestAnEmptyFileShowsNothing: green is only what was shown.
func TestAnEmptyFileShowsNothing(t *testing.T) {
	f := file(t, "    []\n")
	if r := Check(f, guitar(), nil, 0); f.Len() != 0 || r.OK || r.Outcome != CannotTell || r.Why == "" {
		t.Errorf("got %+v", r)
	}
}

// TestBodiesThatCannotBeRead have no members.
func TestBodiesThatCannotBeRead(t *testing.T) {
	x := numbered(post(device, ""))
	x[0].Request.Body = []byte(`{"serial": "SN-7"`)
	f := file(t, "  - {name: a, post: {kind: device}, count: 1}\n  - {name: b, post: {members: {serial: {present: true}}}, count: 0}\n")
	if r := Check(f, x, nil, 0); !r.OK {
		t.Errorf("got %s", r)
	}
}

// TestReportForAPerson: only what is missing, and of the nearest exchange only what differs.
func TestReportForAPerson(t *testing.T) {
	f := file(t, `  - {name: two devices, post: {kind: device, type: add}, count: 2}
  - {name: a third string, post: {kind: item-attach, members: {item.sku: "0009", serial: SN-7}}, count: 1}
`)
	want := `ok    two devices
FAIL  a third string
      wanted   1 post (kind item-attach, item.sku "0009", serial "SN-7")
      got      no post
      missing  1 more post
      nearest  exchange 4
               item.sku: wanted "0009", got "0005"
1 of 2 expectations passed, 1 failed (run line-4, 9 exchanges, 1 of them not a post of the contract)
`
	if got := Check(f, guitar(), nil, 0).String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r := Check(f, guitar(), nil, 2)
	if got := r.String(); !strings.Contains(got, "?     two devices") || !strings.Contains(got, "0 of 2 expectations passed, 2 could not be judged") || !strings.HasSuffix(got, r.Why+"\n") {
		t.Errorf("got\n%s", got)
	}
}

// TestReportAsJSON has no null, and the words that the README names.
func TestReportAsJSON(t *testing.T) {
	text, err := json.Marshal(Check(file(t, "  - {post: {kind: device, type: update}, count: 1}\n"), nil, nil, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"version":1,"ok":false,"verdict":"fails","run":"","exchanges":0,"noPosts":0,"dropped":0,"cut":0,"items":[` +
		`{"name":"expectation 1","line":3,"ok":false,"verdict":"fails","wanted":"1 post (kind device, type update)",` +
		`"got":"no post","missing":"1 more post","exchanges":[]}]}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// TestManyExchanges are counted, and the first of them named.
func TestManyExchanges(t *testing.T) {
	var list []*traffic.Exchange
	for range 25 {
		list = append(list, post(device, "add"))
	}
	r := Check(file(t, "  - {post: {kind: device}, count: 3}\n"), numbered(list...), nil, 0)
	if got := r.Items[0].Got; got != "25 posts: exchanges 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more" || len(r.Items[0].Exchanges) != 10 {
		t.Errorf("got %s", got)
	}
}
