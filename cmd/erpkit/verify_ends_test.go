package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/schemas"
)

// reports are the files requested from a run of verify.
type reports struct{ junit, html, json, leftovers string }

func reportsIn(t *testing.T) reports {
	dir := t.TempDir()
	return reports{filepath.Join(dir, "j.xml"), filepath.Join(dir, "r.html"), filepath.Join(dir, "r.json"), filepath.Join(dir, "left.json")}
}

func (r reports) flags() []string {
	return []string{"--junit", r.junit, "--html", r.html, "--json=" + r.json, "--leftovers", r.leftovers}
}

// say checks that every file was written and returns the verdict.
func (r reports) say(t *testing.T, verdict string) {
	t.Helper()
	for file, part := range map[string]string{
		r.junit: `name="outcome" value="` + verdict, r.html: ">" + strings.ToUpper(verdict) + "</span>", r.json: `"outcome": "` + verdict + `"`,
	} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), part) {
			t.Errorf("%s does not say %s: %v", file, verdict, err)
		}
	}
}

func TestVerify_WritesItsFilesOnEveryExit(t *testing.T) {
	url, _ := served(t)
	for name, test := range map[string]struct {
		code    int
		verdict string
		args    []string
	}{
		"nobody there":     {exitUnreachable, "unjudged", []string{"--url", "http://127.0.0.1:1"}},
		"nobody ever came": {exitUnreachable, "unjudged", []string{"--url", "http://127.0.0.1:1", "--wait", "300ms"}},
		"no check":         {exitNothing, "empty", []string{"--url", url, "--focus", "no check is called this"}},
		"no time":          {exitUnreachable, "unjudged", []string{"--url", url, "--max-time", "1ms"}},
		"one family":       {exitOK, "green", []string{"--url", url, "--focus", "^T1"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := reportsIn(t)
			got := erpkitProcess(t, append(append([]string{"verify"}, test.args...), files.flags()...)...)
			if got.code != test.code {
				t.Errorf("got %+v, want the code %d", got, test.code)
			}
			files.say(t, test.verdict)
		})
	}
	if got := erpkitProcess(t, "verify", "--url", url, "--html", filepath.Join(t.TempDir(), "none", "r.html")); got.code != exitUsage || !strings.Contains(got.stderr, "--html") {
		t.Errorf("a place that cannot be written: %+v", got)
	}
}

func TestVerify_WaitsForTheERP(t *testing.T) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	address := "127.0.0.1:" + freePorts(t, 1)[0]
	go func() {
		time.Sleep(4500 * time.Millisecond)
		if listener, err := net.Listen("tcp", address); err == nil {
			_ = http.Serve(listener, erp.Handler()) //nolint:gosec // ends with the test
		}
	}()
	got := erpkitProcess(t, "verify", "--url", "http://"+address, "--wait", "20s", "--focus", "^T1")
	if got.code != exitOK || !strings.Contains(got.stdout, "GREEN") || !strings.Contains(got.stderr, "waiting for the ERP since ") {
		t.Errorf("got %+v", got)
	}
}

// slowly is an ERP for devices that answers slowly.
type slowly struct {
	takes   time.Duration
	added   chan struct{}
	devices sync.Map
}

func (s *slowly) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	object, _ := schemas.Parse(body)
	time.Sleep(s.takes)
	switch _, there := s.devices.Load(object["serial"]); {
	case schemas.KindOf(object) != schemas.Device || object["serial"] == nil, object["type"] == "remove" && !there:
		w.WriteHeader(http.StatusConflict)
	case object["type"] == "add":
		s.devices.Store(object["serial"], true)
		s.added <- struct{}{}
	case object["type"] == "remove":
		s.devices.Delete(object["serial"])
	}
}

func (s *slowly) left() (n int) {
	s.devices.Range(func(any, any) bool { n++; return true })
	return n
}

// Ctrl-C ends the checks, but not the removal of what they added; a second one ends everything at once.
func TestVerify_CleansUpAfterCtrlC(t *testing.T) {
	for _, twice := range []bool{false, true} {
		erp := &slowly{takes: 150 * time.Millisecond, added: make(chan struct{}, 1000)}
		server := httptest.NewServer(erp)
		defer server.Close()
		files := reportsIn(t)
		cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"verify", "--url", server.URL}, files.flags()...)...)
		cmd.Env = append(os.Environ(), "ERPKIT_TEST_MAIN=1")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-erp.added
		_ = cmd.Process.Signal(syscall.SIGINT)
		if twice {
			time.Sleep(200 * time.Millisecond)
			_ = cmd.Process.Signal(syscall.SIGINT)
		}
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
			t.Errorf("twice %v: the code is %d", twice, code)
		}
		switch left := erp.left(); {
		case twice:
			if text, err := os.ReadFile(files.leftovers); err != nil || !strings.Contains(string(text), `"kind": "device"`) {
				t.Errorf("what was added is not written down: %v, %s", err, text)
			}
		case left != 0:
			t.Errorf("%d devices were left in the ERP", left)
		default:
			files.say(t, "interrupted")
		}
	}
}

// What cannot be removed goes into the file that erpkit cleanup takes.
func TestVerify_LeavesAFileForCleanup(t *testing.T) {
	var stubborn atomic.Bool
	stubborn.Store(true)
	var removed atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if object, _ := schemas.Parse(body); object["type"] == "remove" {
			if stubborn.Load() {
				w.WriteHeader(http.StatusConflict)
				return
			}
			removed.Add(1)
		}
	}))
	defer server.Close()
	files := reportsIn(t)
	got := erpkitProcess(t, append([]string{"verify", "--url", server.URL, "--focus", "device add is accepted"}, files.flags()...)...)
	if want := "1 thing still in the ERP, which was asked to remove it"; !strings.Contains(got.stdout, want) || !strings.Contains(got.stdout, "erpkit cleanup "+files.leftovers) {
		t.Errorf("got %+v", got)
	}
	stubborn.Store(false)
	if got := runErpkit(t, "", "cleanup", files.leftovers); got.code != exitOK || removed.Load() != 1 {
		t.Errorf("got %+v, %d were removed", got, removed.Load())
	}
}
