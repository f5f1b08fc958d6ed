package capsule

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// TestFromFile_KeepsWhatTheMockKnew: runs, findings, lost answers and what broke them.
func TestFromFile_KeepsWhatTheMockKnew(t *testing.T) {
	list := []*traffic.Exchange{
		{
			ID: 1, Run: "line-4", Kind: schemas.Operation, Request: traffic.Request{Method: "POST", URL: "/", Body: []byte("no JSON")},
			Findings: []schemas.Finding{{Clause: "T1", Level: schemas.Must}}, Booked: true,
			Answer: traffic.Answer{Status: 200, Lost: true, Fault: "reset-in-body", Body: []byte("{}")},
		},
		{ID: 2, Run: "line-5", Request: traffic.Request{Method: "POST", URL: "/device"}, Decision: traffic.Decision{By: "door"}, Answer: traffic.Answer{Status: 413}},
	}
	for _, format := range []traffic.Format{traffic.HAR, traffic.JSONLines} {
		got := captured(t, format, exported(t, format, list))
		if len(got) != 2 {
			t.Fatalf("%s: got %+v", format, got)
		}
		for i := range got {
			g, w := readOne(got[i]), readOne(list[i])
			if g.Run != w.Run || g.Kind != w.Kind || g.lost != w.lost || g.heard.Status != w.heard.Status || len(g.heard.Body) != len(w.heard.Body) ||
				g.heard.Fault != w.heard.Fault || g.Booked != w.Booked || g.useless() != w.useless() || !g.Knows(traffic.Judgement) || len(g.Findings) != len(w.Findings) {
				t.Errorf("%s: got %+v of %+v, want %+v", format, got[i], got[i].Origin, list[i])
			}
		}
	}
}

// captured reads a capture as capsules do.
func captured(t *testing.T, format traffic.Format, text string) (all []*traffic.Exchange) {
	t.Helper()
	file, err := capture.Open("a.file", strings.NewReader(text), int64(len(text)), format, "")
	if err != nil {
		t.Fatal(err)
	}
	err = FromFile(file)(journal.Filter{}, func(x *traffic.Exchange) error {
		all = append(all, x)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// exported is how a format writes exchanges.
func exported(t *testing.T, format traffic.Format, list []*traffic.Exchange) string {
	t.Helper()
	var b strings.Builder
	to, err := capture.NewWriter(format, &b, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if err := to.Write(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// If nothing matches, the error names what is there, the nearest first; a story is about one run.
func TestNothingAndSeveralRuns(t *testing.T) {
	mock := mockerptest.Start(t)
	for i, one := range []string{"r/line-4 SN-70", "r/line-4 SN-800", "r/line-5 SN-71", "r/line-5 SN-70"} {
		run, serial, _ := strings.Cut(one, " ")
		body := []byte(`{"type":"add","serial":"` + serial + `","workorderNumber":"WO-` + string(rune('1'+i)) + `"}`)
		send(t, mock.URL()+"/"+run+"/device", body)
	}
	store := fromList(mock.Exchanges(t, journal.Filter{}))
	for name, test := range map[string]struct {
		around Around
		words  []string
	}{
		"serial":        {Around{Serial: "SN-7"}, []string{"around serial SN-7;", "nearest first: SN-70, SN-71 or SN-800"}},
		"serial of run": {Around{Run: "line-4", Serial: "SN-71"}, []string{"in the run line-4", "it is in the run line-5"}},
		"run":           {Around{Run: "line-6"}, []string{"runs that are there", "line-4 or line-5"}},
		"work order":    {Around{WorkOrder: "WO-9"}, []string{"work order WO-9", "WO-1, WO-2, WO-3 or WO-4"}},
		"clause":        {Around{Clause: "F2"}, []string{"clause F2", "broken clauses that are there"}},
		"both":          {Around{Serial: "SN-70", WorkOrder: "WO-2"}, []string{"serial SN-70 and work order WO-2"}},
	} {
		_, err := Collect(store, test.around)
		var nothing *NothingError
		if !errors.As(err, &nothing) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		for _, word := range test.words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: no %q in %q", name, word, err)
			}
		}
	}
	var several *RunsError
	if _, err := Collect(store, Around{Serial: "SN-70"}); !errors.As(err, &several) || len(several.Runs) != 2 {
		t.Errorf("got %v", err)
	}
	if chosen, err := Collect(store, Around{Run: "line-5", Serial: "SN-70"}); err != nil || len(chosen) != 1 {
		t.Errorf("got %d, %v", len(chosen), err)
	}
	var nothing *NothingError
	if _, err := Collect(fromList(nil), Around{Serial: "x"}); !errors.As(err, &nothing) || !nothing.Empty {
		t.Errorf("got %v", err)
	}
}

// A source of any size is read without keeping it.
func TestCollectKeepsOnlyWhatIsMeant(t *testing.T) {
	body := func(serial, stock string) []byte {
		return []byte(`{"type":"add","serial":"` + serial + `","stockId":"` + stock + `"}`)
	}
	passed := 0
	source := func(_ journal.Filter, each func(*traffic.Exchange) error) error {
		for i := range 50_000 {
			passed++
			one := recorded(string(body("other", "o")), 200, "")
			switch i {
			case 10:
				one.Request.Body = body("SN-6", "s") // before its serial was changed
			case 40_000:
				one.Request.Body = body("SN-7", "s")
			}
			if err := each(one); err != nil {
				return err
			}
		}
		return nil
	}
	chosen, err := Collect(source, Around{Serial: "SN-7"})
	if err != nil || len(chosen) != 2 || cap(chosen) > 8 || passed != 100_000 {
		t.Errorf("%d of %d chosen, %v", len(chosen), passed, err)
	}
	if _, err := Collect(source, Around{Serial: "other"}); !errors.Is(err, errTooMuch) {
		t.Errorf("got %v", err)
	}
}

// Numbers under unknown names are masked if they may identify somebody, and stay numbers.
func TestNumbersAreMasked(t *testing.T) {
	m := NewMasker("k")
	body := `{"operatorId":481516,"code":17,"item":{"quantity":1234.5},"quantity":9876,"serial":10e2,"externalId":4711e1,"phone":-1e9,"SN-7":{"x":0.12345},"type":"add","sku":"SN-7"}`
	got := string(m.Exchanges([]*traffic.Exchange{recorded(body, 200, "")})[0].Request.Body)
	if !bytes.Contains([]byte(got), []byte(`"quantity":1234.5`)) || !strings.Contains(got, `":17,`) || !strings.Contains(got, `"type":"add"`) {
		t.Errorf("what is nobody's was masked: %s", got)
	}
	for _, gone := range []string{"481516", "4711", "9876", "0.12345", "SN-7"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still in %s", gone, got)
		}
	}
	if value, findings := schemas.Parse([]byte(got)); value == nil || len(findings) > 0 {
		t.Errorf("it is not JSON any more: %s", got)
	}
}
