package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The same flows come of a mock and of each kind of file; what cannot be played again is counted.
func TestExport_Locust(t *testing.T) {
	control := mixed(t)
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	for _, format := range []string{"har", "jsonl", "raw"} {
		if got := runErpkit(t, "", "export", "--format", format, "--control-url", control, "--out", in(format)); got.code != exitOK {
			t.Fatalf("got %+v", got)
		}
	}
	for name, args := range map[string][]string{
		"mock": {"--control-url", control, "--run", "line-4"}, "har": {"--har", in("har")}, "jsonl": {"--jsonl", in("jsonl"), "--run", "line-4"}, "raw": {"--raw", in("raw")},
	} {
		out := in(name + ".py")
		got := runErpkit(t, "", append([]string{"export", "--format", "locust", "--out", out}, args...)...)
		if got.code != exitOK || got.stdout != "" || !strings.Contains(got.stderr, "posts 1, flows 1; left out 1: ") || !strings.Contains(got.stderr, "locust -f "+out) {
			t.Fatalf("%s: got %+v", name, got)
		}
		if text := fileText(t, out); !strings.Contains(text, `"path":"/device"`) || !strings.Contains(text, `"SN-7"`) || strings.Contains(text, "geheim") {
			t.Errorf("%s: %s", name, text)
		}
	}
	if got := runErpkit(t, "", "export", "--format", "locust", "--control-url", control, "--after", "1"); strings.Contains(got.stderr, "reset") {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", "export", "--format", "locust", "--control-url", control); got.code != exitOK || got.stdout != fileText(t, in("mock.py")) {
		t.Errorf("got %+v", got)
	}
}

func TestExport_LocustExitCodes(t *testing.T) {
	control := mixed(t)
	out := filepath.Join(t.TempDir(), "load.py")
	capture := writeFile(t, "capture.txt", rawPost("/device", valid(t), ""))
	for name, test := range map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"unknown run":        {[]string{"--control-url", control, "--run", "line-5"}, exitFailed, "There is no run"},
		"nothing matches":    {[]string{"--control-url", control, "--serial", "SN-9"}, exitNothing, "no exchange matches"},
		"nothing in a file":  {[]string{"--raw", capture, "--serial", "SN-9"}, exitNothing, "no exchange matches"},
		"nothing to play":    {[]string{"--control-url", control, "--level", "MUST"}, exitNothing, "nothing was written; left out 1: refused"},
		"two places":         {[]string{"--control-url", control, "--raw", capture}, exitUsage, "exclude each other"},
		"no file":            {[]string{"--har", "nowhere.har"}, exitUsage, "nowhere.har"},
		"nobody there":       {[]string{"--control-addr", "127.0.0.1:1"}, exitUnreachable, "erpkit serve"},
		"a file for another": {[]string{"--raw", capture, "--format", "har"}, exitUsage, "for --format locust only"},
	} {
		got := runErpkit(t, "", append([]string{"export", "--format", "locust", "--out", out}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stderr, test.stderr) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: got %+v, wanted %d and %q", name, got, test.code, test.stderr)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: something was written all the same", name)
		}
	}
}

// A shift for Locust is the same for the same seed, goes below the paths of the URLs, and has none of the secrets.
func TestShift_Locust(t *testing.T) {
	folder := t.TempDir()
	first, second := filepath.Join(folder, "first.py"), filepath.Join(folder, "second.py")
	got := runErpkit(t, "", "shift", "--seed", "7", "--events", "100", "--locust", first)
	if got.code != exitOK || !strings.Contains(got.stdout, "first.py: posts 100, flows ") || strings.Contains(got.stdout, "left out") {
		t.Fatalf("got %+v", got)
	}
	got = runErpkit(t, "", "shift", "--seed", "7", "--events", "100", "--locust", second, "--json", "--url", "http://nowhere.invalid/erp", "--header", "Authorization: geheim-geheim")
	var said struct {
		Locust struct{ Flows, Posts int }
	}
	if err := json.Unmarshal([]byte(got.stdout), &said); err != nil || got.code != exitOK || said.Locust.Posts != 100 || said.Locust.Flows < 5 {
		t.Fatalf("got %+v, %v", got, err)
	}
	text := fileText(t, second)
	if strings.Contains(text, "geheim") || strings.ReplaceAll(text, `"path":"/erp/`, `"path":"/`) != fileText(t, first) {
		t.Errorf("got %s", text)
	}
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"a query":   {[]string{"--url", "http://127.0.0.1/?key=geheim"}, "has a query"},
		"a record":  {[]string{"--record", filepath.Join(folder, "posts.jsonl")}, "exclude each other"},
		"too many":  {[]string{"--events", "1000000000"}, "take fewer"},
		"no folder": {[]string{"--locust", filepath.Join(folder, "no", "x.py")}, "cannot be written"},
		"no events": {[]string{"--events", "0"}, "too short"},
	} {
		got := runErpkit(t, "", append([]string{"shift", "--events", "10", "--locust", filepath.Join(folder, "x.py")}, test.args...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, test.says) || strings.Contains(got.stderr, "geheim") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
