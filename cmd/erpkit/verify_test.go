package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// erpkitProcess runs the real program: Ginkgo can run only once in a process.
func erpkitProcess(t *testing.T, args ...string) ran {
	t.Helper()
	cmd := erpkitCommand(t, args...)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// erpkitCommand is the real program in a process of its own.
func erpkitCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "ERPKIT_TEST_MAIN=1", "ERPKIT_LEFTOVERS="+filepath.Join(t.TempDir(), "leftovers.json"))
	return cmd
}

// TestMain lets the test binary be the program itself.
func TestMain(m *testing.M) {
	if os.Getenv("ERPKIT_TEST_MAIN") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestVerify_TheMockHoldsEveryClause(t *testing.T) {
	url, _ := served(t)
	dir := t.TempDir()
	junit, html, report := filepath.Join(dir, "j.xml"), filepath.Join(dir, "r.html"), filepath.Join(dir, "r.json")
	got := erpkitProcess(t, "verify", "--url", url, "--fail-on", "should", "--junit", junit, "--html", html, "--json="+report)
	if got.code != exitOK || !strings.Contains(got.stdout, "GREEN") {
		t.Fatalf("got %+v", got)
	}
	raw := fileText(t, report)
	var said struct {
		Version int
		Checks  []struct{ Clause, Level, Name, Verdict, Reason string }
	}
	if err := json.Unmarshal([]byte(raw), &said); err != nil || said.Version != 1 || len(said.Checks) < 200 {
		t.Errorf("the JSON report has %d checks: %v", len(said.Checks), err)
	}
	for _, file := range []string{junit, html} {
		if raw, err := os.ReadFile(file); err != nil || len(raw) < 10_000 {
			t.Errorf("%s: %d bytes, %v", file, len(raw), err)
		}
	}
}

func TestVerify_ABrokenERPIsCaughtByItsClause(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{"brokenerp", "number-as-id", "--addr", "127.0.0.1:0", "--json"}, strings.NewReader(""), writer, io.Discard)
		writer.Close()
	}()
	var said struct{ URL string }
	if err := json.NewDecoder(reader).Decode(&said); err != nil {
		t.Fatalf("brokenerp said no address: %v, code %d", err, <-ended)
	}
	got := erpkitProcess(t, "verify", "--url", said.URL)
	if got.code != exitFailed || !strings.Contains(got.stdout, "E3") || !strings.Contains(got.stdout, "curl") ||
		!strings.Contains(got.stdout, "with the id as a text") {
		t.Errorf("got %+v", got)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("brokenerp ended with %d", code)
	}
}

func TestVerify_ExitCodes(t *testing.T) {
	url, _ := served(t)
	known := writeFile(t, "known.txt", "T1\n")
	tests := map[string]struct {
		code int
		args []string
	}{
		"no target":         {exitUsage, nil},
		"wrong level":       {exitUsage, []string{"--url", url, "--level", "perhaps"}},
		"wrong focus":       {exitUsage, []string{"--url", url, "--focus", "("}},
		"wrong kind":        {exitUsage, []string{"--url", url, "--skip-kind", "gadget"}},
		"nobody there":      {exitUnreachable, []string{"--url", "http://127.0.0.1:1"}},
		"nothing matches":   {exitNothing, []string{"--url", url, "--focus", "no check is called this"}},
		"known but passing": {exitFailed, []string{"--url", url, "--known-failing", known, "--focus", "T1"}},
		"one family":        {exitOK, []string{"--url", url, "--focus", "T1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := erpkitProcess(t, append([]string{"verify"}, test.args...)...)
			if got.code != test.code {
				t.Errorf("got %+v, wanted code %d", got, test.code)
			}
			if test.code != exitOK && got.stderr == "" && got.stdout == "" {
				t.Error("nothing was said")
			}
		})
	}
	for focus, hint := range map[string]string{
		"no check is called this": "erpkit verify --list",
		"E44":                     `did you mean "E4"`,
		"device ad is accepted":   `did you mean "device add is accepted"`,
		"detaching":               "erpkit verify --list",
		"same remove twice":       `did you mean "device: the same add twice is booked once"`, // shares the most words
	} {
		got := erpkitProcess(t, "verify", "--url", url, "--focus", focus)
		if got.code != exitNothing || !strings.Contains(got.stderr, hint) || !strings.Contains(got.stderr, "--list") || strings.Contains(got.stdout, "2562047h") {
			t.Errorf("%s: got %+v", focus, got)
		}
	}
	if got := erpkitProcess(t, "verify", "--url", url, "--focus", "^E4 ", "--level", "must"); !strings.Contains(got.stderr, "leave out --level") {
		t.Errorf("a focus of another level: %+v", got)
	}
	if got := runErpkit(t, "", "verify", "--list"); got.code != exitOK || strings.Count(got.stdout, "\n") < 200 {
		t.Errorf("the list: code %d, %d lines", got.code, strings.Count(got.stdout, "\n"))
	}
	if got := runErpkit(t, "", "verify", "--list", "--focus", "E4"); !strings.Contains(got.stdout, "Answers `add` with an `externalId`") {
		t.Errorf("the list does not give the sentence of the clause: %s", got.stdout)
	}
	if got := runErpkit(t, "", "brokenerp", "nobody"); got.code != exitUsage || !strings.Contains(got.stderr, "number-as-id") {
		t.Errorf("got %+v", got)
	}
}
