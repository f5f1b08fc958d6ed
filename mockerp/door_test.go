package mockerp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// answered is what came back for one post.
type answered struct {
	status     int
	header     http.Header
	ExternalID string            `json:"externalId"`
	Message    string            `json:"message"`
	Findings   []schemas.Finding `json:"findings"`
}

// exchange posts the body with a client that follows no redirect, as the MES does.
func exchange(t *testing.T, method, url, contentType, body string) answered {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return do(t, request)
}

func do(t *testing.T, request *http.Request) answered {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got := answered{status: response.StatusCode, header: response.Header}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 0 && strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("the answer is not JSON: %v: %s", err, raw)
		}
	}
	return got
}

func post(t *testing.T, url, body string) answered {
	t.Helper()
	return exchange(t, http.MethodPost, url, "application/json", body)
}

// device is a right post; members are added or replaced by more, given as JSON members.
func device(typ, serial, more string) string {
	return fmt.Sprintf(`{"type":%q,"workorderNumber":"NXT-915","sku":"0007","serial":%q,%s
		"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-%012x",
		"sessionId":"8be4d280-0978-11f0-85c4-17a4d49812dd","workorderExternalId":null}`, typ, serial, more, hash(serial))
}

// hash gives every serial a stock of its own.
func hash(s string) (h uint32) {
	for _, c := range []byte(s) {
		h = h*31 + uint32(c)
	}
	return h
}

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
		"another method":          {"GET", "/device", "", "", 405, "T1"},
		"another method in a run": {"PUT", "/r/a/operation/", "application/json", right, 405, "T1"},
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

// Every invalid example of the published schemas is refused over the wire with its clause named.
func TestERPDoor_RefusesEveryInvalidExample(t *testing.T) {
	erp := mockerptest.Start(t)
	refused := 0
	for _, kind := range schemas.Kinds() {
		files, err := fs.Glob(schemas.Examples(), string(kind)+"/invalid/*.json")
		if err != nil || len(files) == 0 {
			t.Fatalf("no invalid examples for %s: %v", kind, err)
		}
		for _, file := range files {
			body, err := fs.ReadFile(schemas.Examples(), file)
			if err != nil {
				t.Fatal(err)
			}
			name := file[strings.LastIndex(file, "/")+1:]
			clause, _, _ := strings.Cut(name, "-")
			got := post(t, erp.URL()+"/"+string(kind), string(body))
			if got.status != 400 && got.status != 422 {
				t.Errorf("%s: got status %d %s", file, got.status, got.Message)
			}
			if !strings.Contains(fmt.Sprintf("%+v", got.Findings), "{Clause:"+clause+" Level:MUST") {
				t.Errorf("%s: got %+v, wanted a MUST finding on %s", file, got.Findings, clause)
			}
			refused++
		}
	}
	t.Logf("%d invalid examples refused", refused)
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

func TestERPDoor_TellsTheKindByShape(t *testing.T) {
	erp := mockerptest.Start(t)
	for _, kind := range schemas.Kinds() {
		files, err := fs.Glob(schemas.Examples(), string(kind)+"/valid/*.json")
		if err != nil || len(files) == 0 {
			t.Fatalf("no valid examples for %s: %v", kind, err)
		}
		body, err := fs.ReadFile(schemas.Examples(), files[0])
		if err != nil {
			t.Fatal(err)
		}
		post(t, erp.URL()+"/r/shape", string(body))
		all := erp.Exchanges(t, journal.Filter{Run: "shape"})
		if got := all[len(all)-1].Kind; got != kind {
			t.Errorf("%s was taken for %q", files[0], got)
		}
	}
}

func TestERPDoor_NotesAPostOnTheWrongURL(t *testing.T) {
	erp := mockerptest.Start(t)
	files, err := fs.Glob(schemas.Examples(), "operation/valid/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no valid examples", err)
	}
	body, err := fs.ReadFile(schemas.Examples(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	post(t, erp.URL()+"/device", string(body))
	x := erp.Exchanges(t, journal.Filter{Clause: "C2"})
	if len(x) != 1 {
		t.Fatalf("got %d exchanges with a note on C2, wanted 1", len(x))
	}
}

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
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("the default run no longer answers: %d %s", got.status, got.Message)
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
