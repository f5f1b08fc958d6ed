package console_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

// on is what all posts of one device have.
func on(serial string) string {
	return fmt.Sprintf(`"workorderNumber":"WO-1","sku":"GUITAR","serial":%q,"workorderId":"550e8400-e29b-41d4-a716-446655440000",
		"stockId":"550e8400-e29b-41d4-a716-446655440001","sessionId":"550e8400-e29b-41d4-a716-446655440002","workorderExternalId":null`, serial)
}

func device(serial string) string { return `{"type":"add",` + on(serial) + `}` }

func TestPage_FirstMinuteThenLive(t *testing.T) {
	p := open(t)
	p.text("main", p.erp+"/device")
	p.post("device", device("SN-0001"))
	p.text(".list", "set serial")
	p.text(".list", "SN-0001")
}

func TestPage_ShowsTheFindingAtItsMember(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.post("device", strings.Replace(device("SN-0002"), `"SN-0002"`, "7", 1))
	p.text(".list", "422")
	p.do(chromedp.Click(chromedp.CSS(".list .row")))
	p.text(".json-line.marked", `"serial": 7`)
	clause, _ := schemas.ClauseByID("D2")
	for _, part := range []string{"D2", "Wanted", "got 7", "\n" + mend(t, p), strings.ReplaceAll(clause.Sentence, "`", "")} {
		p.text(".json-line.marked .finding", part)
	}
	p.shot("refusal")
}

// mend is the cure of the first finding of the last post, by the API.
func mend(t *testing.T, p *page) string {
	t.Helper()
	ask[int](p, `fetch("api/v1/exchanges/2").then((a) => a.json()).then((x) => window.cure = x.findings[0].hint ?? "none"); 0`)
	p.until(`String((window.cure ?? "").length > 4)`, "true")
	return ask[string](p, "cure")
}

// guitar posts a device, an item and a report, changes the serial and takes all of it away again but the item.
func (p *page) guitar() {
	p.post("device", device("SN-0001"))
	p.post("item-attach", `{"type":"add","externalId":"ERP-DEV-000001","item":{"sku":"PICKUP","serial":"PU-1","quantity":1},`+on("SN-0001")+`}`)
	p.post("operation", `{"type":"add","actCode":"CUT","workCenterCode":"WC-1","position":10,"validQty":1,"invalidQty":0,"operationExternalId":null,`+on("SN-0001")+`}`)
	p.post("operation", `{"type":"remove","externalId":"ERP-OPR-000001","actCode":"CUT","workCenterCode":"WC-1","position":10,"validQty":1,"invalidQty":0,"operationExternalId":null,`+on("SN-0001")+`}`)
	p.post("device", `{"type":"update","oldSerial":"SN-0001","externalId":"ERP-DEV-000001",`+on("SN-0009")+`}`)
	p.post("device", `{"type":"remove","externalId":"ERP-DEV-000077",`+on("SN-0009")+`}`)
}

func TestPage_TimelineOfAWorkOrder(t *testing.T) {
	p := open(t)
	p.guitar()
	p.do(chromedp.Navigate(p.url + "/#/timeline?order=WO-1"))
	p.text(".view", "6 posts about 3 things; 2 still there")
	if arcs, broken := ask[int](p, `document.querySelectorAll(".arc").length`), ask[int](p, `document.querySelectorAll(".dot.broken").length`); arcs != 2 || broken != 1 {
		t.Errorf("%d ids came back and %d posts broke the flow, wanted 2 and 1", arcs, broken)
	}
	p.text(".open-things", "Open in the books: device SN-0009 (ERP-DEV-000001), item PU-1 (ERP-ITM-000001).")
	p.shot("timeline")
}

// A device that was changed and removed as it should be: its ids come back, nothing is broken and nothing is left.
func TestPage_TimelineOfADeviceThatWasChangedAndRemoved(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.post("device", `{"type":"update","oldSerial":"SN-0001","externalId":"ERP-DEV-000001",`+on("SN-0009")+`}`)
	p.post("device", `{"type":"remove","externalId":"ERP-DEV-000001",`+on("SN-0009")+`}`)
	p.do(chromedp.Navigate(p.url + "/#/timeline?order=WO-1"))
	p.text(".view", "3 posts about 1 thing; all of it removed again.")
	p.until(`[".arc", ".dot.made", ".dot.changed", ".dot.ended", ".dot.broken", ".open"].map((s) => document.querySelectorAll(s).length).join(" ")`, "2 1 1 1 0 0")
	p.until(`document.querySelector(".lane-name title").textContent`, "SN-0009")
	p.text(".open-things", "Open in the books: nothing.")
}

func TestPage_AScriptAnswersTheNextPost(t *testing.T) {
	p := open(t)
	p.do(chromedp.Navigate(p.url+"/#/script"), chromedp.WaitVisible(chromedp.CSS(".editor")),
		chromedp.SetValue(chromedp.CSS(".editor"), "version: 1\nrules:\n  - name: closed\n    when: { kind: device }\n    answer: { status: 409, body: { message: The order is closed. } }\n"),
		chromedp.Click(chromedp.CSS("button.main")))
	p.text(".view", "answers from the next post on")
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url + "/#/live"))
	p.text(".list", "The order is closed.")
	p.do(chromedp.Navigate(p.url + "/#/script"))
	p.text(".view", "1 time")
	p.do(chromedp.SetValue(chromedp.CSS(".editor"), "version: 1\nrules:\n  - nam: x\n"), chromedp.Click(chromedp.CSS("button.main")))
	p.text(".problems", "line 3")
	p.shot("script")
}

func TestPage_ByKeysAlone(t *testing.T) {
	p := open(t)
	p.guitar()
	p.text(".list", "set serial")
	p.do(chromedp.KeyEvent("j"))
	p.text(".detail-head", "remove serial")
	p.do(chromedp.KeyEvent("j"))
	p.text(".detail-head", "change serial")
	p.do(chromedp.KeyEvent("t"))
	p.text("h1", "Timeline")
	p.do(chromedp.KeyEvent("c"))
	p.text(".view", "of 42 cells")
	p.shot("coverage")
	p.do(chromedp.KeyEvent("?"))
	p.text(".help", "filter")
	p.do(chromedp.KeyEvent("l"))
	p.text(".list", "set serial")
	p.do(chromedp.KeyEvent("/"))
	p.until(`document.activeElement.type ?? ""`, "search")
	p.do(chromedp.KeyEvent("SN-4711"), chromedp.NavigateBack()) // before the page looks at what was typed
	p.text("h1", "Coverage")
	time.Sleep(time.Second / 2)
	p.until(`location.hash`, "#/coverage")
}

// The contract shows what is right and what is wrong, and leads from a finding to its clause.
func TestPage_ContractHasExamples(t *testing.T) {
	p := open(t)
	p.do(chromedp.Navigate(p.url + "/#/contract?clause=D3"))
	p.text("#clause-D3", "Wrong at /oldSerial")
	p.do(chromedp.Click(chromedp.CSS("#clause-D3 details:last-of-type summary")))
	p.text("#clause-D3 details:last-of-type pre", `"oldSerial"`)
	p.text("#clause-D3", "Right")
	p.text("#clause-E7", "Why it matters")
	p.text("#clause-E7", "How to mend")
	p.do(chromedp.Click(chromedp.CSS("#clause-E7 details:last-of-type summary")))
	p.text("#clause-E7 details:last-of-type pre", "POST /operation")
}

// copies clicks on a button that copies, and gives what it put on the clipboard.
func (p *page) copies(button string) string {
	p.t.Helper()
	ask[int](p, `window.copied = ""; navigator.clipboard.writeText = async (text) => void (copied = text);
		navigator.clipboard.write = async ([item]) => void (copied = await (await item.getType("text/plain")).text()); 0`)
	p.do(chromedp.Click(chromedp.CSS(button)))
	p.until(`String(copied !== "")`, "true")
	return ask[string](p, "copied")
}

// shell runs a line as somebody who pasted it.
func (p *page) shell(line string) {
	p.t.Helper()
	if said, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
		p.t.Errorf("%s: %v\n%s", line, err, said)
	}
}

// The lines that are copied post to the ERP door what came there, whatever it is: no name of a file is followed.
func TestPage_CopiesLinesThatRun(t *testing.T) {
	needBrowser(t)
	mock := mockerptest.Start(t)
	p := show(t, mock.URL(), mock.ControlURL())
	p.text("pre.raw", "curl")
	if got := p.copies(".urls li:first-child button"); got != p.erp+"/device" {
		t.Errorf("the URL to paste is %q", got)
	}
	p.shell(p.copies(".start > .buttons button"))
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	bodies := []string{device("it's [1-3] {a,b} $HOME `id` \u05e9"), "@" + file, "\xff\n%s \\n"}
	for i, body := range bodies {
		send(t, p.erp+"/r/line-4/device", body)
		p.do(chromedp.Navigate(fmt.Sprintf("%s/#/live?x=%d", p.url, 2*i+2)))
		p.text(".detail .soft", fmt.Sprintf("Exchange %d,", 2*i+2))
		p.shell(p.copies(".detail article > .buttons button"))
	}
	all := mock.Exchanges(t, journal.Filter{})
	if len(all) != 7 || all[0].Answer.Status != 200 {
		t.Fatalf("%d posts came, wanted 7", len(all))
	}
	for i, body := range bodies {
		if x := all[2*i+2]; string(x.Request.Body) != body || x.Request.URL != all[2*i+1].Request.URL {
			t.Errorf("of %q came %q at %s", body, x.Request.Body, x.Request.URL)
		}
	}
}
