package mockerp_test

import (
	"fmt"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

func TestRuns_AreIsolated(t *testing.T) {
	erp := mockerptest.Start(t)
	body := device("add", "SN-1", "")
	first := post(t, erp.RunURL("a")+"/device", body)
	other := post(t, erp.RunURL("b")+"/device", body)
	again := post(t, erp.RunURL("a")+"/device", body)
	if first.ExternalID != "ERP-DEV-000001" || other.ExternalID != first.ExternalID {
		t.Errorf("got ids %q and %q, wanted the first id of each run", first.ExternalID, other.ExternalID)
	}
	if again.ExternalID != first.ExternalID {
		t.Errorf("the repeated report got %q, wanted %q again (E7)", again.ExternalID, first.ExternalID)
	}
	if got := len(erp.Exchanges(t, journal.Filter{Run: "a"})); got != 2 {
		t.Errorf("run a has %d exchanges, wanted 2", got)
	}
}

func TestRuns_AreBounded(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxRuns = 3 }))
	for i := range 10 {
		got := post(t, erp.RunURL(fmt.Sprint("run-", i))+"/device", device("add", "SN-1", ""))
		if want := i < 2; (got.status == 200) != want { // the default run is the third
			t.Errorf("run %d: got %d %s", i, got.status, got.Message)
		}
		if again := got.header.Get("Retry-After"); (again == "1") != (got.status == 503) {
			t.Errorf("run %d: got %d, to be tried again after %q", i, got.status, again)
		}
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("the default run no longer answers: %d %s", got.status, got.Message)
	}
}
