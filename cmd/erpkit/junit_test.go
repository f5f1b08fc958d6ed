package main

import (
	"encoding/xml"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
)

// problemsIn counts the failures and errors of a JUnit report.
func problemsIn(t *testing.T, file string) (failures, errors int, text string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	var read struct {
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	if err == nil {
		err = xml.Unmarshal(raw, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read.Failures, read.Errors, string(raw)
}

// Whatever makes the exit code of a command wrong is a failure or an error in its JUnit report, and nothing else is.
func TestJUnit_SaysWhatTheExitCodeSays(t *testing.T) {
	erp, control := served(t)
	addDevice(t, erp, "SN-8")
	good, bad := "../../schemas/examples/device/valid/add.json", "../../schemas/examples/device/invalid/D3-add-with-oldSerial.json"
	empty := writeFile(t, "empty.har", `{"log": {"entries": []}}`)
	broken := writeFile(t, "broken.raw", "POST /device HTTP/1.1\nContent-Type: application/json\n\n{\"type\": \"add\", \"serial\": 7}\n")
	fails, passes := writeFile(t, "fails.yaml", expected), writeFile(t, "passes.yaml", "version: 1\nexpectations:\n  - findings: none\n    name: nothing is wrong\n")
	for name, test := range map[string]struct {
		args             []string
		code             int
		failures, errors int
		words            string
	}{
		"check, right":             {[]string{"check", good}, exitOK, 0, 0, `classname="payload"`},
		"check, broken":            {[]string{"check", good, bad}, exitFailed, 1, 0, "MUST D3 /oldSerial"},
		"check, no such file":      {[]string{"check", good, "none.json"}, exitUsage, 0, 1, "none.json"},
		"check, nothing to judge":  {[]string{"check", "--har", empty}, exitNothing, 0, 1, "nothing was judged"},
		"check, a broken capture":  {[]string{"check", "--raw", broken}, exitFailed, 1, 0, "MUST"},
		"check, files and capture": {[]string{"check", bad, "none.json", "--raw", broken}, exitUsage, 2, 1, "none.json"},
		"expect, passes":           {[]string{"expect", passes, "--control-url", control}, exitOK, 0, 0, "nothing is wrong"},
		"expect, fails":            {[]string{"expect", fails, "--control-url", control}, exitFailed, 1, 0, "SN-7 is registered once"},
		"expect, no mock":          {[]string{"expect", fails, "--control-url", "http://127.0.0.1:1"}, exitUnreachable, 0, 1, "127.0.0.1:1"},
		"expect, a wrong file":     {[]string{"expect", broken, "--control-url", control}, exitUsage, 0, 1, "broken.raw"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "junit.xml")
			got := runErpkit(t, "", append(test.args, "--junit", file)...)
			failures, errors, text := problemsIn(t, file)
			if got.code != test.code || failures != test.failures || errors != test.errors || !strings.Contains(text, test.words) {
				t.Errorf("exit code %d, %d failures, %d errors, wanted %d, %d, %d and %q: %s%s", got.code, failures, errors, test.code, test.failures, test.errors, test.words, text, got.stderr)
			}
		})
	}
}

func TestJUnit_WithoutAPlaceNothingIsJudged(t *testing.T) {
	for _, command := range []string{"check", "expect"} {
		got := runErpkit(t, "", command, "some.yaml", "--junit", filepath.Join(t.TempDir(), "no", "j.xml"))
		if got.code != exitUsage || !strings.Contains(got.stderr, "--junit") || got.stdout != "" {
			t.Errorf("%s: got %+v", command, got)
		}
	}
}

func TestVerify_WritesTheListThatItReads(t *testing.T) {
	url := brokenServed(t, "number-as-id")
	list := filepath.Join(t.TempDir(), "known.txt")
	first := erpkitProcess(t, "verify", "--url", url, "--focus", "^(E3|E4) ", "--write-known-failing", list)
	if first.code != exitFailed {
		t.Fatalf("got %+v", first)
	}
	if again := erpkitProcess(t, "verify", "--url", url, "--focus", "^(E3|E4) ", "--known-failing", list); again.code != exitOK || !strings.Contains(again.stdout, "GREEN but") {
		t.Errorf("got %+v", again)
	}
}

// brokenServed serves one of the small ERPs.
func brokenServed(t *testing.T, name string) string {
	t.Helper()
	erp, err := brokenerps.Find(name, brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(erp.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

func TestVerify_ComparesWithAnEarlierRun(t *testing.T) {
	broken, right := brokenServed(t, "number-as-id"), brokenServed(t, "right")
	dir := t.TempDir()
	verify := func(url string, args ...string) ran {
		return erpkitProcess(t, append([]string{"verify", "--url", url, "--focus", "^E3 "}, args...)...)
	}
	old, fine := filepath.Join(dir, "old.json"), filepath.Join(dir, "fine.json")
	if got := verify(broken, "--json="+old); got.code != exitFailed {
		t.Fatalf("got %+v", got)
	}
	for about, test := range map[string]struct {
		got   ran
		code  int
		words string
	}{
		"still":      {verify(broken, "--compare", old), exitOK, " still fails:"},
		"mended":     {verify(right, "--compare", old, "--json="+fine), exitOK, " mended:"},
		"new":        {verify(broken, "--compare", fine), exitFailed, " fails, and did not:"},
		"no file":    {verify(broken, "--compare", filepath.Join(dir, "none.json")), exitUsage, "--compare"},
		"not a file": {verify(broken, "--compare", writeFile(t, "page.json", "<html>")), exitUsage, "no JSON report"},
	} {
		if test.got.code != test.code || !strings.Contains(test.got.stdout+test.got.stderr, test.words) {
			t.Errorf("%s: wanted %d and %q, got %+v", about, test.code, test.words, test.got)
		}
	}
}
