package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses keys, one after the other. A key that the page takes for itself writes nothing, as on a real keyboard.
func (p *page) press(keys ...string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for _, key := range strings.Join(keys, "") {
			events := kb.Encode(key)
			down, up := *events[0], *events[len(events)-1]
			if len(events) == 3 {
				down.Type, down.Text = kb.KeyDown, events[1].Text
			}
			for _, event := range []input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, event); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// tab waits until the page shows what the selector names, for that may have to be fetched, and presses Tab until it has the focus, as one
// does who has no mouse.
func (p *page) tab(selector string) {
	p.t.Helper()
	p.until(`String(document.querySelector(`+quote(selector)+`) !== null)`, "true")
	const most = 120
	for range most {
		p.press(kb.Tab)
		if ask[bool](p, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
	}
	p.shot("failed-" + p.t.Name())
	p.t.Fatalf("%d times Tab do not lead to %s", most, selector)
}

// quote writes a text as JavaScript has it.
func quote(text string) string { return "`" + text + "`" }

// TestPage_ATourWithoutAMouse goes through the whole page with the keyboard alone: what cannot be reached so is not there for many.
func TestPage_ATourWithoutAMouse(t *testing.T) {
	t.Setenv("ERPKIT_MAX_RUNS", "50")
	p := serve(t, "--max-body", "8192")
	p.guitar()
	p.post("r/line-4/device", device("SN-0004"))
	p.text(".tools", "7 exchanges")
	p.tourOfTheList()
	p.tourOfPictures()
	p.tourOfTheScript()
	p.tourOfRunsAndSettings()
}

func (p *page) tourOfTheList() {
	p.tab(".list")
	p.press(kb.ArrowDown)
	p.text(".detail-head", "set serial")
	p.press("j")
	p.text(".detail-head", "remove serial")
	p.press("k", "g")
	p.text(".detail-head", "set serial")
	p.until(`document.querySelector(".list").getAttribute("aria-activedescendant")`, "row-7")
	p.press("j", kb.Enter)
	p.until(`String(document.activeElement.matches(".detail"))`, "true")
	p.tab(".menu summary")
	p.press(kb.Enter)
	p.tab(".menu form button")
	p.press(kb.Enter)
	p.text(".menu", "is answered so, once")
	p.press(kb.Escape)
	p.until(`String(document.querySelector(".detail") === null && document.activeElement.matches(".list"))`, "true")
	p.press("?")
	p.until(`document.activeElement.innerText`, "Close")
	p.press(kb.Enter)
	p.until(`String(document.querySelector(".help") === null && document.activeElement.matches(".list"))`, "true")
	p.press("p")
	p.text(".tools", "Follow")
	p.press("p", "/", "serial:SN-0004")
	p.text(".tools", "1 exchange")
	p.press(kb.Escape)
}

func (p *page) tourOfPictures() {
	p.press("t")
	p.tab(".tools input")
	p.press("SN-0009", kb.Enter)
	p.text(".view", "2 posts about 1 thing")
	p.tab("a.dot")
	p.press(kb.Enter)
	p.text(".detail-head", "change serial")
	p.press("c")
	p.tab(".grid .seen a")
	p.press(kb.Enter)
	p.text(".tools", "2 exchanges")
}

func (p *page) tourOfTheScript() {
	p.press("s")
	p.tab(".editor")
	p.press(kb.ArrowDown, kb.ArrowDown, "  - name: typed\n", "    answer: { staus: 500 }")
	p.text(".at-line-said", "staus") // while typing
	p.shot("script-while-typing")
	p.press(strings.Repeat(kb.ArrowLeft, len("us: 500 }")), "t")
	p.until(`String(document.querySelectorAll(".at-line, .problems li").length)`, "0")
	p.tab("button.main")
	p.press(kb.Enter)
	p.text(".view", "answers from the next post on")
	p.until(`String(document.activeElement.matches("button.main"))`, "true")
	p.press("l", "s")
	p.tab(".switch")
	p.press(kb.Enter)
	p.text(".switch", "Off")
	p.tab(".trap-list summary")
	p.press(kb.Enter)
	p.tab(".traps button")
	p.press(kb.Enter)
	p.text(".view", "is set.")
	p.outage()
}

// outage closes the ERP door by the button and waits until it opens by itself; the API makes that sooner.
func (p *page) outage() {
	p.tab("button.down")
	p.press(kb.Enter)
	p.text(".outage", "The ERP door is closed until")
	if answer, err := http.Post(p.erp+"/device", "application/json", strings.NewReader("{}")); err == nil {
		answer.Body.Close()
		p.t.Error("the ERP door is not closed")
	}
	answer, err := http.Post(p.url+"/api/v1/down?for=100ms", "", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	p.text(".outage", "The ERP door is open.")
	p.post("device", device("SN-0010"))
}

func (p *page) tourOfRunsAndSettings() {
	p.press("r")
	p.tab("tbody tr:nth-child(2) a[href*='script']")
	p.press(kb.Enter)
	p.text("h1", "Script of run line-4")
	p.press("r")
	p.tab("tbody tr:nth-child(2) th a")
	p.press(kb.Enter)
	p.text(".list", "SN-0004")
	p.tab("nav a[href='#/settings']")
	p.press(kb.Enter)
	for setting, from := range map[string]string{
		"maxBody": "the flag --max-body", "maxRuns": "the environment variable ERPKIT_MAX_RUNS", "maxThings": "default",
	} {
		p.text(`tr[data-setting=`+setting+`]`, from)
	}
	p.shot("settings")
	p.tab("nav a[href='#/contract']")
	p.press(kb.Enter)
	p.tab("#clause-T1 summary")
	p.press(kb.Enter)
	p.text("#clause-T1 details[open]", "{")
}
