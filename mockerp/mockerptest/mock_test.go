package mockerptest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

func TestStart_LivesAsLongAsItsTest(t *testing.T) {
	var url string
	t.Run("inner", func(t *testing.T) {
		erp := mockerptest.Start(t, mockerptest.WithMode(mockerp.Observe))
		url = erp.URL()
		response, err := http.Post(url+"/device", "application/json", strings.NewReader(`{"type":"add"}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		page := erp.WaitFor(t, 1, journal.Filter{Type: "add"})
		if response.StatusCode != http.StatusOK || !schemas.Broken(page.Exchanges[0].Findings) {
			t.Errorf("got status %d and findings %+v", response.StatusCode, page.Exchanges[0].Findings)
		}
	})
	if response, err := http.Post(url+"/device", "application/json", strings.NewReader("{}")); err == nil {
		response.Body.Close()
		t.Error("the mock still answers after its test")
	}
}
