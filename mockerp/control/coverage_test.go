package control

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// cells are the counts of a grid that are not 0, by act and outcome.
func cells(t *testing.T, shown map[string]any) map[string]float64 {
	t.Helper()
	grid, _ := shown["grid"].(map[string]any)
	all, _ := grid["cells"].([]any)
	if len(all) != 42 {
		t.Fatalf("the grid has %d cells: %v", len(all), shown)
	}
	seen := map[string]float64{"other": grid["other"].(float64)}
	for _, one := range all {
		c := one.(map[string]any)
		if n := c["count"].(float64); n > 0 {
			seen[c["kind"].(string)+" "+c["type"].(string)+" "+c["outcome"].(string)] = n
		}
	}
	return seen
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // into memory
	_ = w.Close()
	return b.Bytes()
}

// Every exchange lands in the cell of what the MES made of its answer, over many pages.
func TestCoverageCountsWhatTheMESMadeOfTheAnswers(t *testing.T) {
	m := start(t)
	for range coveragePage {
		m.post(t, nil)
	}
	for _, change := range []func(*traffic.Exchange){
		func(x *traffic.Exchange) { x.Answer.Lost, x.Answer.Fault = true, "timeout" },
		func(x *traffic.Exchange) { x.Answer.Fault = "truncated-json" },
		func(x *traffic.Exchange) {
			x.Answer.Header = http.Header{"Content-Encoding": {"gzip"}}
			x.Answer.Body = zipped(`{"externalId":"E-1"}`)
		},
		func(x *traffic.Exchange) {
			x.Kind, x.Type, x.Answer.Status, x.Answer.Body = schemas.Operation, "remove", 409, []byte(`{"message":"No."}`)
		},
		func(x *traffic.Exchange) {
			x.Kind, x.Type, x.Answer.Status, x.Answer.Body = schemas.ItemAttach, "add", 404, []byte(`not here`)
		},
		func(x *traffic.Exchange) { x.Kind, x.Type, x.Answer.Status = schemas.ItemAttach, "remove", 502 },
		func(x *traffic.Exchange) { x.Kind, x.Type, x.Answer.Status = "", "", 404 },
		func(x *traffic.Exchange) { x.Run = "line-4" },
	} {
		m.post(t, change)
	}
	shown := m.get(t, 200, v1+"/coverage?run=default")
	wanted := map[string]float64{
		"device add accepted with id": coveragePage + 1, "device add no answer": 1, "device add accepted without id": 1,
		"operation remove refused with message": 1, "item-attach add refused without message": 1, "item-attach remove server error": 1, "other": 1,
	}
	if got := cells(t, shown); len(got) != len(wanted) {
		t.Errorf("got %v, wanted %v", got, wanted)
	}
	for cell, n := range cells(t, shown) {
		if n != wanted[cell] {
			t.Errorf("%s: got %v, wanted %v", cell, n, wanted[cell])
		}
	}
	if shown["exchanges"] != float64(coveragePage+7) || shown["run"] != "default" {
		t.Errorf("got %v exchanges of %v", shown["exchanges"], shown["run"])
	}
	if all := m.get(t, 200, v1+"/coverage"); all["exchanges"] != float64(coveragePage+8) || all["run"] != nil {
		t.Errorf("of all runs: got %v of %v", all["exchanges"], all["run"])
	}
	if table := m.do(t, "GET", v1+"/coverage?run=default&format=text", ""); !strings.Contains(string(table.body), "7 of 42 cells") && !strings.Contains(string(table.body), "6 of 42 cells") {
		t.Errorf("as text: %s", table.body)
	}
	m.get(t, 404, v1+"/coverage?run=none")
	m.get(t, 400, v1+"/coverage?format=grid")
}
