package control

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func TestPagesFollowEachOther(t *testing.T) {
	m := story(t)
	var all []string
	for path, pages := v1+"/exchanges?limit=4", 0; path != ""; pages++ {
		page := m.get(t, 200, path)
		all = append(all, ids(t, page))
		if page["total"] != 6.0 || page["dropped"] != 0.0 || pages > 2 {
			t.Fatalf("page %d is %v", pages, page)
		}
		path = ""
		if page["next"] != nil {
			path = fmt.Sprintf("%s/exchanges?limit=4&after=%v", v1, page["next"])
		}
	}
	if got := strings.Join(all, " | "); got != "1 2 3 4 | 5 6" {
		t.Errorf("got the pages %s", got)
	}
}

// TestLongBodiesMakeShortPages: what one answer takes is bounded by bytes, and nothing is skipped.
func TestLongBodiesMakeShortPages(t *testing.T) {
	m := start(t)
	for range 3 {
		m.post(t, func(x *traffic.Exchange) {
			x.Request.Body = []byte(`"` + strings.Repeat("a", pageBytes*2/3) + `"`)
		})
	}
	var got []string
	for path := v1 + "/exchanges"; path != ""; {
		page := m.get(t, 200, path)
		got = append(got, ids(t, page))
		path = ""
		if page["next"] != nil {
			path = fmt.Sprintf("%s/exchanges?after=%v", v1, page["next"])
		}
	}
	if pages := strings.Join(got, " | "); pages != "1 | 2 | 3" {
		t.Errorf("got the pages %s", pages)
	}
}

// TestList_ByPlaceAndOrder: every way to page sees the same list.
func TestList_ByPlaceAndOrder(t *testing.T) {
	m := start(t)
	for range 7 {
		m.post(t, nil)
	}
	for query, wanted := range map[string]string{
		"offset=2&limit=2": "3 4", "order=newest&limit=2": "7 6", "order=newest&before=6&limit=2": "5 4", "order=newest&before=2": "1",
		"after=2&before=5": "3 4", "order=newest&offset=5": "2 1", "offset=7": "", "order=oldest&view=full&limit=1": "1",
	} {
		page := m.get(t, 200, v1+"/exchanges?"+query)
		if got := ids(t, page); got != wanted || page["total"] != 7.0 {
			t.Errorf("%s: got %s of %v, wanted %s", query, got, page["total"], wanted)
		}
	}
	page := m.get(t, 200, v1+"/exchanges?view=row&order=newest&limit=3")
	rows, _ := page["rows"].([]any)
	if row, _ := rows[0].(map[string]any); len(rows) != 3 || row["id"] != 7.0 || page["next"] != 5.0 || row["externalId"] != "ERP-DEV-000001" {
		t.Errorf("got %v", page)
	}
	for query, wanted := range map[string]string{
		"order=newst": "did you mean newest", "view=rows": "did you mean row", "before=0": "is 0", "before=x": "write the id", "offset=-1": "from 0",
	} {
		if got := m.get(t, 400, v1+"/exchanges?"+query); !strings.Contains(got["message"].(string), wanted) {
			t.Errorf("%s: got %v", query, got)
		}
	}
	if got := m.get(t, 200, v1+"/exchanges/1")["understood"]; fmt.Sprint(got) != "map[accepted:true externalId:ERP-DEV-000001 message:]" {
		t.Errorf("got %v", got)
	}
}

func TestRow_CountsFindings(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) {
		x.Findings = []schemas.Finding{{Clause: "D3", Level: schemas.Must}, {Clause: "D3", Level: schemas.Should}, {Clause: "F1", Level: schemas.Must}, {Clause: "P6", Level: schemas.Note}}
		x.Answer.Status, x.Answer.Body = 409, []byte(`{"message":"Blocked."}`)
	})
	rows, _ := m.get(t, 200, v1+"/exchanges?view=row")["rows"].([]any)
	row, _ := rows[0].(map[string]any)
	if fmt.Sprint(row["findings"], row["clauses"], row["message"]) != "map[must:2 note:1 should:1] [D3 F1 P6]Blocked." {
		t.Errorf("got %v", row)
	}
}

// TestSearch_IsOneForAllRoutes: list, wait, export and events find the same, and refuse the same.
func TestSearch_IsOneForAllRoutes(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Answer.Status, x.Answer.Body = 409, []byte(`{"message":"Not Ready"}`) })
	m.post(t, func(x *traffic.Exchange) { x.Serial, x.Answer.Status = "SN-8", 500 })
	const q = "?q=serial:SN-7+-status:2xx+%22not+ready%22"
	if page := m.get(t, 200, v1+"/exchanges"+q); ids(t, page) != "2" || page["total"] != 1.0 {
		t.Errorf("got %v", page)
	}
	if page := m.get(t, 200, v1+"/exchanges/wait"+q+"&timeout=0s"); ids(t, page) != "2" {
		t.Errorf("got %v", page)
	}
	if got := m.do(t, "GET", v1+"/exchanges/export"+q+"&format=jsonl", ""); got.header.Get(api.TotalHeader) != "1" {
		t.Errorf("got %v", got.header)
	}
	s := m.follow(t, q, "")
	s.want("hello 0", "exchange 2")
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Answer.Status, x.Answer.Body = 503, []byte("NOT READY") })
	s.want("exchange 5")
	for _, path := range []string{"/exchanges?", "/exchanges/wait?", "/exchanges/export?format=har&", "/events?"} {
		got := m.get(t, 400, v1+path+"q=SN-7+kin:device")
		if m.code(t, "wrong-search", got); got["at"] != 5.0 || !strings.Contains(got["message"].(string), "did you mean kind:?") {
			t.Errorf("%s: got %v", path, got)
		}
	}
}
