package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
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
	p.text(".json-line.marked .finding", "D2")
	p.shot("refusal")
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
