//go:build unix

package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hangingERP answers the first posts and none after them. It sends on asked for each post that it does not answer.
func hangingERP(t *testing.T, first int) (url string, asked <-chan struct{}) {
	t.Helper()
	heard, end := make(chan struct{}, 1000), make(chan struct{})
	taken := make(chan struct{}, first)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server notices when the sender goes away
		select {
		case taken <- struct{}{}:
			_, _ = io.WriteString(w, `{"externalId":"E1"}`)
			return
		default:
		}
		heard <- struct{}{}
		select {
		case <-end:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(end); s.Close() })
	return s.URL, heard
}

// interrupted starts the real program and sends it one or more signals once the ERP was asked. It returns the exit
// code and the time from the first signal to the end.
func interrupted(t *testing.T, asked <-chan struct{}, again bool, args ...string) (code int, took time.Duration, said string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env, cmd.Dir = append(os.Environ(), "ERPKIT_TEST_MAIN=1"), t.TempDir()
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Error("the ERP was never asked")
	}
	began := time.Now()
	var next <-chan time.Time
	for late := time.After(40 * time.Second); ; {
		if err := cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
		if again {
			next = time.After(500 * time.Millisecond) // so that a busy machine does not merge two signals
		}
		select {
		case <-ended:
			return cmd.ProcessState.ExitCode(), time.Since(began), out.String()
		case <-late:
			t.Error("it did not end")
			_ = cmd.Process.Kill()
			<-ended
			return -1, time.Since(began), out.String()
		case <-next:
		}
	}
}

// Ctrl-C ends every command that posts with 130, soon even if the ERP never answers. A second one ends it at once.
func TestInterrupt(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	for _, c := range []struct {
		name  string
		first int // posts that are answered
		again bool
		most  time.Duration
		args  []string
	}{
		{"send", 0, false, 2 * time.Second, []string{"send", "device", "add", "--serial", "SN-1", "--state", state}},
		{"try", 0, false, 2 * time.Second, []string{"try"}},
		{"shift", 0, false, 2 * time.Second, []string{"shift"}},
		{"verify", 0, false, 2 * time.Second, []string{"verify", "--focus", "T3"}},
		{"run, nothing added", 0, false, 4 * time.Second, []string{"run", "--only", "guitar"}},
		{"run, something added", 1, false, 15 * time.Second, []string{"run", "--only", "guitar"}},
		{"run, twice", 1, true, 2 * time.Second, []string{"run", "--only", "guitar"}},
		{"try, twice", 1, true, 2 * time.Second, []string{"try"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url, asked := hangingERP(t, c.first)
			code, took, said := interrupted(t, asked, c.again, append(c.args, "--url", url)...)
			if code != exitInterrupted || took > c.most {
				t.Errorf("exit code %d after %s\n%s", code, took, said)
			}
		})
	}
}
