package mockerp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// TestRuns_ShareABoundOfThings: what all runs remember together is bounded; a run that is dropped or emptied
// gives its part back.
func TestRuns_ShareABoundOfThings(t *testing.T) {
	mock := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxThingsTotal = 2 }))
	add := func(run, serial string) answered {
		return post(t, mock.RunURL(run)+"/device", device("add", serial, ""))
	}
	steer := func(method, path string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, mock.ControlURL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := do(t, request); got.status >= 300 {
			t.Fatalf("%s %s: got %+v", method, path, got)
		}
	}
	taken := func(got answered) {
		t.Helper()
		if got.status != http.StatusOK {
			t.Fatalf("got %+v, wanted room", got)
		}
	}
	full := func(got answered) {
		t.Helper()
		if got.status != http.StatusServiceUnavailable || !strings.Contains(fmt.Sprint(got), "The books of all runs of this mock ERP together are full (2 things). Drop the runs") {
			t.Fatalf("got %+v, wanted to hear that all books are full", got)
		}
	}
	taken(add("a", "SN-1"))
	taken(add("b", "SN-1"))
	full(add("c", "SN-1"))
	full(add("a", "SN-2"))
	steer(http.MethodDelete, "/api/v1/runs/b")
	taken(add("c", "SN-1"))
	full(add("a", "SN-2"))
	steer(http.MethodDelete, "/api/v1/books?run=c")
	taken(add("a", "SN-2"))
	full(add("c", "SN-2"))
}

// TestNew_LetsTheTotalFollowTheBoundOfOneRun: it is never the reason why one run gets less than it may.
func TestNew_LetsTheTotalFollowTheBoundOfOneRun(t *testing.T) {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", MaxThings: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	if got := server.Settings()["maxThingsTotal"]; got != 300_000 {
		t.Errorf("the total is %v, wanted 300000", got)
	}
}
