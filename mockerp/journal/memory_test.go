package journal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

const plenty = 1 << 30

// record appends the exchanges and fails the test if one is not taken.
func record(t testing.TB, j *journal.Memory, all ...*traffic.Exchange) {
	t.Helper()
	for _, x := range all {
		if err := j.Append(x); err != nil {
			t.Fatalf("Append: %v", err)
		}
	}
}

func list(t testing.TB, j *journal.Memory, f journal.Filter) journal.Page {
	t.Helper()
	page, err := j.List(context.Background(), f)
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	return page
}

func ids(page journal.Page) []uint64 {
	var out []uint64
	for _, x := range page.Exchanges {
		out = append(out, x.ID)
	}
	return out
}

func TestAppendGivesIDsInOrderAndKeepsThePointer(t *testing.T) {
	j := journal.NewMemory(10, plenty)
	a, b := &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b"}
	record(t, j, a, b)
	if a.ID != 1 || b.ID != 2 {
		t.Fatalf("ids are %d and %d, want 1 and 2", a.ID, b.ID)
	}
	got, ok, err := j.Get(2)
	if err != nil || !ok || got != b {
		t.Errorf("Get(2) = %p, %v, %v; want the very exchange that was recorded", got, ok, err)
	}
	if page := list(t, j, journal.Filter{}); page.Exchanges[0] != a {
		t.Error("List copied the exchange")
	}
	for _, id := range []uint64{0, 3, 1 << 60} {
		if _, ok, _ := j.Get(id); ok {
			t.Errorf("Get(%d) found an exchange that was never recorded", id)
		}
	}
}

func TestListFilters(t *testing.T) {
	j := journal.NewMemory(100, plenty)
	record(t, j,
		&traffic.Exchange{Run: "a", Kind: schemas.Device, Type: "add", Serial: "SN-1", WorkOrder: "NXT-1", Answer: traffic.Answer{Status: 200}},
		&traffic.Exchange{Run: "a", Kind: schemas.Device, Type: "update", Serial: "SN-2", OtherSerials: []string{"SN-1"}, Answer: traffic.Answer{Status: 302},
			Findings: []schemas.Finding{{Clause: "F1", Level: schemas.Must}, {Clause: "F5", Level: schemas.Should}}},
		&traffic.Exchange{Run: "b", Kind: schemas.ItemAttach, Type: "add", Serial: "SN-2", OtherSerials: []string{"000875"}, WorkOrder: "NXT-2", Answer: traffic.Answer{Status: 409},
			Findings: []schemas.Finding{{Clause: "F5", Level: schemas.Should}}},
		&traffic.Exchange{Run: "b", Kind: schemas.Operation, Type: "remove", Answer: traffic.Answer{Status: 500}},
	)
	for name, test := range map[string]struct {
		filter journal.Filter
		want   []uint64
	}{
		"everything":                 {journal.Filter{}, []uint64{1, 2, 3, 4}},
		"run":                        {journal.Filter{Run: "b"}, []uint64{3, 4}},
		"unknown run":                {journal.Filter{Run: "c"}, nil},
		"kind":                       {journal.Filter{Kind: schemas.Device}, []uint64{1, 2}},
		"type":                       {journal.Filter{Type: "add"}, []uint64{1, 3}},
		"serial, new and old":        {journal.Filter{Serial: "SN-1"}, []uint64{1, 2}},
		"serial of the item":         {journal.Filter{Serial: "000875"}, []uint64{3}},
		"serials are case-sensitive": {journal.Filter{Serial: "sn-1"}, nil},
		"work order":                 {journal.Filter{WorkOrder: "NXT-2"}, []uint64{3}},
		"clause":                     {journal.Filter{Clause: "F5"}, []uint64{2, 3}},
		"level":                      {journal.Filter{Level: schemas.Must}, []uint64{2}},
		"clause at that level":       {journal.Filter{Clause: "F5", Level: schemas.Must}, nil},
		"lowest status":              {journal.Filter{StatusMin: 400}, []uint64{3, 4}},
		"highest status":             {journal.Filter{StatusMax: 302}, []uint64{1, 2}},
		"one status":                 {journal.Filter{StatusMin: 409, StatusMax: 409}, []uint64{3}},
		"after":                      {journal.Filter{After: 2}, []uint64{3, 4}},
		"after, in a run":            {journal.Filter{Run: "b", After: 3}, []uint64{4}},
		"all at once":                {journal.Filter{Run: "a", Kind: schemas.Device, Type: "update", Serial: "SN-2", Clause: "F1", Level: schemas.Must, StatusMin: 300, StatusMax: 399}, []uint64{2}},
	} {
		if got := ids(list(t, j, test.filter)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestPagesContinueWithoutGapOrRepeat(t *testing.T) {
	j := journal.NewMemory(5000, plenty)
	for i := range 2300 {
		record(t, j, &traffic.Exchange{Run: fmt.Sprint(i % 2)})
	}
	filter, seen := journal.Filter{Run: "1", Limit: 7}, []uint64{}
	for {
		page := list(t, j, filter)
		if page.Total != 1150 {
			t.Fatalf("total is %d on the page after %d, want 1150 on every page", page.Total, filter.After)
		}
		seen = append(seen, ids(page)...)
		if page.Next == 0 {
			break
		}
		filter.After = page.Next
	}
	for i, id := range seen {
		if id != uint64(2*i+2) {
			t.Fatalf("exchange %d of the pages has id %d, want %d", i, id, 2*i+2)
		}
	}
	if len(seen) != 1150 {
		t.Errorf("the pages hold %d exchanges, want 1150", len(seen))
	}
}

func TestLimits(t *testing.T) {
	j := journal.NewMemory(5000, plenty)
	for range 1200 {
		record(t, j, &traffic.Exchange{})
	}
	for limit, want := range map[int]int{0: 100, -1: 100, 1: 1, 1000: 1000, 5000: 1000} {
		page := list(t, j, journal.Filter{Limit: limit})
		if len(page.Exchanges) != want || page.Next != uint64(want) {
			t.Errorf("limit %d: %d exchanges, next %d; want %d and %d", limit, len(page.Exchanges), page.Next, want, want)
		}
	}
	if page := list(t, j, journal.Filter{After: 1100}); len(page.Exchanges) != 100 || page.Next != 0 {
		t.Errorf("the last page: %d exchanges, next %d; want 100 and 0", len(page.Exchanges), page.Next)
	}
}

func TestCountIsBoundedAndWhatIsDroppedIsCounted(t *testing.T) {
	j := journal.NewMemory(3, plenty)
	for _, run := range []string{"a", "a", "b", "a", "b"} {
		record(t, j, &traffic.Exchange{Run: run})
	}
	if got := ids(list(t, j, journal.Filter{})); !slices.Equal(got, []uint64{3, 4, 5}) {
		t.Fatalf("kept %v, want the newest three", got)
	}
	for run, want := range map[string]uint64{"": 2, "a": 2, "b": 0, "c": 0} {
		if got := list(t, j, journal.Filter{Run: run}).Dropped; got != want {
			t.Errorf("run %q: dropped %d, want %d", run, got, want)
		}
	}
	if _, ok, _ := j.Get(2); ok {
		t.Error("Get found an exchange that was dropped")
	}
	stats := j.Stats()
	if stats.Exchanges != 3 || stats.Recorded != 5 || stats.Dropped != 2 || stats.MaxCount != 3 || stats.MaxBytes != plenty {
		t.Errorf("stats are %+v", stats)
	}
}

func TestBytesStayWithinTheBound(t *testing.T) {
	const most = 50_000
	j := journal.NewMemory(1000, most)
	for i := range 500 {
		x := &traffic.Exchange{Run: "a", Request: traffic.Request{Body: make([]byte, i*97%9000)}}
		x.Request.Header = map[string][]string{"X-Long": {strings.Repeat("h", i)}}
		x.Findings = []schemas.Finding{{Message: strings.Repeat("m", i)}}
		record(t, j, x)
		stats := j.Stats()
		if stats.Bytes > most {
			t.Fatalf("after %d exchanges the journal holds %d bytes, want at most %d", i, stats.Bytes, most)
		}
		if real := payload(list(t, j, journal.Filter{Limit: 1000})); real > stats.Bytes {
			t.Fatalf("the journal says %d bytes but its texts alone are %d", stats.Bytes, real)
		}
	}
	if stats := j.Stats(); stats.Exchanges < 5 || stats.Dropped != 500-uint64(stats.Exchanges) {
		t.Errorf("stats are %+v: some exchanges fit, the others are counted", stats)
	}
}

// payload is what the test put into the exchanges.
func payload(page journal.Page) int64 {
	n := 0
	for _, x := range page.Exchanges {
		n += len(x.Request.Body) + len(x.Answer.Body) + len(x.Findings[0].Message) + len(x.Request.Header.Get("X-Long"))
	}
	return int64(n)
}
