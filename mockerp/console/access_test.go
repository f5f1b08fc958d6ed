package console_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/mockerp/viewer"
)

// The link lets the browser in: the page is live, and no script can read the cookie.
func TestPage_ComesInByTheLink(t *testing.T) {
	needBrowser(t)
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.ControlToken = "f3a9-long-enough-5d1c" }))
	p := show(t, mock.URL(), mock.PageURL())
	p.post("device", device("SN-0001"))
	p.text(".list", "SN-0001")
	if cookie := ask[string](p, "document.cookie"); cookie != "" {
		t.Errorf("a script reads the cookie %q", cookie)
	}
}

// Recorded traffic shows what is broken first, and nothing that would steer a mock.
func TestPage_OnRecordedTraffic(t *testing.T) {
	needBrowser(t)
	text := "POST /device HTTP/1.1\nContent-Type: application/json\n\n" + device("SN-0001") + "\n\nPOST /device HTTP/1.1\n\n{\"type\":\"remove\",\"serial\":\"SN-0404\"}\n"
	file, err := capture.Open("customer.txt", strings.NewReader(text), int64(len(text)), traffic.Raw, "")
	if err != nil {
		t.Fatal(err)
	}
	shown := viewer.NewRecording(100, 1<<20)
	if err := shown.Add("customer.txt", traffic.Raw, file.Exchanges()); err != nil {
		t.Fatal(err)
	}
	server, err := viewer.Listen(shown, viewer.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close(t.Context()) })
	p := show(t, "", server.URL())
	p.text(".summary", "1 broken: show the first")
	p.do(chromedp.Click(chromedp.CSS(".summary a.broken")))
	p.text(".detail-head", "SN-0404")
	p.text(".json", "is missing")
	p.do(chromedp.Click(chromedp.CSS(".detail a[href*='timeline?serial']")))
	p.text(".view", "1 post about 1 thing")
	p.do(chromedp.NavigateBack())
	p.text(".json", "is missing")
	if steering := ask[int](p, `document.querySelectorAll("nav a[href='#/script'], .again, button.main").length`); steering != 0 {
		t.Errorf("%d things on the page would steer a mock", steering)
	}
}
