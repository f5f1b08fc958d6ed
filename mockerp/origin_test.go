package mockerp_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/upstream"
)

// fromPage posts with headers as a browser sets them.
func fromPage(t *testing.T, url string, headers ...string) answered {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(device("add", "SN-1", "")))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return do(t, request)
}

// TestERPDoor_RefusesPostsOfForeignWebPages: they are recorded, the ERP behind the mock hears nothing of them, and
// nobody is blamed for them.
func TestERPDoor_RefusesPostsOfForeignWebPages(t *testing.T) {
	var asked atomic.Int32
	erp := before(t, upstream.Options{URL: realERP(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })})
	here := erp.URL()
	for name, test := range map[string]struct {
		status  int
		headers []string
	}{
		"the MES":                            {200, nil},
		"a page of the same origin":          {200, []string{"Origin", here, "Sec-Fetch-Site", "same-origin"}},
		"typed by hand":                      {200, []string{"Sec-Fetch-Site", "none"}},
		"a foreign page":                     {403, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}},
		"a foreign page in an old browser":   {403, []string{"Origin", "https://evil.example"}},
		"a foreign page that hides it":       {403, []string{"Sec-Fetch-Site", "cross-site"}},
		"a page of another port":             {403, []string{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"}},
		"a file or a page in a sandbox":      {403, []string{"Origin", "null"}},
		"an origin that nobody wants to see": {403, []string{"Origin", "https://" + strings.Repeat("x", 10_000)}},
	} {
		t.Run(name, func(t *testing.T) {
			before := asked.Load()
			got := fromPage(t, here+"/device", test.headers...)
			if got.status != test.status || (asked.Load() > before) != (test.status == 200) {
				t.Errorf("got %d %s, and the ERP was asked: %v", got.status, got.Message, asked.Load() > before)
			}
			x := last(t, erp)
			if test.status == 403 && (x.Answer.Status != 403 || x.Decision.By != "door" || x.Kind != "" || len(x.Findings) > 0 || x.Booked) {
				t.Errorf("the journal has %+v", x)
			}
			if test.status == 403 && (!strings.Contains(got.Message, "web page") || len(got.Message) > 400) {
				t.Errorf("it is told %q", got.Message)
			}
		})
	}
}

func TestERPDoor_ForeignWebPagesUseUpNoRuns(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxRuns = 2 }))
	for _, run := range []string{"evil-1", "evil-2", "evil-3"} {
		if got := fromPage(t, erp.RunURL(run)+"/device", "Sec-Fetch-Site", "cross-site"); got.status != 403 {
			t.Errorf("got %d %s", got.status, got.Message)
		}
	}
	if got := post(t, erp.RunURL("mine")+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("there is no run left: %d %s", got.status, got.Message)
	}
	if n := len(erp.Exchanges(t, journal.Filter{})); n != 4 {
		t.Errorf("the journal has %d exchanges", n)
	}
}
