package journal

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// found is what a watch has counted after it looked once more.
func found(m *Memory, b *bell, w *watch) int {
	m.look(b, w)
	return w.found
}

func appendTo(t *testing.T, m *Memory, run string) {
	t.Helper()
	if err := m.Append(&traffic.Exchange{Run: run}); err != nil {
		t.Fatal(err)
	}
}

// What came while somebody waited has come, also when a small ring has dropped it since.
func TestAWatchCountsWhatTheRingDropped(t *testing.T) {
	m := NewMemory(1, 1<<20)
	b, w := m.bells.take("a"), watch{filter: Filter{Run: "a"}}
	for want := 1; want <= 5; want++ {
		appendTo(t, m, "a")
		if got := found(m, b, &w); got != want {
			t.Fatalf("counted %d, want %d", got, want)
		}
	}
}

func TestAWatchStartsAnewAfterAReset(t *testing.T) {
	for reset, want := range map[string]int{"a": 1, "": 1, "b": 3} {
		m := NewMemory(10, 1<<20)
		b, w := m.bells.take("a"), watch{filter: Filter{Run: "a"}}
		appendTo(t, m, "a")
		appendTo(t, m, "a")
		found(m, b, &w)
		if _, err := m.Reset(reset); err != nil {
			t.Fatal(err)
		}
		appendTo(t, m, "a")
		if got := found(m, b, &w); got != want {
			t.Errorf("reset of %q: counted %d, want %d", reset, got, want)
		}
	}
}

func TestAWatchOnAllRunsStartsAnewAfterTheResetOfOne(t *testing.T) {
	m := NewMemory(10, 1<<20)
	b, w := m.bells.take(""), watch{}
	appendTo(t, m, "a")
	appendTo(t, m, "b")
	found(m, b, &w)
	if _, err := m.Reset("a"); err != nil {
		t.Fatal(err)
	}
	if got := found(m, b, &w); got != 1 {
		t.Errorf("counted %d, want only that of run b", got)
	}
}

func TestBellsGoWithThoseWhoWait(t *testing.T) {
	m := NewMemory(10, 1<<20)
	m.bells.take("a")
	m.bells.take("a")
	m.bells.leave("a")
	if len(m.bells) != 1 {
		t.Error("the bell went while somebody waits")
	}
	m.bells.leave("a")
	if len(m.bells) != 0 {
		t.Errorf("%d bells are left when nobody waits", len(m.bells))
	}
}

// Runs come and go: of a run whose exchanges were all dropped only the counter is kept,
// and of those a bounded number.
func TestRunsAreBounded(t *testing.T) {
	m := NewMemory(10, 1<<20)
	for i := range mostIdle + 500 {
		appendTo(t, m, fmt.Sprint(i))
	}
	if n := len(m.lanes.byRun); n != mostIdle+10 || m.lanes.idle.Len() != mostIdle {
		t.Errorf("%d runs are remembered, %d of them idle; want %d and %d", n, m.lanes.idle.Len(), mostIdle+10, mostIdle)
	}
	if _, ok := m.lanes.byRun["0"]; ok {
		t.Error("the oldest idle run is still remembered")
	}
	for i := range mostIdle + 500 {
		if _, err := m.Reset(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.lanes.byRun) != 0 || m.lanes.idle.Len() != 0 || m.all.n != 0 || m.bytes != 0 {
		t.Errorf("after all resets %d runs, %d idle, %d exchanges, %d bytes are left",
			len(m.lanes.byRun), m.lanes.idle.Len(), m.all.n, m.bytes)
	}
}

func TestAnIdleRunThatComesBackKeepsItsCounter(t *testing.T) {
	m := NewMemory(1, 1<<20)
	for _, run := range []string{"a", "b", "a", "b"} {
		appendTo(t, m, run)
	}
	page, _ := m.List(context.Background(), Filter{Run: "a"})
	if page.Dropped != 2 || m.lanes.idle.Len() != 1 {
		t.Errorf("dropped %d with %d idle runs, want 2 and 1", page.Dropped, m.lanes.idle.Len())
	}
}

// The queue does what a slice does, and its room follows what it holds.
func TestQueueAgainstASlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue[int]
		var model []int
		for i := range rapid.IntRange(0, 400).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"push", "push", "pop", "keep"}).Draw(t, "step") {
			case "push":
				q.push(i)
				model = append(model, i)
			case "pop":
				if len(model) > 0 && q.pop() != model[0] {
					t.Fatal("pop is not the oldest")
				}
				model = model[min(1, len(model)):]
			case "keep":
				ok := func(v int) bool { return v%7 != 0 }
				q.keep(ok)
				model = slices.DeleteFunc(slices.Clone(model), func(v int) bool { return !ok(v) })
			}
			from := rapid.IntRange(0, len(model)).Draw(t, "from")
			if !slices.Equal(q.from(from), model[from:]) {
				t.Fatalf("from(%d) = %v, want %v", from, q.from(from), model[from:])
			}
			if want := rapid.IntRange(0, i).Draw(t, "search"); q.search(func(v int) bool { return v >= want }) !=
				slices.IndexFunc(append(slices.Clone(model), want), func(v int) bool { return v >= want }) {
				t.Fatal("search is wrong")
			}
			if len(q.buf) > smallest && len(q.buf) > 4*max(q.n, smallest) {
				t.Fatalf("%d elements in a room of %d", q.n, len(q.buf))
			}
		}
	})
}

// A header that says the same is kept once; one that differs in a value, a name or a second value is not taken for it.
func TestHeaders_AreSharedWhereTheySayTheSame(t *testing.T) {
	m := NewMemory(100, 1<<20)
	kept := func(h http.Header) http.Header {
		x := &traffic.Exchange{Request: traffic.Request{Header: h}}
		if err := m.Append(x); err != nil {
			t.Fatal(err)
		}
		return x.Request.Header
	}
	same := func(a, b http.Header) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }
	first := kept(http.Header{"Host": {"erp"}, "Content-Length": {"400"}})
	if again := kept(http.Header{"Content-Length": {"400"}, "Host": {"erp"}}); !same(first, again) {
		t.Error("the same header is kept twice")
	}
	others := []http.Header{{"Host": {"400"}, "Content-Length": {"erp"}}, {"Host": {"erp"}, "Content-Length": {"400", ""}}, {"Host": {"erp"}}}
	for n := range 4 * len(m.headers.latest) { // more than there are places
		others = append(others, http.Header{"Host": {"erp"}, "Content-Length": {fmt.Sprint(401 + n)}})
	}
	for _, other := range others {
		if got := kept(other); !reflect.DeepEqual(got, other) || same(first, got) {
			t.Errorf("%v became %v", other, got)
		}
	}
	if long := (http.Header{"Long": {strings.Repeat("x", mostShared)}}); same(kept(long), kept(maps.Clone(long))) {
		t.Error("a header of any length stays for ever")
	}
}
