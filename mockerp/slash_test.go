package mockerp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// TestERPDoor_TakesNoEscapedSlashForASlash: a URL that an ERP would not know must not work here. Other
// escapes mean the letter that they stand for.
func TestERPDoor_TakesNoEscapedSlashForASlash(t *testing.T) {
	erp := mockerptest.Start(t)
	wrong := []string{"/device%2F", "/device%2f", "/r/a/device%2F", "/r/a%2Fdevice", "/r%2Fa/device", "/r/a%2Fb/device", "/%2Fdevice"}
	for _, path := range wrong {
		got := post(t, erp.URL()+path, device("add", "SN-1", ""))
		if got.status != http.StatusNotFound || !strings.Contains(got.Message, "There is nothing at ") {
			t.Errorf("POST %s: got %d %q, wanted 404", path, got.status, got.Message)
		}
	}
	if n := len(erp.Exchanges(t, journal.Filter{})); n != len(wrong) {
		t.Errorf("the journal has %d exchanges, wanted %d", n, len(wrong))
	}
	for _, path := range []string{"/%64evice", "/r/team%2Da/device"} {
		if got := post(t, erp.URL()+path, device("add", "SN-1", "")); got.status != http.StatusOK {
			t.Errorf("POST %s: got %d %q", path, got.status, got.Message)
		}
	}
}
