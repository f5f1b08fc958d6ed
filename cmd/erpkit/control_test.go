package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// anotherProgram answers every request as an ordinary web page does.
func anotherProgram(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<html>another program</html>"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// withDoor adds the control door to flags that name none.
func withDoor(control string, args []string) []string {
	if slices.Contains(args, "--control-url") || slices.Contains(args, "--control-addr") {
		return args
	}
	return append(slices.Clone(args), "--control-url", control)
}

// A program on the wrong port is never taken for the mock, and its answer never for a capture.
func TestControlDoor_IsToldFromAnotherProgram(t *testing.T) {
	folder, at := t.TempDir(), anotherProgram(t)
	out := filepath.Join(folder, "capture")
	expectations := writeFile(t, "expectations.yaml", expected)
	for name, test := range map[string]struct {
		args []string
		code int
	}{
		"export har":   {[]string{"export", "--out", out}, exitUnreachable},
		"export curl":  {[]string{"export", "--format", "curl", "--out", out}, exitUnreachable},
		"export jsonl": {[]string{"export", "--format", "jsonl"}, exitUnreachable},
		"expect":       {[]string{"expect", expectations}, exitUnreachable},
		"capsule":      {[]string{"capsule", "--serial", "SN-7"}, exitUnreachable},
		"health":       {[]string{"health"}, exitFailed},
	} {
		got := runErpkit(t, "", append(test.args, "--control-url", at)...)
		if got.code != test.code || !strings.Contains(got.stderr, "is not a control door of erpkit") || strings.Contains(got.stdout, "another program") {
			t.Errorf("%s: got %+v, wanted %d", name, got, test.code)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("there is %v (%v)", left, err)
	}
}

func TestHealth_ExitCodes(t *testing.T) {
	_, control := served(t)
	starting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte(`{"code": "not-ready", "message": "The mock is not ready: \u001b[2J it starts."}`))
	}))
	defer starting.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer silent.Close()
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"ready":       {[]string{"--control-url", control + "/"}, exitOK, "The mock on " + strings.TrimPrefix(control, "http://") + " is ready."},
		"not ready":   {[]string{"--control-url", starting.URL, "--wait", "120ms"}, exitFailed, "not ready: ·[2J it starts."},
		"silent":      {[]string{"--control-url", silent.URL, "--timeout", "50ms"}, exitUnreachable, "it took longer than 50ms"},
		"no time":     {[]string{"--timeout", "0"}, exitUsage, "--timeout is 0s: it must be above 0"},
		"wrong URL":   {[]string{"--control-url", "127.0.0.1:8086"}, exitUsage, "--control-url"},
		"a password":  {[]string{"--control-url", "http://me:geheim@127.0.0.1:1"}, exitUnreachable, "no mock answers on 127.0.0.1:1: "},
		"wrong addr":  {[]string{"--control-addr", "a b:80"}, exitUsage, "--control-addr"},
		"all of them": {[]string{"--control-addr", "0.0.0.0:1"}, exitUnreachable, "no mock answers on 127.0.0.1:1: "},
	} {
		got := runErpkit(t, "", append([]string{"health"}, test.args...)...)
		if got.code != test.code || !strings.Contains(got.stdout+got.stderr, test.says) || strings.Contains(got.stderr, "geheim") {
			t.Errorf("%s: got %+v, wanted %d and %q", name, got, test.code, test.says)
		}
	}
}
