package contracttests_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// A skip says what is in its way as it is: an id that the MES does not keep is not no id, and a remove that
// fails after an update is not a remove that fails.
func TestASkipSaysWhatIsInItsWay(t *testing.T) {
	for _, c := range []struct{ erp, check, want, not string }{
		{"number-as-id", "device update is accepted with the id that the ERP gave",
			`with no id that the MES keeps, so none can come back: externalId must be a text that is not empty, and it was `, "without an id"},
		{"number-as-id", "item-attach add is accepted with the id of the device", `See [E3] "the answer to device add`, "without an id"},
		{"null-id", "operation remove is accepted with the id that the ERP gave", `See [E3] "the answer to operation add`, "without an id"},
		{"right-without-ids", "device update is accepted with the id that the ERP gave", "The ERP answers device add without an id", "[E3]"},
		{"old-serial-kept", "device: UUIDs of version 1", `does not accept device remove after an update without this either`, "of E1"},
		{"old-serial-kept", "device: UUIDs of version 1", `See [F4] "device: the new serial counts after an update", which failed.`, "of E1"},
		{"no-update", "device: UUIDs of version 1", `See [E1] "device update is accepted", which failed.`, "after an update"},
	} {
		erp, err := brokenerps.Find(c.erp, brokenerps.Tempo{})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(erp.Handler())
		r, err := contracttests.Run(t.Context(), contracttests.Target{Base: server.URL}, contracttests.Options{})
		server.Close()
		if err != nil {
			t.Fatal(err)
		}
		asked := false
		for _, one := range r.Results {
			asked = asked || one.Check.Name == c.check
			if one.Check.Name == c.check && (one.Outcome != check.Skip || !strings.Contains(one.Reason, c.want) || strings.Contains(one.Reason, c.not)) {
				t.Errorf("%s: %s: %s: %s", c.erp, c.check, one.Outcome, one.Reason)
			}
		}
		if !asked {
			t.Errorf("there is no check %q", c.check)
		}
	}
}
