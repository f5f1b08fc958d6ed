package console_test

import (
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// TestPage_ListShrinksUnderTheScroll: a run is dropped while the end of a long list is looked at.
func TestPage_ListShrinksUnderTheScroll(t *testing.T) {
	needBrowser(t)
	for _, rest := range []int{1, 1500} {
		store := journal.NewMemory(10_000, 1<<30)
		mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store }))
		record(t, store, 1, rest)
		send(t, mock.RunURL("gone")+"/device", device("SN-GONE"))
		for _, x := range mock.Exchanges(t, journal.Filter{Run: "gone"}) {
			for range 1499 {
				again := *x
				if err := store.Append(&again); err != nil {
					t.Fatal(err)
				}
			}
		}
		p := show(t, mock.URL(), mock.ControlURL())
		p.text(".tools", "exchanges")
		ask[int](p, `document.querySelector(".list").scrollTop = 1e6, 0`)
		p.text(".list", "SN-0000001")
		request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, mock.ControlURL()+"/api/v1/runs/gone", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		p.until(`String(document.querySelector(".list").scrollHeight < 1501 * 32)`, "true")
		p.text(".list", "SN-0000001")
		p.until(`document.querySelector(".tools .trouble")?.innerText ?? ""`, "")
	}
}

// TestPage_AsksAgainForRows: a request that fails once leaves neither a hole nor its message.
func TestPage_AsksAgainForRows(t *testing.T) {
	needBrowser(t)
	store := journal.NewMemory(10_000, 1<<30)
	record(t, store, 1, 3000)
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store }))
	p := show(t, mock.URL(), mock.ControlURL())
	p.text(".tools", "3,000 exchanges")
	ask[int](p, `(() => {
		const real = window.fetch;
		window.fetch = (url, ...rest) => {
			if (window.failed || !String(url).includes("offset=")) return real(url, ...rest);
			window.failed = true;
			return Promise.reject(new Error("cut off"));
		};
		document.querySelector(".list").scrollTop = 1500 * 32;
	})(), 0`)
	p.until(`String(window.failed)`, "true")
	p.text(".list", "SN-0001500")
	p.until(`document.querySelector(".tools .trouble")?.innerText ?? ""`, "")
}
