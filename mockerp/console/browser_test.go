package console_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// browser is one Chromium for all tests of this package: starting it is what takes time.
var browser context.Context

// rebound is the name of another site that was made to lead to this machine.
const rebound = "rebound.example"

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	defer func() { _ = os.RemoveAll(built) }() // of "" it removes nothing
	if path := chromium(); path != "" {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1360, 860),
			chromedp.Flag("enable-precise-memory-info", true), chromedp.Flag("js-flags", "--expose-gc"),
			chromedp.Flag("host-resolver-rules", "MAP "+rebound+" 127.0.0.1"))
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		defer stop()
		var cancel context.CancelFunc
		browser, cancel = chromedp.NewContext(allocator)
		defer cancel()
	}
	return m.Run()
}

// chromium is where the browser is; "" where there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// page is one tab on the page of one mock.
type page struct {
	t   *testing.T
	ctx context.Context
	erp string
	url string
	// complaints are what the browser said is wrong: a script that fails, a breach of the policy.
	complaints chan string
	// trouble is wanted: a page that is refused or cut off complains of it.
	trouble bool
}

// open starts a mock and shows its page.
func open(t *testing.T) *page {
	t.Helper()
	needBrowser(t)
	mock := mockerptest.Start(t)
	return show(t, mock.URL(), mock.ControlURL())
}

// needBrowser skips a test loudly where there is none.
func needBrowser(t *testing.T) {
	t.Helper()
	if browser == nil {
		if os.Getenv("ERPKIT_NEED_BROWSER") != "" {
			t.Fatal("there is no Chromium, and ERPKIT_NEED_BROWSER asks for one: install it (apt-get install chromium)")
		}
		t.Skip("THE PAGE WAS NOT TESTED: there is no Chromium on this machine")
	}
}

// show opens the page of a mock in a tab of its own.
func show(t *testing.T, erp, control string) *page {
	t.Helper()
	tab, cancel := chromedp.NewContext(browser)
	if err := chromedp.Do(tab); err != nil { // the first call makes the tab, which lives as long as its context
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(tab, 3*time.Minute)
	t.Cleanup(func() { stop(); cancel() })
	p := &page{t: t, ctx: ctx, erp: erp, url: control, complaints: make(chan string, 100)}
	p.do(p.listen(), chromedp.Navigate(p.url), chromedp.WaitVisible(chromedp.CSS("main")))
	t.Cleanup(p.quiet)
	return p
}

// listen takes down what the browser complains of, until the tab is closed.
func (p *page) listen() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(_ context.Context, tab *chromedp.Target) error {
		thrown, entries := cdp.Events(p.ctx, tab, runtime.ExceptionThrown), cdp.Events(p.ctx, tab, cdplog.EntryAdded)
		go func() {
			for event, err := range thrown {
				if err == nil {
					p.complain(thrownBy(event.ExceptionDetails))
				}
			}
		}()
		go func() {
			for event, err := range entries {
				if err == nil && event.Entry.Level == cdplog.EntryLevelError {
					p.complain(event.Entry.Text + " " + event.Entry.URL)
				}
			}
		}()
		return nil
	})
}

// thrownBy is what was thrown, and where.
func thrownBy(details *runtime.ExceptionDetails) string {
	said := details.Text + " " + details.URL
	if details.Exception != nil {
		said += " " + details.Exception.Description
	}
	return said
}

func (p *page) complain(said string) {
	select {
	case p.complaints <- said:
	default: // a hundred are enough
	}
}

// quiet fails the test for what the browser complained of.
func (p *page) quiet() {
	if p.trouble {
		return
	}
	for len(p.complaints) > 0 {
		said := <-p.complaints
		gone := strings.Contains(said, "ERR_CONNECTION_REFUSED")                                           // so is the mock by now
		refused := strings.Contains(said, "responded with a status") && strings.Contains(said, "/api/v1/") // which the page tells
		if !gone && !refused {
			p.t.Errorf("the browser says: %s", said)
		}
	}
}

func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](p *page, expression string) T {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// text waits until the element has a text that contains what is wanted.
func (p *page) text(selector, wanted string) {
	p.t.Helper()
	got := ""
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		got = ask[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
		if strings.Contains(got, wanted) {
			return
		}
	}
	p.shot("failed-" + strings.ReplaceAll(p.t.Name(), "/", "-"))
	p.t.Fatalf("%s has %q, wanted %q", selector, got, wanted)
}

// until waits until an expression gives this text.
func (p *page) until(expression, wanted string) {
	p.t.Helper()
	p.wait(8*time.Second, expression, func(got string) bool { return got == wanted }, wanted)
}

// wait waits until an expression gives a text that is right.
func (p *page) wait(patience time.Duration, expression string, right func(string) bool, wanted string) {
	p.t.Helper()
	got := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = ask[string](p, expression); right(got) {
			return
		}
	}
	p.shot("failed-" + p.t.Name())
	p.t.Fatalf("%s is %q, wanted %q", expression, got, wanted)
}

// comes waits, with more patience than until, for a text that has a part.
func (p *page) comes(expression, part string) {
	p.t.Helper()
	p.wait(90*time.Second, expression, func(got string) bool { return strings.Contains(got, part) }, part)
}

// post sends a payload to the mock as an MES does.
func (p *page) post(kind, payload string) {
	p.t.Helper()
	send(p.t, p.erp+"/"+kind, payload)
}

// setScript sets a script by the API.
func (p *page) setScript(script string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPut, p.url+"/api/v1/script", strings.NewReader(script))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/yaml")
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		p.t.Fatalf("the script was not set: %v", err)
	}
	answer.Body.Close()
}
