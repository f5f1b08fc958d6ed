package main

import (
	"encoding/json"
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

func TestRunStories_ExitCodes(t *testing.T) {
	wrong := writeFile(t, "wrong.yaml", "version: 1\nsteps:\n  - devise.set: {}\n")
	folder := t.TempDir()
	tests := map[string]struct {
		code int
		said string
		args []string
	}{
		"a wrong file":      {exitUsage, "wrong.yaml:", []string{wrong}},
		"no such file":      {exitUsage, "nowhere.yaml", []string{"nowhere.yaml"}},
		"no such story":     {exitUsage, "guitar", []string{"--only", "gitar"}},
		"nothing there":     {exitNothing, "", []string{folder}},
		"nobody there":      {exitUnreachable, "", []string{"--only", "guitar", "--url", "http://127.0.0.1:1"}},
		"a host not named":  {exitUsage, "--allow-host", []string{"--only", "guitar", "--url", "http://erp.example"}},
		"too little seen":   {exitFailed, "--coverage-min", []string{"--only", "guitar", "--coverage-min", "100"}},
		"a wrong percent":   {exitUsage, "--coverage-min", []string{"--coverage-min", "101"}},
		"a dry run is fine": {exitOK, "", []string{"--only", "guitar", "--url", "http://127.0.0.1:1", "--dry-run"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"run", "--leftovers", filepath.Join(t.TempDir(), "l.json")}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.stderr, test.said) {
				t.Errorf("got %+v, wanted code %d and %q", got, test.code, test.said)
			}
		})
	}
	if got := runErpkit(t, "", "cleanup", "nowhere.json"); got.code != exitUsage || !strings.Contains(got.stderr, "nowhere.json") {
		t.Errorf("got %+v", got)
	}
}
