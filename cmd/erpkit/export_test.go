package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// mixed gives a mock one right post and one that breaks D2.
func mixed(t *testing.T) (control string) {
	t.Helper()
	erp, control := served(t)
	addDevice(t, erp+"/r/line-4", "SN-7")
	answer, err := http.Post(erp+"/r/line-4/device?token=geheim", "application/json", strings.NewReader(`{"type": "add"}`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return control
}

// Exported posts are judged like the original ones, in either format.
func TestExport_IsReadByCheck(t *testing.T) {
	control := mixed(t)
	for _, format := range []string{"har", "jsonl"} {
		file := filepath.Join(t.TempDir(), "capture."+format)
		if got := runErpkit(t, "", "export", "--format", format, "--out", file, "--control-url", control); got.code != exitOK || got.stderr != "" {
			t.Fatalf("got %+v", got)
		}
		text, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(text), "geheim") {
			t.Errorf("%v, or not masked: %s", err, text)
		}
		got := runErpkit(t, "", "check", "--"+format, file)
		for _, wanted := range []string{": 2 judged (1 with their flow, 2 answers), 1 broken, 0 skipped", "device add to", "breaks the contract", "post   MUST   D2", "run line-4"} {
			if got.code != exitFailed || !strings.Contains(got.stdout, wanted) {
				t.Errorf("%s: no %q in %+v", format, wanted, got)
			}
		}
	}
	got := runErpkit(t, "", "export", "--format", "curl", "--control-url", control, "--level", "MUST")
	if got.code != exitOK || strings.Count(got.stdout, "\n") != 1 || !strings.HasPrefix(got.stdout, "curl ") {
		t.Errorf("got %+v", got)
	}
	found := runErpkit(t, "", "export", "--format", "curl", "--control-url", control, "--query", "-SN-7 kind:device")
	if found.code != exitOK || found.stdout != got.stdout {
		t.Errorf("got %+v, wanted %s", found, got.stdout)
	}
}

func TestExport_ExitCodes(t *testing.T) {
	control := mixed(t)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"log":`)
		panic(http.ErrAbortHandler)
	}))
	defer broken.Close()
	folder := t.TempDir()
	out := filepath.Join(folder, "capture.har")
	for name, test := range map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"unknown run":    {[]string{"--run", "line-5"}, exitFailed, "There is no run"},
		"unknown format": {[]string{"--format", "pdf"}, exitUsage, "use har, curl, jsonl or raw"},
		"wrong filter":   {[]string{"--kind", "devise"}, exitUsage, "did you mean device?"},
		"wrong search":   {[]string{"--query", "SN-7 kin:device"}, exitUsage, "--query at letter 6: there is no field \"kin\", did you mean kind:?"},
		"nothing found":  {[]string{"--query", "SN-7 -kind:device"}, exitNothing, "no exchange matches"},
		"wrong number":   {[]string{"--after", "first"}, exitUsage, "--after is \"first\": give a whole number"},
		"no match":       {[]string{"--serial", "SN-9", "--work-order", "x"}, exitNothing, "no exchange matches"},
		"no folder":      {[]string{"--out", filepath.Join(folder, "no", "capture.har")}, exitUsage, "cannot be written"},
		"nobody there":   {[]string{"--control-addr", "127.0.0.1:1"}, exitUnreachable, "erpkit serve"},
		"broken off":     {[]string{"--control-url", broken.URL}, exitUnreachable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"export", "--out", out}, withDoor(control, test.args)...)...)
			if got.code != test.code || !strings.Contains(got.stderr, test.stderr) {
				t.Errorf("got %+v, wanted %d and %q", got, test.code, test.stderr)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
				t.Errorf("a failed export left %v (%v)", left, err)
			}
		})
	}
}

func TestExport_SaysWhatWasDropped(t *testing.T) {
	erp, control := served(t, "--max-exchanges", "1")
	addDevice(t, erp, "SN-6")
	addDevice(t, erp, "SN-7")
	if got := runErpkit(t, "", "export", "--control-url", control); got.code != exitOK || !strings.Contains(got.stderr, "that may have matched: 1\n") {
		t.Errorf("got %+v", got)
	}
}

// valid is a correct device post from the published examples.
func valid(t *testing.T) string {
	t.Helper()
	return fileText(t, "../../schemas/examples/device/valid/add.json")
}

func rawPost(path, body, answer string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\nHost: erp.example\nContent-Type: application/json\nContent-Length: %d\n\n%s\n%s", path, len(body), body, answer)
}

func TestCheck_Raw(t *testing.T) {
	accepted := "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 16\n\n{\"externalId\":7}\n"
	file := writeFile(t, "raw.txt", rawPost("/device", valid(t), accepted)+"\nGET /login HTTP/1.1\nHost: erp.example\nContent-Length: 0\n\n\n"+rawPost("/nothing", `{"a":1}`, ""))
	got := runErpkit(t, "", "check", "--raw", file, "--json")
	var report struct {
		Version  int
		OK       bool
		Files    []checked
		Captures []judgedCapture
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != exitFailed {
		t.Fatalf("%v in %+v", err, got)
	}
	if report.Version != 1 || report.OK || report.Files == nil || len(report.Captures) != 1 {
		t.Fatalf("got %+v", report)
	}
	c := report.Captures[0]
	if c.Format != "raw" || c.Judged != 1 || c.Skipped != 2 || c.Broken != 1 || len(c.Entries) != 3 {
		t.Errorf("got %+v", c)
	}
	if e := c.Entries[0]; len(e.Findings) != 0 || e.Kind != schemas.Device || e.Answer.Findings[0].Clause != "E3" {
		t.Errorf("got %+v", e)
	}
	text := runErpkit(t, "", "check", "--raw", file).stdout
	for _, wanted := range []string{"answer MUST   E3", "skipped 1: GET is not how the MES reports", "skipped 1: neither its path"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("no %q in\n%s", wanted, text)
		}
	}
}

func TestCheck_CapturesExitCodes(t *testing.T) {
	nothing := writeFile(t, "nothing.har", `{"log": {"entries": [{"request": {"method": "GET", "url": "https://erp.example/device"}, "response": {"status": 200}}]}}`)
	wrong := writeFile(t, "wrong.har", `{"log": {}}`)
	right := writeFile(t, "right.txt", rawPost("/device", valid(t), ""))
	payload := writeFile(t, "payload.json", valid(t))
	for name, test := range map[string]struct {
		args         []string
		code         int
		text, stderr string
	}{
		"nothing judged":      {[]string{"--har", nothing}, exitNothing, "0 judged", "nothing was judged"},
		"one judged, one not": {[]string{"--har", nothing, "--raw", right}, exitNothing, "1 judged", "nothing.har has no post"},
		"no HAR":              {[]string{"--har", wrong}, exitUsage, "", "/log/entries"},
		"no file":             {[]string{"--jsonl", "nowhere.jsonl"}, exitUsage, "", "nowhere.jsonl"},
		"wrong kind":          {[]string{"--raw", right, "--kind", "gadget"}, exitUsage, "", "device, item-attach, operation"},
		"right":               {[]string{"--raw", right}, exitOK, "flow of 1 not judged: no answer was captured", ""},
		"with a payload":      {[]string{payload, "--raw", right}, exitOK, "payload.json: ok", ""},
		"another kind":        {[]string{"--raw", right, "--kind", "operation"}, exitFailed, "operation add", ""},
		"one cannot be read":  {[]string{"--raw", right, "--har", wrong}, exitUsage, "1 judged", "/log/entries"},
	} {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"check"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.stdout, test.text) || !strings.Contains(got.stderr, test.stderr) {
				t.Errorf("got %+v, wanted %d, %q and %q", got, test.code, test.text, test.stderr)
			}
		})
	}
}
