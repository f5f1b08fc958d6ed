package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunStories_TheShippedOnesHold(t *testing.T) {
	junit := filepath.Join(t.TempDir(), "junit.xml")
	got := runErpkit(t, "", "run", "--json", "--parallel", "4", "--junit", junit)
	var report struct {
		Version int
		Stories []struct{ Verdict string }
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		t.Fatal(err, got.stdout, got.stderr)
	}
	if got.code != exitOK || report.Version != 1 || len(report.Stories) < 20 {
		t.Errorf("code %d, %d stories: %s", got.code, len(report.Stories), got.stderr)
	}
	if raw, err := os.ReadFile(junit); err != nil || !strings.Contains(string(raw), "<testsuite") {
		t.Errorf("the JUnit report: %v", err)
	}
}

func TestRunStories_AgainstAMockByURLLeavesNothing(t *testing.T) {
	url, _ := served(t)
	left := filepath.Join(t.TempDir(), "left.json")
	got := runErpkit(t, "", "run", "../../scenarios/guitar.yaml", "--url", url, "--prefix", "auto", "--leftovers", left, "--coverage")
	if got.code != exitOK || !strings.Contains(got.stdout, "device") {
		t.Errorf("got %+v", got)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("there is a leftovers file: %v", err)
	}
}

func TestRunStories_FromStandardInput(t *testing.T) {
	erp, control := served(t)
	addDevice(t, erp, "SN-7")
	story := runErpkit(t, "", "capsule", "--control-url", control, "--serial", "SN-7")
	if got := runErpkit(t, story.stdout, "run", "-"); got.code != exitOK || !strings.Contains(got.stdout, "reproduces   standard-input") {
		t.Errorf("got %+v", got)
	}
	for text, words := range map[string]string{"": "the file is empty", "steps: [": "standard-input.yaml:1:", strings.Repeat("#\n", 2<<20): "longer than 1 MiB"} {
		if got := runErpkit(t, text, "run", "-"); got.code != exitUsage || !strings.Contains(got.stderr, words) {
			t.Errorf("%.20q: got %+v, wanted %q", text, got, words)
		}
	}
}

// With the control door of a mock, the script of a story is played there as on the embedded mock.
func TestRunStories_SteersAMock(t *testing.T) {
	url, control := served(t)
	story := writeFile(t, "refused.yaml", "version: 1\ntitle: Refused\nworkOrders:\n  - {number: NXT-915, sku: \"0007\"}\n"+
		"erp: {rules: [{answer: {status: 409, body: {message: The month is closed}}}]}\n"+
		"steps:\n  - device.set: {serial: SN-7}\n    expect: {status: 409, message: The month is closed}\n")
	for name, test := range map[string]struct {
		args []string
		code int
		text string
	}{
		"alone":             {[]string{"--control-url", control}, exitOK, "the mock at " + control},
		"with its URL":      {[]string{"--control-url", control, "--url", url}, exitOK, "1 passed"},
		"kept":              {[]string{"--control-url", control, "--keep"}, exitOK, "It is kept as the run refused-"},
		"without":           {[]string{"--url", url}, exitFailed, "give its control door with --control-url"},
		"the wrong door":    {[]string{"--control-url", url}, exitUnreachable, "not a control door of erpkit"},
		"nobody there":      {[]string{"--control-url", "http://127.0.0.1:1"}, exitUnreachable, "no mock answers on"},
		"a dry run":         {[]string{"--control-url", "http://127.0.0.1:1", "--dry-run"}, exitOK, "Dry run: 1 post of"},
		"embedded the same": {nil, exitOK, "1 passed"},
	} {
		t.Run(name, func(t *testing.T) {
			left := filepath.Join(t.TempDir(), "left.json")
			got := runErpkit(t, "", append([]string{"run", story, "--leftovers", left}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.stdout, test.text) {
				t.Errorf("got %+v, wanted %d and %q", got, test.code, test.text)
			}
			if _, err := os.Stat(left); !os.IsNotExist(err) {
				t.Errorf("there is a leftovers file: %v", err)
			}
		})
	}
	for _, args := range [][]string{{"--control-url", "http://mock.example:8086"}, {"--control-url", control, "--single-url", url}} {
		if got := runErpkit(t, "", append([]string{"run", story}, args...)...); got.code != exitUsage || got.stderr == "" {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}

func TestRunStories_ExitCodes(t *testing.T) {
	wrong := writeFile(t, "wrong.yaml", "version: 1\nsteps:\n  - devise.set: {}\n")
	folder := t.TempDir()
	rules := writeFile(t, "rules.yaml", "version: 1\nrules:\n  - {answer: {status: 500}}\n")
	tests := map[string]struct {
		code int
		said string
		args []string
	}{
		"a wrong file":       {exitUsage, "wrong.yaml:", []string{wrong}},
		"a script":           {exitUsage, "Play it with erpkit serve --script rules.yaml", []string{rules}},
		"no such file":       {exitUsage, "nowhere.yaml", []string{"nowhere.yaml"}},
		"no such story":      {exitUsage, "guitar", []string{"--only", "gitar"}},
		"nothing there":      {exitNothing, "", []string{folder}},
		"nobody there":       {exitUnreachable, "", []string{"--only", "guitar", "--url", "http://127.0.0.1:1"}},
		"a host not named":   {exitUsage, "--allow-host", []string{"--only", "guitar", "--url", "http://erp.example"}},
		"too little seen":    {exitFailed, "--coverage-min", []string{"--only", "guitar", "--coverage-min", "100"}},
		"a URL of one kind":  {exitUsage, "--device-url", []string{"--only", "guitar", "--url", "http://127.0.0.1:1/device"}},
		"no place for JUnit": {exitUsage, "--junit", []string{"--only", "guitar", "--junit", filepath.Join(folder, "no", "j.xml")}},
		"JUnit is a folder":  {exitUsage, "is a folder", []string{"--only", "guitar", "--junit", folder}},
		"a wrong percent":    {exitUsage, "--coverage-min", []string{"--coverage-min", "101"}},
		"a dry run is fine":  {exitOK, "", []string{"--only", "guitar", "--url", "http://127.0.0.1:1", "--dry-run"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"run", "--leftovers", filepath.Join(t.TempDir(), "l.json")}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.stderr, test.said) {
				t.Errorf("got %+v, wanted code %d and %q", got, test.code, test.said)
			}
		})
	}
	if got := runErpkit(t, "", "serve", "--script", "../../scenarios/guitar.yaml"); got.code != exitUsage || !strings.Contains(got.stderr, "Play it with erpkit run") {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", "cleanup", "nowhere.json"); got.code != exitUsage || !strings.Contains(got.stderr, "nowhere.json") {
		t.Errorf("got %+v", got)
	}
}

// A build server sees which files do not load, although nothing was played.
func TestRunReportsFilesThatDoNotLoad(t *testing.T) {
	folder := t.TempDir()
	right := "version: 1\ntitle: x\nworkOrders:\n  - {number: W-1, sku: S}\nsteps:\n  - device.set: {serial: SN-7}\n"
	for name, text := range map[string]string{"right.yaml": right, "wrong.yaml": strings.Replace(right, "device.set", "device.sett", 1) + "  - item.detach: pickup & <co>\n", "broken.yaml": "version: ["} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := filepath.Join(folder, "j.xml")
	got := runErpkit(t, "", "run", folder, "--junit", report)
	if got.code != exitUsage || !strings.Contains(got.stderr, "device.sett") || strings.Contains(got.stderr, "j.xml") {
		t.Errorf("got %d: %s", got.code, got.stderr)
	}
	written := fileText(t, report)
	var suites struct {
		Tests  int `xml:"tests,attr"`
		Errors int `xml:"errors,attr"`
		Suites []struct {
			File  string `xml:"file,attr"`
			Cases []struct {
				Name  string `xml:"name,attr"`
				Error struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(written), &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 2 || suites.Errors != 2 || len(suites.Suites) != 2 {
		t.Fatalf("got %s", written)
	}
	wrong := suites.Suites[1]
	if filepath.Base(wrong.File) != "wrong.yaml" || len(wrong.Cases) != 1 || !strings.Contains(wrong.Cases[0].Error.Message, "device.sett") ||
		!strings.Contains(wrong.Cases[0].Error.Text, "pickup & <co>") {
		t.Errorf("got %s", written)
	}
	if help := runErpkit(t, "", "run", "--help").stdout; !strings.Contains(help, "does not load ends the run before the first post") {
		t.Errorf("the help does not say what becomes of a file that does not load: %s", help)
	}
	nowhere := runErpkit(t, "", "run", folder, "--junit", filepath.Join(folder, "no", "j.xml"))
	if nowhere.code != exitUsage || !strings.Contains(nowhere.stderr, "--junit") || !strings.Contains(nowhere.stderr, "device.sett") {
		t.Errorf("got %d: %s", nowhere.code, nowhere.stderr)
	}
}
