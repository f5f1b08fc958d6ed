package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// ran is the outcome of one call of the program.
type ran struct {
	code           int
	stdout, stderr string
}

func runErpkit(t *testing.T, stdin string, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := Run(t.Context(), args, strings.NewReader(stdin), &stdout, &stderr)
	return ran{code, stdout.String(), stderr.String()}
}

// served starts erpkit serve on free ports and returns the addresses of its doors.
func served(t *testing.T, args ...string) (url, controlURL string) {
	t.Helper()
	var said struct{ URL, ControlURL string }
	begun(t, &said, append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json"}, args...)...)
	return said.URL, said.ControlURL
}

// begun starts a command that serves until it is interrupted, and reads the JSON that it prints first.
func begun(t *testing.T, said any, args ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		ended <- Run(ctx, args, strings.NewReader(""), writer, &stderr)
		writer.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("%v ended with %d: %s", args, code, stderr.String())
		}
	})
	if err := json.NewDecoder(reader).Decode(said); err != nil {
		t.Fatalf("%v said no addresses: %v %s", args, err, stderr.String())
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRun_ExitCodes(t *testing.T) {
	right := "../../schemas/examples/device/valid/"
	files, err := filepath.Glob(right + "*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no valid examples", err)
	}
	wrong := "../../schemas/examples/device/invalid/D3-add-with-oldSerial.json"
	tests := map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"right payload":      {[]string{"check", files[0]}, exitOK, ""},
		"broken payload":     {[]string{"check", wrong}, exitFailed, ""},
		"no file":            {[]string{"check", "nowhere.json"}, exitUsage, "nowhere.json"},
		"no argument":        {[]string{"check"}, exitUsage, "at least 1"},
		"unknown kind":       {[]string{"check", "--kind", "gadget", wrong}, exitUsage, "device, item-attach, operation"},
		"unknown command":    {[]string{"srve"}, exitUsage, "serve"},
		"unknown flag":       {[]string{"serve", "--port", "1"}, exitUsage, "--port"},
		"unknown mode":       {[]string{"serve", "--mode", "strict"}, exitUsage, "enforce"},
		"bad address":        {[]string{"serve", "--addr", "8085"}, exitUsage, "host:port"},
		"no script":          {[]string{"serve", "--script", "nowhere.yaml"}, exitUsage, "nowhere.yaml"},
		"nobody there":       {[]string{"health", "--control-addr", "127.0.0.1:1"}, exitUnreachable, "erpkit serve"},
		"bad health address": {[]string{"health", "--control-addr", "x"}, exitUsage, "host:port"},
		"version":            {[]string{"version"}, exitOK, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", test.args...)
			if got.code != test.code || !strings.Contains(got.stderr, test.stderr) {
				t.Errorf("got code %d and %q, wanted %d and something with %q", got.code, got.stderr, test.code, test.stderr)
			}
		})
	}
}

func TestCheck_NamesClauseAndHint(t *testing.T) {
	got := runErpkit(t, `{"type":"add","srial":"SN-1"}`, "check", "--json", "-")
	var report struct {
		Version int
		OK      bool
		Files   []checked
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		t.Fatal(err, got.stdout)
	}
	if report.Version != 1 || report.OK || len(report.Files) != 1 || len(report.Files[0].Findings) == 0 {
		t.Errorf("got %+v", report)
	}
	text := runErpkit(t, `{"type":"add","srial":"SN-1"}`, "check", "-").stdout
	for _, wanted := range []string{"D2", "/serial", "MUST", "did you mean"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the text has no %q:\n%s", wanted, text)
		}
	}
}

func TestServe_TakesSettingsFromTheEnvironmentAndTheFlagWins(t *testing.T) {
	t.Setenv("ERPKIT_MODE", "nonsense")
	if got := runErpkit(t, "", "serve", "--addr", "127.0.0.1:0"); got.code != exitUsage || !strings.Contains(got.stderr, "nonsense") {
		t.Errorf("got %+v", got)
	}
	t.Setenv("ERPKIT_MAX_RUNS", "many")
	got := runErpkit(t, "", "serve", "--mode", "observe")
	if got.code != exitUsage || !strings.Contains(got.stderr, "ERPKIT_MAX_RUNS") {
		t.Errorf("got %+v, wanted the variable named", got)
	}
	t.Setenv("ERPKIT_MAX_RUNS", "5")
	served(t, "--mode", "observe")
}

func TestHealth_OfARunningMock(t *testing.T) {
	_, control := served(t)
	if got := runErpkit(t, "", "health", "--control-addr", strings.TrimPrefix(control, "http://")); got.code != exitOK {
		t.Errorf("got %+v", got)
	}
}

func TestServe_SaysWhoHasThePort(t *testing.T) {
	url, _ := served(t)
	got := runErpkit(t, "", "serve", "--addr", strings.TrimPrefix(url, "http://"), "--control-addr", "127.0.0.1:0")
	if got.code != exitUsage || !strings.Contains(got.stderr, "--addr") {
		t.Errorf("got %+v, wanted the flag that cures it", got)
	}
}

// Every command has a help text with an example.
func TestHelp_ShowsAnExampleForEveryCommand(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Name() != "help" && cmd.Name() != "completion" && cmd.Parent().Name() != "completion" {
			if cmd.Short == "" || !strings.Contains(cmd.Example, "erpkit "+strings.TrimPrefix(cmd.CommandPath(), "erpkit ")) {
				t.Errorf("%s has no example of itself", cmd.CommandPath())
			}
		}
		for _, child := range cmd.Commands() {
			walk(child)
		}
	}
	root := newRoot()
	for _, child := range root.Commands() {
		walk(child)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := runErpkit(t, "", "completion", shell); got.code != exitOK || len(got.stdout) < 100 {
			t.Errorf("there is no completion for %s: %+v", shell, got.code)
		}
	}
}
