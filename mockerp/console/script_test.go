package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const closed = "version: 1\nrules:\n  - name: closed\n    when: { kind: device }\n    answer: { status: 409, body: { message: The order is closed. } }\n"

// play sets a script by the page.
func (p *page) play(script string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.url+"/#/script"), chromedp.WaitVisible(chromedp.CSS(".editor")),
		chromedp.SetValue(chromedp.CSS(".editor"), script), chromedp.Click(chromedp.CSS("button.main")))
	p.text(".view", "answers from the next post on")
}

func TestPage_SwitchesARuleOffAndOn(t *testing.T) {
	p := open(t)
	p.play(closed)
	p.post("device", device("SN-0001"))
	p.text(".rules", "1 time") // by itself
	if last := ask[string](p, `document.querySelector(".rules td:nth-child(4)").innerText`); len(last) != len("09:30:00.123") {
		t.Errorf("the last use is %q", last)
	}
	p.do(chromedp.Click(chromedp.CSS(".switch")))
	p.text(".view", "closed is switched off")
	p.text(".switch", "Off")
	p.post("device", device("SN-0001"))
	p.do(chromedp.Click(chromedp.CSS(".switch")))
	p.text(".switch", "On")
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url + "/#/live"))
	p.text(".list", "409")
	rows := `[...document.querySelectorAll(".list .status")].map((s) => s.innerText).join(" ")`
	p.until(rows, "409 200 409")
}

func TestPage_AnswersTheNextPostDifferently(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.text(".list", "SN-0001")
	p.do(chromedp.Click(chromedp.CSS(".list .row")), chromedp.Click(chromedp.CSS(".menu summary")), chromedp.WaitVisible(chromedp.CSS(".menu input")),
		chromedp.SetValue(chromedp.CSS(".menu input"), "אין מלאי"), chromedp.Click(chromedp.CSS(".menu form button")))
	p.text(".menu", "The next set serial of SN-0001 in run default is answered so, once.")
	p.shot("answer-next")
	p.do(chromedp.Navigate(p.url + "/#/script"))
	p.text(".waiting-rules", "the next like exchange 1")
	p.post("device", strings.Replace(device("SN-0002"), `440001"`, `440009"`, 1))
	p.post("device", device("SN-0001"))
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url + "/#/live"))
	p.until(`[...document.querySelectorAll(".list .row")].map((r) => r.querySelector(".status").innerText + " " + r.children[5].innerText).join(", ")`,
		"200 ERP-DEV-000001, 409 אין מלאי, 200 ERP-DEV-000002, 200 ERP-DEV-000001")
}

func TestPage_SaysWhatIsWrongAtTheLine(t *testing.T) {
	p := open(t)
	p.do(chromedp.Navigate(p.url+"/#/script"), chromedp.WaitVisible(chromedp.CSS(".hints dl")))
	p.text(".hints", "How many posts of each run the rule answers")
	p.do(chromedp.SetValue(chromedp.CSS(".editor"), "version: 1\nrules:\n  - nam: x\n    answer: { status: 409 }\n  - answer: { staus: 500 }\n"), chromedp.Click(chromedp.CSS("button.main")))
	p.text(".at-line-said", "nam")
	p.shot("script-errors")
	lines := `[...document.querySelectorAll(".at-line")].map((l) => { const box = document.querySelector(".editor").getBoundingClientRect(), at = l.getBoundingClientRect(); return Math.round((at.top - box.top) / at.height + .5) }).join(" ")`
	if got := ask[string](p, lines); got != "3 5" {
		t.Errorf("the marks stand at the lines %s, wanted 3 and 5", got)
	}
	p.do(chromedp.Click(chromedp.CSS(".problems button")), chromedp.Click(chromedp.CSS(".hints button")))
	if got := ask[string](p, `document.querySelector(".editor").value.split("\n")[2]`); got != "name: " {
		t.Errorf("the key that was picked makes the line %q", got)
	}
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url + "/#/live"))
	p.text(".list", "200")
}

func TestPage_SetsATrapInTwoClicks(t *testing.T) {
	p := open(t)
	p.do(chromedp.Navigate(p.url+"/#/script"), chromedp.Click(chromedp.CSS(".trap-list summary")), chromedp.WaitVisible(chromedp.CSS(".traps")))
	p.do(chromedp.Click(chromedp.CSS(`.traps button[value="id-as-number"]`)))
	p.text(".view", "The trap id-as-number is set")
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url + "/#/live?x=1"))
	p.text(".detail", "without an id")
}

// TestPage_ACellOfTheCoverageShowsItsExchanges: as many as its number says, with an id and without one.
func TestPage_ACellOfTheCoverageShowsItsExchanges(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.setScript("version: 1\nrules:\n  - {answer: {status: 200}}\n")
	p.post("device", device("SN-0002"))
	p.post("device", device("SN-0003"))
	for cell, want := range []int{1, 2} {
		p.do(chromedp.Navigate(p.url+"/#/coverage"), chromedp.WaitVisible(chromedp.CSS(".grid .seen")))
		link := fmt.Sprintf(`document.querySelectorAll(".grid .seen a")[%d]`, cell)
		p.until(link+`.innerText`, fmt.Sprint(want))
		ask[int](p, link+`.click(), 0`)
		p.until(`String(document.querySelectorAll(".list-row").length)`, fmt.Sprint(want))
	}
}

func TestPage_AnEmptyCellOfTheCoverageIsScripted(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	p.do(chromedp.Navigate(p.url+"/#/coverage"), chromedp.WaitVisible(chromedp.CSS(".plus")))
	outcomes := ask[int](p, `document.querySelectorAll(".grid tbody tr:first-child .plus").length`)
	for i := range outcomes {
		p.do(chromedp.Navigate(p.url+"/#/coverage"), chromedp.WaitVisible(chromedp.CSS(".plus")))
		ask[bool](p, fmt.Sprintf(`(document.querySelectorAll(".grid tbody tr:first-child .plus")[%d].click(), true)`, i))
		p.text("h1", "Script")
		p.do(chromedp.WaitVisible(chromedp.CSS(".editor")), chromedp.Click(chromedp.CSS("button.main")))
		p.text(".view", "answers from the next post on")
		p.until(`String(document.querySelectorAll(".rules tbody tr").length)`, fmt.Sprint(i+1))
	}
	if outcomes < 4 {
		t.Errorf("only %d outcomes can be scripted", outcomes)
	}
}

// Every other answer that is offered beside an exchange is what it says it is.
func TestPage_OffersTheWaysToFail(t *testing.T) {
	p := open(t)
	p.post("device", device("SN-0001"))
	for i, wanted := range []string{
		"lost", "lost", "lost", "200 accepted, without an id", "200 accepted, without an id", "500 refused and has no message to show", "200 accepted and keeps the id ERP-DEV-000001",
	} {
		p.do(chromedp.Navigate(p.url+"/#/live?x=1"), chromedp.WaitVisible(chromedp.CSS(".menu")))
		ask[int](p, `document.querySelector(".menu").open = true, 0`)
		p.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(".menu > p.buttons button:nth-of-type(%d)", i+1))))
		p.text(".menu", "is answered so, once")
		p.postFor(device("SN-0001"))
		p.do(chromedp.Navigate(fmt.Sprintf("%s/#/live?x=%d", p.url, i+2)))
		p.text(".detail .soft", fmt.Sprintf("Exchange %d,", i+2))
		p.until(`(document.querySelector(".detail .status").innerText + " " + (document.querySelector(".detail p.good, .detail p.refused")?.innerText ?? "")).replace(" The MES takes the act as", "").replace(/[ .]*$/, "")`, wanted)
	}
}

// postFor posts a payload, and waits for the answer no longer than an impatient MES.
func (p *page) postFor(payload string) {
	p.t.Helper()
	client := http.Client{Timeout: time.Second}
	if answer, err := client.Post(p.erp+"/device", "application/json", strings.NewReader(payload)); err == nil {
		answer.Body.Close()
	}
}
