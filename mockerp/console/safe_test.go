package console_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// TestPage_OfAnotherSiteCannotAct: a page of somebody else, open in the same browser, neither posts to the ERP door nor steers the
// mock nor reads from it, and under a foreign name there is no page at all.
func TestPage_OfAnotherSiteCannotAct(t *testing.T) {
	needBrowser(t)
	mock := mockerptest.Start(t)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<main>stranger</main><script>
			const tries = [["POST", %[1]q + "/device"], ["POST", %[2]q + "/api/v1/down?for=30s"], ["DELETE", %[2]q + "/api/v1/exchanges"], ["GET", %[2]q + "/api/v1/exchanges"]];
			Promise.all(tries.map(([method, url]) => fetch(url, {method, mode: method === "POST" ? "no-cors" : "cors", body: method === "POST" ? '{"type":"add"}' : undefined})
				.then((a) => a.type === "opaque" ? "unread" : "read " + a.status, () => "refused"))).then((all) => window.said = all.join(", "));
		</script>`, mock.URL(), mock.ControlURL())
	}))
	t.Cleanup(stranger.Close)
	p := show(t, mock.URL(), stranger.URL)
	p.trouble = true
	p.until(`String(window.said ?? "")`, "unread, refused, refused, refused")
	answer, err := http.Get(mock.ControlURL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the stranger closed the door: /readyz answers %d", answer.StatusCode)
	}
	for _, x := range mock.Exchanges(t, journal.Filter{}) {
		if x.Answer.Status != http.StatusForbidden {
			t.Errorf("the post of the stranger was answered %d", x.Answer.Status)
		}
	}
	p.do(chromedp.Navigate(strings.Replace(mock.ControlURL(), "127.0.0.1", rebound, 1)))
	if text := ask[string](p, "document.body.innerText"); !strings.Contains(text, rebound) || ask[int](p, `document.querySelectorAll("main").length`) != 0 {
		t.Errorf("under a foreign name the browser shows %q", text)
	}
}

// axe finds what hinders people; see web/package.json.
func axe(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("web/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("ERPKIT_NEED_BROWSER") != "" {
			t.Fatal(err)
		}
		t.Skip("WHETHER EVERYBODY CAN USE THE PAGE WAS NOT TESTED: run npm ci in mockerp/console/web")
	}
	return string(text)
}

// TestPage_IsForEverybody: axe finds nothing serious in any view, light or dark, on a screen or a phone.
func TestPage_IsForEverybody(t *testing.T) {
	p := open(t)
	rules := axe(t)
	p.guitar()
	p.post("device", `{"type":"remove","serial":"SN-0404"}`)
	for _, look := range []struct {
		name, scheme  string
		width, height int64
	}{{"light", "light", 1360, 860}, {"dark", "dark", 1360, 860}, {"phone", "light", 390, 844}} {
		scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}
		p.do(chromedp.EmulateViewport(look.width, look.height), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme})
			return err
		}))
		for _, view := range []string{"live", "live?x=1", "live?x=4", "timeline?order=WO-1", "coverage", "script", "runs", "contract", "settings", "start"} {
			p.do(chromedp.Navigate(p.url + "/#/" + view))
			p.until(`String(document.querySelector("main")?.innerText.length > 20)`, "true")
			time.Sleep(150 * time.Millisecond) // what is asked for comes
			if ask[bool](p, `window.axe === undefined`) {
				ask[string](p, rules+`; "loaded"`)
			}
			ask[int](p, `window.found = undefined; axe.run(document, {resultTypes: ["violations"]}).then((r) => window.found = "found " + r.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
				.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? n.failureSummary)).join("; ")).join("\n"), (e) => window.found = "found " + e); 0`)
			if wide := ask[int](p, `Math.max(document.documentElement.scrollWidth, document.querySelector("main").scrollWidth)`); int64(wide) > look.width {
				t.Errorf("%s, %s: the page is %d wide", view, look.name, wide)
			}
			p.comes(`String(window.found ?? "")`, "found ")
			if found := strings.TrimPrefix(ask[string](p, "window.found"), "found "); found != "" {
				t.Errorf("%s, %s:\n%s", view, look.name, found)
			}
		}
	}
}
