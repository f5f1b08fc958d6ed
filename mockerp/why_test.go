package mockerp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// whyShown is why rules did not answer the first exchanges, as a list, one exchange and an export show it.
func whyShown(t *testing.T, erp *mockerptest.Mock, n int) string {
	t.Helper()
	var page struct {
		Exchanges []struct{ Decision json.RawMessage }
	}
	ask(t, erp, "/api/v1/exchanges", &page)
	shown := ""
	for i := range n {
		var one struct{ Decision json.RawMessage }
		ask(t, erp, fmt.Sprintf("/api/v1/exchanges/%d", i+1), &one)
		if string(one.Decision) != string(page.Exchanges[i].Decision) {
			t.Errorf("exchange %d by itself is %s, and in a list %s", i+1, one.Decision, page.Exchanges[i].Decision)
		}
		shown += string(one.Decision) + "\n"
	}
	response, err := http.Get(erp.ControlURL() + fmt.Sprintf("/api/v1/exchanges/export?format=jsonl&limit=%d", n))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	exported, err := io.ReadAll(response.Body)
	for _, line := range strings.Fields(shown) {
		if err != nil || !strings.Contains(strings.Join(strings.Fields(string(exported)), " "), line) {
			t.Errorf("the export lacks %s, %v", line, err)
		}
	}
	return shown
}

// Why rules did not answer is told of the script as it was: also when rules were used up, switched or changed since, and
// after a restart on a journal.
func TestWhy_IsOfTheScriptAsItWas(t *testing.T) {
	const counting = `version: 1
seed: 9
rules:
- {name: once, when: {type: add}, times: once, answer: {status: 408}}
- {name: other serial, when: {kind: device, members: {serial: SN-8}}, answer: {status: 409}}
- {name: the seventh, when: {count: {post: 7}}, answer: {status: 410}}
- {name: the third, when: {count: 3}, answer: {status: 411}}
- {name: even, when: {where: count.match % 2 == 0 and query.station == "4"}, answer: {status: 412}}
- {name: rarely, probability: 0.000001, answer: {status: 413}}
- {name: books, when: {where: books.size > 90}, answer: {status: 414}}
`
	path := filepath.Join(t.TempDir(), "erp.journal")
	for name, store := range map[string]journal.Store{"memory": journal.NewMemory(1000, 1<<20), "file": openJournal(t, path, sqlite.Options{})} {
		t.Run(name, func(t *testing.T) {
			erp := mockerptest.Start(t, withJournal(store), mockerptest.WithScript(parsed(t, counting)))
			send := func(n int) {
				for i := range n {
					post(t, erp.URL()+fmt.Sprintf("/device?station=%d", i), device("add", fmt.Sprintf("SN-%d", i), ""))
				}
			}
			send(6)
			order(t, "POST", erp.ControlURL()+"/api/v1/script/next", `{"like":2,"answer":{"status":418}}`)
			send(1) // which is not like it
			const posts = 7
			before := whyShown(t, erp, posts)
			for _, want := range []string{
				`"it is used up: it has answered its one post"`, `serial is \"SN-2\", wanted: \"SN-8\"`, "count.post is 2, wanted: 7",
				"it was match 1, wanted: 3", "where is false", "seed 9", `"the next like exchange 2"`,
			} {
				if !strings.Contains(before, want) {
					t.Errorf("%q is missing in\n%s", want, before)
				}
			}
			send(9)
			put(t, erp.ControlURL()+"/api/v1/script", "version: 1\nrules: [{name: another, when: {type: remove}, answer: {status: 400}}]\n")
			send(2)
			order(t, "DELETE", erp.ControlURL()+"/api/v1/script", "")
			send(1)
			if after := whyShown(t, erp, posts); after != before {
				t.Errorf("later is told\n%s\nand it was\n%s", after, before)
			}
			if list := erp.Exchanges(t, journal.Filter{Limit: 2}); len(list[1].Decision.Missed) == 0 {
				t.Error("a test in Go is not told")
			}
			if name == "memory" {
				return
			}
			stopped(t, erp)
			erp = mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})))
			if after := whyShown(t, erp, posts); after != before {
				t.Errorf("after a restart is told\n%s\nand it was\n%s", after, before)
			}
		})
	}
}

// A rule that is switched off is told so, and a post that is not kept whole is not judged by its beginning.
func TestWhy_OfSwitchedRulesAndLongPosts(t *testing.T) {
	small := mockerptest.Start(t, mockerptest.WithScript(parsed(t, threeRules)), mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxJournalBytes = 16_000 }))
	post(t, small.URL()+"/device", device("remove", "SN-7", `"long":"`+strings.Repeat("x", 20_000)+`",`))
	var long, off struct {
		Decision struct {
			Why    string
			Missed []traffic.Miss
		}
	}
	ask(t, small, "/api/v1/exchanges/1", &long)
	if d := long.Decision; d.Missed != nil || !strings.HasSuffix(d.Why, "is not known: the post is not kept whole.") {
		t.Errorf("of the long post is told %+v", d)
	}
	erp := mockerptest.Start(t, mockerptest.WithScript(parsed(t, threeRules)))
	order(t, "PUT", erp.ControlURL()+"/api/v1/script/rules/1", `{"off":true}`)
	post(t, erp.URL()+"/device", device("add", "SN-7", ""))
	order(t, "PUT", erp.ControlURL()+"/api/v1/script/rules/1", `{"off":false}`)
	ask(t, erp, "/api/v1/exchanges/1", &off)
	if d := off.Decision; len(d.Missed) != 3 || d.Missed[0].Reason != "it is switched off" {
		t.Errorf("of the rule that was off is told %+v", d)
	}
}

// order tells the control door to do something.
func order(t *testing.T, method, url, body string) {
	t.Helper()
	if got := exchange(t, method, url, "application/json", body); got.status >= 300 {
		t.Fatalf("%s %s: %d %s", method, url, got.status, got.Message)
	}
}
