package capsule

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func readAll(t *testing.T, text string) []Recorded {
	t.Helper()
	var all []Recorded
	if err := ReadLines(strings.NewReader(text), func(r Recorded) error { all = append(all, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// JSON lines carry what only the mock knew: runs, findings, lost answers and what broke them.
func TestLinesKeepWhatTheMockKnew(t *testing.T) {
	list := []*traffic.Exchange{
		{
			ID: 1, Run: "line-4", Kind: schemas.Operation, Request: traffic.Request{Method: "POST", URL: "/", Body: []byte("no JSON")},
			Findings: []schemas.Finding{{Clause: "T1", Level: schemas.Must}}, Booked: true,
			Answer: traffic.Answer{Status: 200, Lost: true, Fault: "reset-in-body", Body: []byte("{}")},
		},
		{ID: 2, Run: "line-5", Request: traffic.Request{Method: "POST", URL: "/device"}, Decision: traffic.Decision{By: "door"}, Answer: traffic.Answer{Status: 413}},
	}
	var lines bytes.Buffer
	if err := export.JSONLines(&lines, list, export.Options{}); err != nil {
		t.Fatal(err)
	}
	got, want := readAll(t, "\xef\xbb\xbf"+lines.String()+"\n \n"), FromJournal(list)
	if len(got) != 2 {
		t.Fatalf("got %+v", got)
	}
	for i := range got {
		g, w := got[i], want[i]
		if g.Run != w.Run || g.Kind != w.Kind && w.Kind != "" || g.Lost != w.Lost || g.Status != w.Status || len(g.Answer) != len(w.Answer) ||
			g.Fault != w.Fault || g.Booked != w.Booked || g.Useless != w.Useless || !g.Judged || len(g.Findings) != len(w.Findings) {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
}

func TestWrongLinesAreNamed(t *testing.T) {
	right := `{"version":1,"request":{"method":"POST","url":"/device"}}` + "\n"
	for text, want := range map[string]string{
		right + "{":                                 "line 2: ",
		right + "\n" + `{"version":2}`:              "line 3: ",
		right + strings.Repeat(" ", 65<<20):         "line 2 is longer than",
		"\x00\x01":                                  "line 1: ",
		strings.Replace(right, "{", `{"run":7,`, 1): "line 1: it is no exchange",
	} {
		err := ReadLines(strings.NewReader(text), func(Recorded) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "line 1: line") {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
	stop := errors.New("stop")
	if err := ReadLines(strings.NewReader(right), func(Recorded) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// What is not there is told with what is, the nearest first; a story is about one run.
func TestNothingAndSeveralRuns(t *testing.T) {
	mock := mockerptest.Start(t)
	for i, one := range []string{"r/line-4 SN-70", "r/line-4 SN-800", "r/line-5 SN-71", "r/line-5 SN-70"} {
		run, serial, _ := strings.Cut(one, " ")
		body := []byte(`{"type":"add","serial":"` + serial + `","workorderNumber":"WO-` + string(rune('1'+i)) + `"}`)
		post(t, mock.URL()+"/"+run+"/device", body)
	}
	store := FromList(FromJournal(mock.Exchanges(t, journal.Filter{})))
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
	if _, err := Collect(FromList(nil), Around{Serial: "x"}); !errors.As(err, &nothing) || !nothing.Empty {
		t.Errorf("got %v", err)
	}
}

// A source of any size is gone through without keeping it.
func TestCollectKeepsOnlyWhatIsMeant(t *testing.T) {
	body := func(serial, stock string) []byte {
		return []byte(`{"type":"add","serial":"` + serial + `","stockId":"` + stock + `"}`)
	}
	passed := 0
	source := func(_ journal.Filter, each func(Recorded) error) error {
		for i := range 50_000 {
			passed++
			one := Recorded{Run: "default", Kind: schemas.Device, Body: body("other", "o")}
			switch i {
			case 10:
				one.Body = body("SN-6", "s") // before its serial was changed
			case 40_000:
				one.Body = body("SN-7", "s")
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

// Numbers under unknown names are masked when they may be somebody's, and stay numbers.
func TestNumbersAreMasked(t *testing.T) {
	m := NewMasker("k")
	body := `{"operatorId":481516,"code":17,"item":{"quantity":1234.5},"quantity":9876,"serial":10e2,"externalId":4711e1,"phone":-1e9,"SN-7":{"x":0.12345},"type":"add","sku":"SN-7"}`
	got := string(m.Posts([]Recorded{{Body: []byte(body)}})[0].Body)
	if !bytes.Contains([]byte(got), []byte(`"quantity":1234.5`)) || !strings.Contains(got, `":17,`) || !strings.Contains(got, `"type":"add"`) {
		t.Errorf("what is nobody's was masked: %s", got)
	}
	for _, gone := range []string{"481516", "4711", "9876", "0.12345", "SN-7"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still in %s", gone, got)
		}
	}
	if value, findings := schemas.Parse([]byte(got)); value == nil || len(findings) > 0 {
		t.Errorf("it is no JSON any more: %s", got)
	}
}
