package console_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// One exchange says who decided and why the nearest rules did not, what the MES makes of the answer, how long it took, and what came and
// went to the byte.
func TestPage_TellsAllOfAnExchange(t *testing.T) {
	p := open(t)
	p.setScript("version: 1\nrules:\n  - name: other part\n    when: { kind: device, members: { sku: DRUM } }\n    answer: { status: 409 }\n")
	p.post("device", device("SN-0001"))
	p.post("device", `{"type":"remove","serial":"SN-0404"}`)
	p.do(chromedp.Navigate(p.url + "/#/live?x=1"))
	p.text(".why", "The books decided")
	p.do(chromedp.Click(chromedp.CSS(".why summary")))
	p.text(".why li", "other part (line 3)")
	p.text(".why li", "DRUM")
	p.text(".detail", "The MES takes the act as accepted and keeps the id ERP-DEV-000001.")
	p.do(chromedp.Click(chromedp.CSS(".fold:nth-of-type(4) summary")), chromedp.Click(chromedp.CSS(".fold:nth-of-type(5) summary")))
	for _, part := range []string{"POST /device HTTP/1.1 from 127.0.0.1", "Go-http-client", "application/json", "HTTP 200", "s\n"} {
		p.text(".fold:nth-of-type(4)", part)
	}
	p.text(".fold:nth-of-type(5)", device("SN-0001"))
	p.text(".fold:nth-of-type(5)", `{"externalId":"ERP-DEV-000001"}`)
	p.do(chromedp.Click(chromedp.CSS(".detail a[href*='serial%3ASN-0001']")))
	p.text(".tools", "1 exchange")
	p.do(chromedp.NavigateBack(), chromedp.Click(chromedp.CSS(".detail a[href*='timeline?serial']")))
	p.text(".view", "1 post about 1 thing")
	p.do(chromedp.NavigateBack())
	p.text(".detail", "Exchange 1,")
	p.do(chromedp.NavigateForward())
	p.text("h1", "Timeline")
	p.do(chromedp.Navigate(p.url + "/#/live?x=2"))
	p.text(".why", "The contract decided")
	p.text(".detail", "The MES takes the act as refused and shows “")
}

// A list that is paused stands still and counts what came; then it follows again.
func TestPage_PausesAndCounts(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.text(".tools", "1 exchange")
	p.do(chromedp.Click(chromedp.CSS(".tools button")))
	p.text(".tools button", "Follow")
	for _, serial := range []string{"SN-0002", "SN-0003"} {
		p.post("device", device(serial))
	}
	p.until(`document.querySelector(".tools [role=status]").innerText`, "2 more exchanges since")
	p.until(`String(document.querySelectorAll(".list .row").length)`, "1")
	p.do(chromedp.Click(chromedp.CSS(".tools button")))
	p.until(`document.querySelector(".tools [role=status]").innerText`, "3 exchanges")
	p.until(`String(document.querySelectorAll(".list .row").length)`, "3")
}

// A row has all that the list promises, each in its place.
func TestPage_ARowHasAllOfIt(t *testing.T) {
	p := open(t)
	p.guitar()
	p.post("r/line-4/device", device("SN-0004"))
	p.text(".tools", "7 exchanges")
	row := `[...document.querySelectorAll("[data-id='%s'] [role=gridcell]")].slice(1).map((c) => [...c.childNodes].map((n) => n.textContent).join(":")).join("|")`
	for id, wanted := range map[string]string{
		"2": "attach|SN-0001|WO-1|200|ERP-ITM-000001|", "6": "remove serial|SN-0009|WO-1|409|The device with serial SN-0009 has", "7": "set serial:line-4|SN-0004|WO-1|200|ERP-DEV-000001|",
	} {
		p.text("[data-id='"+id+"'] .time", ":")
		if got := ask[string](p, fmt.Sprintf(row, id)); !strings.HasPrefix(got, wanted) {
			t.Errorf("row %s is %q, wanted %q", id, got, wanted)
		}
	}
}

// A run is reset and dropped with its buttons; the others stay as they are.
func TestPage_ResetsAndDropsARun(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.post("r/line-4/device", device("SN-0004"))
	p.do(chromedp.Navigate(p.url + "/#/runs"))
	rows := `[...document.querySelectorAll("tbody tr")].map((r) => r.children[0].innerText + " " + r.children[2].innerText + " " + r.children[3].innerText).join(", ")`
	p.until(rows, "default 1 1, line-4 1 1")
	p.do(chromedp.Click(chromedp.CSS("tbody tr:nth-child(1) td.buttons button")))
	p.text(".view", "default was reset")
	p.until(rows, "default 1 0, line-4 1 1") // posts are counted for ever
	p.do(chromedp.Click(chromedp.CSS("tbody tr:nth-child(2) td.buttons button:nth-of-type(2)")))
	p.text(".view", "line-4 was dropped")
	p.until(rows, "default 1 0")
	p.do(chromedp.Navigate(p.url + "/#/live"))
	p.text(".start", "Waiting for the first post")
}
