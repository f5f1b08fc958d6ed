package mockerp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

func TestERPDoor_ServesEveryPathWithAndWithoutSlashAndRun(t *testing.T) {
	erp := mockerptest.Start(t)
	n := 0
	for _, base := range []string{"", "/r/team-a"} {
		for _, path := range []string{"/device", "/device/", "/"} {
			n++
			got := post(t, erp.URL()+base+path, device("add", fmt.Sprintf("SN-%d", n), ""))
			if got.status != 200 || got.ExternalID == "" {
				t.Errorf("POST %s%s: got %d %+v, wanted 200 with an id", base, path, got.status, got)
			}
		}
	}
	if got := post(t, erp.URL()+"/r/team-a", device("add", "SN-x", "")); got.status != 200 {
		t.Errorf("POST /r/team-a without a slash: got %d", got.status)
	}
}

func TestERPDoor_NeverRedirects(t *testing.T) {
	erp := mockerptest.Start(t)
	for _, path := range []string{"/DEVICE", "//device", "/device//", "/r", "/r/", "/r//device", "/./device", "/x/../device", "/r/a/b/c"} {
		got := post(t, erp.URL()+path, device("add", "SN-1", ""))
		if got.status < 400 {
			t.Errorf("POST %s: got %d, which the MES takes for success", path, got.status)
		}
		if got.Message == "" {
			t.Errorf("POST %s: %d without a message", path, got.status)
		}
	}
}

func TestERPDoor_RefusesWhatIsNoPost(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxBody = 2000 }))
	right := device("add", "SN-1", "")
	tests := map[string]struct {
		method, path, contentType, body string
		status                          int
		clause                          string
	}{
		"not JSON":                {"POST", "/device", "application/json", "{", 400, "T1"},
		"empty":                   {"POST", "/device", "application/json", "", 400, "T1"},
		"array":                   {"POST", "/device", "application/json", "[]", 400, "T1"},
		"no content type":         {"POST", "/device", "", right, 415, "T1"},
		"wrong content type":      {"POST", "/device", "text/plain", right, 415, "T1"},
		"broken content type":     {"POST", "/device", "application/json; charset", right, 415, "T1"},
		"charset":                 {"POST", "/device", "application/json; charset=utf-16", right, 415, "T1"},
		"too long":                {"POST", "/device", "application/json", `{"a":"` + strings.Repeat("x", 2000) + `"}`, 413, "T1"},
		"another method":          {"GET", "/device", "", "", 405, ""},
		"another method in a run": {"PUT", "/r/a/operation/", "application/json", right, 405, ""},
		"schema":                  {"POST", "/device", "application/json", device("add", "SN-1", `"oldSerial":"SN-0",`), 422, "D3"},
		"unknown path":            {"POST", "/devices", "application/json", right, 404, ""},
		"run name":                {"POST", "/r/a%20b/device", "application/json", right, 404, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := exchange(t, test.method, erp.URL()+test.path, test.contentType, test.body)
			if got.status != test.status {
				t.Errorf("got status %d, wanted %d (%s)", got.status, test.status, got.Message)
			}
			if got.Message == "" {
				t.Error("got no message")
			}
			if test.clause != "" && (len(got.Findings) == 0 || got.Findings[0].Clause != test.clause) {
				t.Errorf("got findings %+v, wanted clause %s", got.Findings, test.clause)
			}
		})
	}
	if got := len(erp.Exchanges(t, journal.Filter{})); got != len(tests) {
		t.Errorf("the journal has %d exchanges, wanted all %d", got, len(tests))
	}
}

func TestERPDoor_TakesJSONContentTypes(t *testing.T) {
	erp := mockerptest.Start(t)
	for i, contentType := range []string{"application/json", "application/json; charset=utf-8", "APPLICATION/JSON;charset=UTF-8", "application/vnd.mes+json"} {
		if got := exchange(t, "POST", erp.URL()+"/device", contentType, device("add", fmt.Sprint("SN-", i), "")); got.status != 200 {
			t.Errorf("%s: got %d %s", contentType, got.status, got.Message)
		}
	}
}

func TestERPDoor_ObserveRecordsAndAnswersAsIfThereWasNothing(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithMode(mockerp.Observe))
	for name, body := range map[string]string{
		"schema":         device("add", "SN-1", `"oldSerial":"SN-0",`),
		"unknown remove": device("remove", "SN-2", ""),
		"not JSON":       "{",
	} {
		if got := post(t, erp.URL()+"/device", body); got.status != 200 {
			t.Errorf("%s: got %d %s", name, got.status, got.Message)
		}
	}
	for _, x := range erp.Exchanges(t, journal.Filter{}) {
		if !schemas.Broken(x.Findings) {
			t.Errorf("exchange %d has no finding: %s", x.ID, x.Request.Body)
		}
	}
}

func TestScript_WinsOverJudgeAndBooks(t *testing.T) {
	s, err := script.Parse("test", []byte(`version: 1
rules:
  - name: blocked
    when: {kind: device, members: {serial: SN-7}}
    answer: {status: 409, body: {message: "Serial {{ .serial }} is blocked"}}
  - name: says yes to everything
    when: {kind: device, members: {serial: SN-8}}
    answer: {status: 200, body: {externalId: MY-1}}
`))
	if err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t, mockerptest.WithScript(s))
	if got := post(t, erp.URL()+"/device", device("add", "SN-7", "")); got.status != 409 || got.Message != "Serial SN-7 is blocked" {
		t.Errorf("got %d %q", got.status, got.Message)
	}
	broken := device("add", "SN-8", `"oldSerial":"SN-0",`)
	if got := post(t, erp.URL()+"/device", broken); got.status != 200 || got.ExternalID != "MY-1" {
		t.Errorf("got %d %+v", got.status, got)
	}
	if x := erp.Exchanges(t, journal.Filter{Clause: "D3"}); len(x) != 1 || x[0].Decision.By != "script" {
		t.Errorf("the scripted answer to a broken post is not recorded with its finding: %+v", x)
	}
	if got := post(t, erp.URL()+"/device", device("remove", "SN-8", `"externalId":"MY-1",`)); got.status != 200 {
		t.Errorf("the books did not take the scripted id: %d %s", got.status, got.Message)
	}
}
