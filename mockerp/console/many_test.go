package console_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func record(t *testing.T, to journal.Store, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		x := &traffic.Exchange{
			Run: "default", At: time.Now(), Kind: schemas.Device, Type: "add", Serial: fmt.Sprintf("SN-%07d", i), WorkOrder: "WO-1",
			Request: traffic.Request{Method: "POST", URL: "/device", Body: []byte(device(fmt.Sprintf("SN-%07d", i)))},
			Answer:  traffic.Answer{Status: 200, Body: []byte(`{"externalId":"ERP-DEV-000001"}`)},
		}
		if err := to.Append(x); err != nil {
			t.Fatal(err)
		}
	}
}

// jumps scrolls to a hundred places all over the list and waits each time until the right row is drawn. Beside each it takes the time
// of what no page can spare, a request for 100 rows and two frames. Both in milliseconds, as medians, and what 95 of the jumps took.
const jumps = `(async () => {
	const list = document.querySelector(".list"), rows = 100000, took = [], bare = [];
	const frame = () => new Promise(requestAnimationFrame);
	const at = (times, n) => times.sort((a, b) => a - b)[n];
	for (let n = 0; n < 100; n++) {
		const index = Math.floor(rows * ((n * 61) % 100) / 100), id = String(rows - index), began = performance.now();
		list.scrollTop = index * 32;
		while (!list.querySelector('[data-id="' + id + '"]')) {
			if (performance.now() - began > 10000) return window.jumped = "row " + id + " is not drawn";
			await frame();
		}
		const drawn = performance.now();
		took.push(drawn - began);
		await (await fetch("/api/v1/exchanges?view=row&limit=100&before=" + (id + 1))).json();
		await frame();
		await frame();
		bare.push(performance.now() - drawn);
	}
	window.ratio = at(took, 50) / at(bare, 50);
	window.jumped = "took " + at(took, 50).toFixed(0) + " ms, 95 of 100 at most " + at(took, 94).toFixed(0) + " ms; a request and two frames " + at(bare, 50).toFixed(0) + " ms";
})(); 0`

// TestPage_ManyRows: of 100,000 rows only those are drawn that are seen, every jump shows the right ones, and what comes
// live takes no more memory.
func TestPage_ManyRows(t *testing.T) {
	needBrowser(t)
	const rows, more = 100_000, 20_000
	store := journal.NewMemory(2*rows, 1<<30)
	record(t, store, 1, rows)
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store }))
	p := show(t, mock.URL(), mock.ControlURL())
	p.text(".tools", "100,000 exchanges")
	if drawn := ask[int](p, `document.querySelectorAll(".list-row").length`); drawn == 0 || drawn > 80 {
		t.Errorf("%d rows are in the document", drawn)
	}
	p.jumpsAreQuick()

	ask[int](p, `document.querySelector(".list").scrollTop = 0`)
	before := p.heap()
	record(t, store, rows+1, more)
	p.comes(`document.querySelector(".tools").innerText`, "120,000 exchanges")
	p.text(".list", "SN-0120000")
	after := p.heap()
	t.Logf("the page has %.1f MiB, and %.1f MiB after %d more", before, after, more)
	if after > before+8 {
		t.Errorf("%d rows that came took %.1f MiB", more, after-before)
	}
}

// jumpsAreQuick: a jump takes no more than twice what no page can spare; 95 of 100 come within 50 ms, where nothing else runs.
func (p *page) jumpsAreQuick() {
	p.t.Helper()
	ask[int](p, jumps)
	p.comes(`String(window.jumped ?? "")`, "took ")
	p.t.Log(ask[string](p, "window.jumped"))
	if ratio := ask[float64](p, "window.ratio"); ratio > 2 {
		p.t.Errorf("a jump takes %.1f times as long as a request and two frames, wanted 2", ratio)
	}
}

// heap is what the page has in memory, in MiB, without what it no longer needs.
func (p *page) heap() float64 {
	p.t.Helper()
	ask[int](p, "gc(); gc(); 0")
	return ask[float64](p, "performance.memory.usedJSHeapSize / 1048576")
}
