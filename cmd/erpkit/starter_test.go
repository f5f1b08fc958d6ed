package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/contracttests/starters"
	"github.com/erpkit/erpkit/schemas"
)

// The command lists the languages, writes where it is told to, never over a file, and names the cure of each mistake.
func TestStarter_Command(t *testing.T) {
	t.Chdir(t.TempDir())
	list := runErpkit(t, "", "starter")
	if lines := strings.Count(list.stdout, "\n"); list.code != exitOK || lines != len(starters.All())+1 || !strings.Contains(list.stdout, "node receiver.mjs 127.0.0.1:8085") {
		t.Errorf("got %+v", list)
	}
	written := runErpkit(t, "", "starter", "python")
	for _, part := range []string{filepath.Join("erp-python", "receiver.py"), "python3 receiver.py", "erpkit verify --url", "call_erp"} {
		if written.code != exitOK || !strings.Contains(written.stdout, part) {
			t.Errorf("wanted %q, got %+v", part, written)
		}
	}
	own := filepath.Join("mine", "main.go")
	if err := errors.Join(os.Mkdir("mine", 0o755), os.WriteFile(own, []byte("mine"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"exists already and was left as it is: name another folder with --dir": {"starter", "python"},
		own + " exists already":                     {"starter", "go", "--dir", "mine"},
		"take python, node, go or php":              {"starter", "java"},
		"not a directory; name another one with":    {"starter", "php", "--dir", own},
		"--dir is for one language: name it":        {"starter", "--dir", "mine"},
		"--json is for the list: leave the languag": {"starter", "go", "--json"},
	} {
		if got := runErpkit(t, "", args...); got.code != exitUsage || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: wanted %q, got %+v", args, want, got)
		}
	}
	if kept, err := os.ReadFile(own); err != nil || string(kept) != "mine" {
		t.Errorf("the file is now %q, %v", kept, err)
	}
	if _, err := os.Stat(filepath.Join("mine", "go.mod")); err == nil {
		t.Error("a part of the starter was written beside a file that was in its way")
	}
}

// Each starter, as the command writes it and as it says to start it, keeps every MUST and SHOULD, and tells the kinds apart at
// one URL. Left out is only what an ERP that gives ids is never asked. PHP is judged with several processes as well.
func TestStarters_AreRight(t *testing.T) {
	const neverAsked = "D4 D5 I3 I6 O5"
	for _, s := range starters.All() {
		t.Run(s.Name, func(t *testing.T) {
			url := startStarter(t, s)
			judgeStarter(t, contracttests.Target{Base: url}, "", "C5 "+neverAsked)
			judgeStarter(t, contracttests.Target{Single: url}, "^(C5|E1) ", "")
			if got := runErpkit(t, "", "shift", "--seed", "7", "--events", "300", "--url", url); got.code != exitOK || !strings.Contains(got.stdout, "300 accepted") {
				t.Errorf("a shift ends with %+v", got)
			}
			if got := runErpkit(t, "", "run", "--url", url); got.code != exitOK || !strings.Contains(got.stdout, "passed") {
				t.Errorf("the ready-made stories end with %+v", got)
			}
		})
	}
	t.Run("php with workers", func(t *testing.T) {
		t.Setenv("PHP_CLI_SERVER_WORKERS", "4")
		s, err := starters.Find("php")
		if err != nil {
			t.Fatal(err)
		}
		judgeStarter(t, contracttests.Target{Base: startStarter(t, s)}, "", "C5 "+neverAsked)
	})
}

func judgeStarter(t *testing.T, target contracttests.Target, focus, skips string) {
	t.Helper()
	r, err := contracttests.Run(t.Context(), target, contracttests.Options{FailOn: schemas.Should, Focus: focus})
	if err != nil || r.Verdict != report.Green {
		var said strings.Builder
		_ = r.Summary(&said)
		t.Errorf("%v %s", err, said.String())
	}
	var skipped []string
	for _, one := range r.Results {
		if one.Outcome == check.Skip {
			skipped = append(skipped, one.Check.Clause)
		}
	}
	if slices.Sort(skipped); strings.Join(skipped, " ") != skips {
		t.Errorf("checks of %v were skipped, wanted %s", skipped, skips)
	}
	t.Logf("%d checks in %s", len(r.Results), r.Took.Round(time.Millisecond))
}

// needLanguage skips a test loudly where what a starter needs is missing.
func needLanguage(t *testing.T, s starters.Starter) {
	t.Helper()
	program, _, _ := strings.Cut(s.Start, " ")
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("ERPKIT_NEED_LANGUAGES") != "" {
			t.Fatalf("there is no %s, and ERPKIT_NEED_LANGUAGES asks for it: .ci/starters/run installs it", program)
		}
		t.Skipf("THE STARTER WAS NOT TESTED: there is no %s on this machine", program)
	}
}

// startStarter writes a starter with the command, starts it with the line that the command prints, on a free port, and gives
// its URL.
func startStarter(t *testing.T, s starters.Starter) string {
	t.Helper()
	needLanguage(t, s)
	dir := filepath.Join(t.TempDir(), "my erp")
	if got := runErpkit(t, "", "starter", s.Name, "--dir", dir); got.code != exitOK || !strings.Contains(got.stdout, "\n  "+s.Start+"\n") {
		t.Fatalf("got %+v", got)
	}
	return startIn(t, s, dir)
}

// startIn starts the starter that is in a folder.
func startIn(t *testing.T, s starters.Starter, dir string) string {
	t.Helper()
	words := strings.Fields(strings.Replace(s.Start, ":8085", ":0", 1))
	said := &announced{url: make(chan string, 1)}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, said, said
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if os.Getenv("ERPKIT_NEED_LANGUAGES") != "" {
		cmd.Env = append(cmd.Env, "GOFLAGS=-race", "CGO_ENABLED=1") // which needs a C compiler
	}
	withChildren(cmd) // go run and PHP have some
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		killAll(cmd)
		_ = cmd.Wait()
		if log := said.wrong(); log != "" && !strings.Contains(log, crash) {
			t.Errorf("the receiver said:\n%s", log)
		}
	})
	select {
	case url := <-said.url:
		return url
	case <-time.After(2 * time.Minute): // Go builds its standard library with the race detector first
		t.Fatalf("the receiver does not say where it listens: %s", said.text.String())
		return ""
	}
}

// announced reads what a receiver prints, until it says where it listens, and then what is wrong.
type announced struct {
	mu   sync.Mutex
	text bytes.Buffer
	url  chan string
	told bool
}

var receiverURL = regexp.MustCompile(`http://127\.0\.0\.1:[1-9]\d*`)

func (a *announced) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, err := a.text.Write(p)
	if found := receiverURL.Find(a.text.Bytes()); found != nil && !a.told {
		a.told = true
		a.url <- string(found)
	}
	return n, err
}

var trouble = regexp.MustCompile(`(?i)traceback|exception|\berror\b|panic|data race|\bwarning: +[^p ]`) // PHP warns of a body that is too long

// wrong gives the lines that speak of a failure of the receiver itself.
func (a *announced) wrong() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	text := a.text.String()
	if at := trouble.FindStringIndex(text); at != nil {
		return text[at[0]:min(len(text), at[0]+3000)]
	}
	return ""
}
