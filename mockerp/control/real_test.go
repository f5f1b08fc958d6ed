package control_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

const device = `{"type": %q, "workorderNumber": "NXT-915", "sku": "0007", "serial": "SN-7",
 "workorderId": "8be4d280-0978-11f0-85c4-17a4d49812dc", "stockId": "8be4d280-0978-11f0-85c4-17a4d49812dd",
 "sessionId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf", "workorderExternalId": null}`

// TestOnARunningMock walks through the door of the real mock: script, posts, journal, books, reset.
func TestOnARunningMock(t *testing.T) {
	erp := mockerptest.Start(t)
	control := erp.ControlURL() + "/api/v1"
	script := "version: 1\nrules:\n  - name: busy once\n    when: {kind: device}\n    times: once\n    answer: {status: 503, body: {message: \"{{ .serial }} waits\"}}\n"
	send(t, 200, "PUT", control+"/runs/line-4/script", script)
	send(t, 503, "POST", erp.RunURL("line-4")+"/device", fmt.Sprintf(device, "add"))
	send(t, 200, "POST", erp.RunURL("line-4")+"/device", fmt.Sprintf(device, "add"))
	send(t, 422, "POST", erp.RunURL("line-4")+"/device", fmt.Sprintf(device, "ad"))
	send(t, 200, "POST", erp.URL()+"/device", fmt.Sprintf(device, "add"))

	page := send(t, 200, "GET", control+"/exchanges/wait?run=line-4&n=3", "")
	list, _ := page["exchanges"].([]any)
	var by []string
	for _, one := range list {
		x, _ := one.(map[string]any)
		decision, _ := x["decision"].(map[string]any)
		by = append(by, fmt.Sprint(decision["by"], " ", x["status"]))
	}
	if got := strings.Join(by, ", "); got != "script 503, books 200, judge 422" {
		t.Errorf("line-4 decided %s", got)
	}
	if got := send(t, 200, "GET", control+"/runs/line-4/books", ""); got["total"] != 1.0 {
		t.Errorf("the books hold %v", got)
	}
	if got := send(t, 200, "GET", control+"/runs/line-4/script", ""); fmt.Sprint(got["neverUsed"]) != "[]" {
		t.Errorf("the script is %v", got)
	}
	if got := send(t, 200, "POST", control+"/reset?run=line-4", ""); got["exchanges"] != 3.0 || got["things"] != 1.0 || got["scripts"] != 1.0 {
		t.Errorf("the reset did %v", got)
	}
	if got := send(t, 200, "GET", control+"/exchanges", ""); got["total"] != 1.0 {
		t.Errorf("after the reset of line-4 the journal has %v", got)
	}
	send(t, 200, "DELETE", control+"/runs/line-4", "")
	send(t, 404, "GET", control+"/runs/line-4", "")
	send(t, 200, "GET", erp.ControlURL()+"/readyz", "")
}

// send is one request that must be answered with wanted, and its decoded answer.
func send(t *testing.T, wanted int, method, url, body string) map[string]any {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(body, "version:") {
		request.Header.Set("Content-Type", "application/yaml")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != wanted {
		t.Fatalf("%s %s: got %d, wanted %d: %s", method, url, response.StatusCode, wanted, text)
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s %s: %v in %s", method, url, err, text)
	}
	return value
}
