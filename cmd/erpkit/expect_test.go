package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/expect"
)

const expected = `version: 1
expectations:
  - name: SN-7 is registered once
    post: {kind: device, type: add, members: {serial: SN-7}}
    count: 1
  - findings: none
`

// addDevice posts one device to a mock.
func addDevice(t *testing.T, url, serial string) {
	t.Helper()
	got := runErpkit(t, "", "send", "device", "add", "--serial", serial, "--url", url, "--state", t.TempDir()+"/state.json")
	if got.code != exitOK {
		t.Fatalf("the post failed: %+v", got)
	}
}

func TestExpect_TellsWhatHoldsAndWhatDoesNot(t *testing.T) {
	erp, control := served(t)
	file := writeFile(t, "expectations.yaml", expected)
	addDevice(t, erp, "SN-7")
	got := runErpkit(t, "", "expect", file, "--control-url", control)
	if got.code != exitOK || !strings.Contains(got.stdout, "2 of 2 expectations passed (run default, 1 exchange)") {
		t.Errorf("got %+v", got)
	}
	addDevice(t, erp+"/r/line-4", "SN-8")
	addr := strings.TrimPrefix(control, "http://")
	got = runErpkit(t, expected, "expect", "-", "--control-addr", addr, "--run", "line-4")
	for _, wanted := range []string{"FAIL  SN-7 is registered once", "missing  1 more post", "nearest  exchange 2", `serial: wanted "SN-7", got "SN-8"`} {
		if got.code != exitFailed || !strings.Contains(got.stdout, wanted) {
			t.Errorf("no %q in %+v", wanted, got)
		}
	}
	got = runErpkit(t, expected, "expect", "-", "--control-addr", addr, "--run", "line-4", "--json")
	var report expect.Report
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != exitFailed {
		t.Fatalf("%v in %+v", err, got)
	}
	if report.Version != 1 || report.OK || report.Run != "line-4" || len(report.Items) != 2 || report.Items[0].Nearest.Exchange != 2 {
		t.Errorf("got %+v", report)
	}
}

func TestExpect_WaitsUntilTheyHold(t *testing.T) {
	erp, control := served(t)
	ended := make(chan ran, 1)
	go func() {
		ended <- runErpkit(t, expected, "expect", "-", "--control-url", control, "--run", "line-4", "--wait", "20s")
	}()
	addDevice(t, erp+"/r/line-4", "SN-7")
	if got := <-ended; got.code != exitOK {
		t.Errorf("got %+v", got)
	}
}

func TestExpect_ExitCodes(t *testing.T) {
	_, control := served(t)
	foreign := httptest.NewServer(http.NotFoundHandler())
	defer foreign.Close()
	right := writeFile(t, "expectations.yaml", expected)
	wrong := writeFile(t, "wrong.yaml", "version: 1\nexpectations:\n  - pst: {}\n    count: 1\n")
	empty := writeFile(t, "empty.yaml", "version: 1\nexpectations: []\n")
	for name, test := range map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"wrong file":      {[]string{wrong}, exitUsage, `wrong.yaml:3:5: "pst" is not known here: did you mean "post"?`},
		"no file":         {[]string{"nowhere.yaml"}, exitUsage, "there is no such file"},
		"no argument":     {nil, exitUsage, "accepts 1 arg"},
		"no expectation":  {[]string{empty}, exitNothing, "has no expectation"},
		"unknown run":     {[]string{right, "--run", "line-9"}, exitFailed, `There is no run "line-9"`},
		"unknown run yet": {[]string{right, "--run", "line-9", "--wait", "20ms"}, exitFailed, `There is no run "line-9"`},
		"wrong run":       {[]string{right, "--run", "a/b"}, exitUsage, "cannot be the name of a run"},
		"negative wait":   {[]string{right, "--wait", "-1s"}, exitUsage, "below 0"},
		"nothing came":    {[]string{right}, exitFailed, ""},
		"nobody there":    {[]string{right, "--control-addr", "127.0.0.1:1"}, exitUnreachable, "erpkit serve"},
		"another server":  {[]string{right, "--control-url", foreign.URL}, exitUnreachable, "is not a control door of erpkit: status 404"},
		"wrong address":   {[]string{right, "--control-addr", "8086"}, exitUsage, "host:port"},
		"wrong URL":       {[]string{right, "--control-url", "127.0.0.1:8086"}, exitUsage, "--control-url"},
	} {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"expect"}, withDoor(control, test.args)...)...)
			if got.code != test.code || !strings.Contains(got.stderr, test.stderr) {
				t.Errorf("got %+v, wanted %d and %q", got, test.code, test.stderr)
			}
		})
	}
}

// Dropped exchanges may have held what is missing, or broken what seems to hold.
func TestExpect_DoesNotVouchForAPart(t *testing.T) {
	erp, control := served(t, "--max-exchanges", "1")
	addDevice(t, erp, "SN-6")
	addDevice(t, erp, "SN-7")
	got := runErpkit(t, expected, "expect", "-", "--control-url", control, "--wait", "20s")
	if got.code != exitFailed || !strings.Contains(got.stdout, "2 could not be judged") || !strings.Contains(got.stdout, "--max-exchanges") {
		t.Errorf("got %+v", got)
	}
}
