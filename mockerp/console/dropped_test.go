package console_test

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// wire is a way to a door that can be cut.
type wire struct {
	url   string
	mu    sync.Mutex
	conns []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{url: "http://" + listener.Addr().String()}
	t.Cleanup(func() { listener.Close(); w.cut() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", strings.TrimPrefix(to, "http://"))
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.conns = append(w.conns, near, far)
			w.mu.Unlock()
			go func() { _, _ = io.Copy(far, near); far.Close() }()
			go func() { _, _ = io.Copy(near, far); near.Close() }()
		}
	}()
	return w
}

// cut breaks off all connections; new ones find their way.
func (w *wire) cut() (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n = len(w.conns)
	for _, conn := range w.conns {
		conn.Close()
	}
	w.conns = nil
	return n
}

// drawnIDs scrolls through the whole list and takes down which rows are drawn, in their order.
const drawnIDs = `(async () => {
	const list = document.querySelector(".list"), ids = new Map();
	const frame = () => new Promise(requestAnimationFrame);
	const place = (row) => Number(row.style.transform.match(/-?[\d.]+/)[0]);
	const missing = () => { // rows that are in view, and not drawn yet
		const seen = [...list.querySelectorAll(".list-row")].filter((row) => place(row) > list.scrollTop - 32 && place(row) < list.scrollTop + list.clientHeight);
		return seen.length < Math.floor(Math.min(list.clientHeight, list.scrollHeight) / 32);
	};
	for (let top = 0; top < list.scrollHeight; top += 320) {
		list.scrollTop = top;
		for (let n = 0; n < 200; n++) {
			await frame();
			if (!missing()) break;
		}
		for (const row of list.querySelectorAll("[data-id]")) ids.set(row.dataset.id, place(row.parentElement));
	}
	window.drawn = [...ids].sort((a, b) => b[1] - a[1]).map(([id]) => id).join(" ") + ".";
})(); 0`

// TestPage_LosesNothingOverDroppedConnections: five times the connection breaks while posts come; then the page has what the
// journal has, in its order, nothing left out and nothing twice.
func TestPage_LosesNothingOverDroppedConnections(t *testing.T) {
	needBrowser(t)
	const breaks, between = 5, 100
	mock := mockerptest.Start(t)
	w := newWire(t, mock.ControlURL())
	p := show(t, mock.URL(), w.url)
	p.trouble = true
	post := func(round string) {
		for i := range between {
			if answer, err := http.Post(p.erp+"/device", "application/json", strings.NewReader(device("SN-"+round+strconv.Itoa(i)))); err != nil {
				t.Errorf("post %s%d: %v", round, i, err)
			} else {
				answer.Body.Close()
			}
		}
	}
	for n := range breaks {
		var posting sync.WaitGroup // goes on over the break
		for _, station := range []string{"a", "b"} {
			posting.Go(func() { post(strconv.Itoa(n) + station) })
		}
		p.until(`String(document.querySelector(".list .row") !== null && !document.querySelector(".tools").innerText.includes("connecting"))`, "true")
		if w.cut() == 0 {
			t.Errorf("there was nothing to cut the %dth time", n+1)
		}
		p.until(`String(document.querySelector(".tools").innerText.includes("connecting"))`, "true")
		posting.Wait()
	}
	p.comes(`document.querySelector(".tools").innerText`, "1,000 exchanges")
	ask[int](p, drawnIDs)
	p.comes(`String(window.drawn ?? "")`, ".")
	var want []string
	for _, x := range mock.Exchanges(t, journal.Filter{}) {
		want = append(want, strconv.FormatUint(x.ID, 10))
	}
	if got := strings.Fields(strings.TrimSuffix(ask[string](p, "window.drawn"), ".")); !slices.Equal(got, want) {
		t.Errorf("the page has %d rows, the journal %d exchanges; the first of the page are %v", len(got), len(want), got[:min(len(got), 10)])
	}
}
