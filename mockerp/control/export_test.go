package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

func (m *mock) answersOfExports(t *testing.T) {
	path := v1 + "/exchanges/export?format="
	for _, format := range []string{"har", "curl", "jsonl", "raw"} {
		if got := m.do(t, "GET", path+format, ""); got.status != 200 {
			t.Errorf("%s: got %d %s", format, got.status, got.body)
		}
	}
	m.get(t, 400, path+"pdf")
	m.code(t, "unknown-run", m.get(t, 404, path+"har&run=line-5"))
	busy := start(t)
	busy.document = m.document
	for range mostExports {
		busy.places(t).exporting.try()
	}
	m.code(t, "busy", busy.get(t, 503, path+"har"))
}

// places replaces the door behind the listener by one whose places the test holds.
func (m *mock) places(t *testing.T) *door {
	t.Helper()
	if m.door == nil {
		m.door = newDoor(m.options)
		m.server.Config.Handler = headAsGet(m.door.engine())
	}
	return m.door
}

// roomForPages is a journal of several pages.
func roomForPages(o *Options) { o.Journal = journal.NewMemory(3*exportPage, 64<<20) }

// TestExportsReadBack: what goes out as HAR or JSON lines comes back byte for byte, page after page.
func TestExportsReadBack(t *testing.T) {
	m := start(t, roomForPages)
	const posts = 2*exportPage + 7
	for i := range posts {
		m.post(t, func(x *traffic.Exchange) {
			x.Request.Body = fmt.Appendf(nil, `{"type":"add","serial":"SN-%d","text":"<&>שלום"}`, i)
		})
	}
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	for _, format := range []string{"har", "jsonl", "raw"} {
		got := m.do(t, "GET", v1+"/exchanges/export?run=default&format="+format, "")
		i := 0
		for x, err := range capture.Read(bytes.NewReader(got.body), traffic.Format(format)) {
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if want := fmt.Sprintf(`{"type":"add","serial":"SN-%d","text":"<&>שלום"}`, i); string(x.Request.Body) != want || x.Answer.Status != 200 {
				t.Fatalf("%s %d: got %s", format, i, x.Request.Body)
			}
			i++
		}
		if i != posts {
			t.Fatalf("%s: %d posts", format, i)
		}
		if got.header.Get(api.TotalHeader) != fmt.Sprint(posts) || got.header.Get(api.DroppedHeader) != "0" ||
			!strings.Contains(got.header.Get("Content-Disposition"), "exchanges."+strings.Replace(format, "raw", "http", 1)) {
			t.Errorf("%s: got the headers %v", format, got.header)
		}
	}
	if lines := strings.Count(string(m.do(t, "GET", v1+"/exchanges/export?format=curl", "").body), "\n"); lines != posts+1 {
		t.Errorf("got %d curl lines", lines)
	}
}

// TestExportFilters: the filters and the limit of the list hold, beyond the first page too.
func TestExportFilters(t *testing.T) {
	m := story(t)
	for query, wanted := range map[string]string{
		"": "1 2 3 4 5 6", "run=line-4": "3", "kind=device": "1 2 3", "status=4xx&after=4": "5 6", "limit=2": "1 2", "limit=2&after=3": "4 5",
		"clause=O2": "4", "serial=nobody": "",
	} {
		got := m.do(t, "GET", v1+"/exchanges/export?format=jsonl&"+query, "")
		var ids []string
		for line := range strings.Lines(string(got.body)) {
			var one struct{ ID int }
			decode(t, []byte(line), &one)
			ids = append(ids, fmt.Sprint(one.ID))
		}
		if strings.Join(ids, " ") != wanted {
			t.Errorf("%s: got %v, wanted %s", query, ids, wanted)
		}
	}
	for query, wanted := range map[string]string{
		"": "parameter format is missing: use har, curl, jsonl or raw", "format=hars": "did you mean har?", "format=har&limit=0": "from 1 to 1000",
		"format=har&kind=x": "use device", "format=har&n=3": "no query parameter",
	} {
		got := m.get(t, 400, v1+"/exchanges/export?"+query)
		if !strings.Contains(fmt.Sprint(got["message"]), wanted) {
			t.Errorf("%s: got %v", query, got["message"])
		}
	}
	m = start(t)
	var har map[string]map[string]any
	if err := json.Unmarshal(m.do(t, "GET", v1+"/exchanges/export?format=har", "").body, &har); err != nil || fmt.Sprint(har["log"]["entries"]) != "[]" {
		t.Errorf("the archive of nothing is %v (%v)", har, err)
	}
}

// TestExportsAreMasked in every format.
func TestExportsAreMasked(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) {
		x.Request.URL = "/device?plant=geheim"
		x.Request.Header = http.Header{"Authorization": {"Bearer geheim"}, "Cookie": {"sid=geheim"}, "X-Jwt-Assertion": {"geheim"}, "X-Tenant": {"geheim"}}
		x.Answer.Header = http.Header{"Set-Cookie": {"sid=geheim"}, "X-Echo": {"geheim"}}
	})
	for _, format := range []string{"har", "curl", "jsonl", "raw"} {
		got := string(m.do(t, "GET", v1+"/exchanges/export?format="+format, "").body)
		if strings.Contains(got, "geheim") || !strings.Contains(got, "***") {
			t.Errorf("%s: got %s", format, got)
		}
	}
}

// failing is a journal that can be read once.
type failing struct {
	journal.Store
	reads *int
}

func (f failing) List(ctx context.Context, filter journal.Filter) (journal.Page, error) {
	if *f.reads++; *f.reads > 1 {
		return journal.Page{}, errors.New("the disk is gone")
	}
	return f.Store.List(ctx, filter)
}

// TestAPartIsNotTakenForTheWhole: what fails on the way breaks the connection off.
func TestAPartIsNotTakenForTheWhole(t *testing.T) {
	m := start(t, roomForPages, func(o *Options) { o.Journal = failing{o.Journal, new(int)} })
	for range exportPage + 1 {
		m.post(t, nil)
	}
	response, err := http.Get(m.server.URL + v1 + "/exchanges/export?format=har")
	if err != nil {
		return // it broke off before anything came
	}
	defer response.Body.Close()
	var whole bytes.Buffer
	if _, err := whole.ReadFrom(response.Body); err == nil {
		t.Errorf("%d bytes came as if they were all", whole.Len())
	}
}
