package contracttests_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// tab is a browser that shows what a handler gives.
func tab(t *testing.T, page http.Handler) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("ERPKIT_NEED_BROWSER") != "" {
			t.Fatal("there is no Chromium, and ERPKIT_NEED_BROWSER asks for one: install it (apt-get install chromium)")
		}
		t.Skip("THE PAGE WAS NOT TESTED: there is no Chromium on this machine")
	}
	server := httptest.NewServer(page)
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1200, 900))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first call makes the tab, which lives as long as its context
		t.Fatal(err)
	}
	ctx, done := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(done)
	do(t, ctx, chromedp.EmulateViewport(1200, 900), chromedp.Navigate(server.URL), chromedp.WaitVisible(chromedp.CSS("h1")))
	return ctx
}

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// TestReport_PageOfAFirstDraft: the first screen says the verdict, the first thing to mend and how to repeat it; all the rest
// is five screens at the most, and can be searched. It writes the picture in README.md where ERPKIT_PICTURES is set.
func TestReport_PageOfAFirstDraft(t *testing.T) {
	r := judgedDraft(t, []string{"wants-order-id"})
	ctx := tab(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if err := r.HTML(w); err != nil {
			t.Error(err)
		}
	}))
	first := ask[string](t, ctx, `document.querySelector("header").innerText + document.querySelector("section.card").innerText`)
	curl := ask[float64](t, ctx, `document.querySelector("section.card dd > pre:last-child").getBoundingClientRect().bottom`)
	screens := ask[float64](t, ctx, `document.documentElement.scrollHeight / innerHeight`)
	if picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err != nil {
		t.Error(err)
	} else if os.Getenv("ERPKIT_PICTURES") != "" {
		if err := os.WriteFile("report.png", picture, 0o600); err != nil {
			t.Error(err)
		}
	}
	for _, part := range []string{"RED", "E3 MUST", "cure", "curl ", "failures follow"} {
		if !strings.Contains(first, part) {
			t.Errorf("the first screen does not say %q:\n%s", part, first)
		}
	}
	if curl > 900 || screens > 5 {
		t.Errorf("the line that repeats it ends at %.0f of 900 pixels, and the page has %.1f screens", curl, screens)
	}
	found := ask[string](t, ctx, `(() => {
		dispatchEvent(new KeyboardEvent("keydown", { key: "/" }));
		document.activeElement.value = "Position 0";
		document.activeElement.dispatchEvent(new Event("input"));
		const shown = document.querySelectorAll("[data-find]:not([hidden])").length, all = document.querySelectorAll("[data-find]").length;
		return [document.activeElement.id, shown > 0 && shown < all / 4, document.querySelectorAll("details[open]").length > 0].join(" ");
	})()`)
	if found != "find true true" {
		t.Errorf("the search gives %q", found)
	}
	do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	}))
	if ground := ask[string](t, ctx, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(20, 22, 26)" {
		t.Errorf("in the dark the ground is %s", ground)
	}
}
