package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/client"
)

// balanced are two mocks: SN-1 and SN-3 went to the first, SN-2 to the second, and each has a run of its own.
func balanced(t *testing.T, args ...string) (erps [2]string, doors []string) {
	t.Helper()
	for i := range erps {
		var control string
		erps[i], control = served(t, args...)
		doors = append(doors, "--control-url", control)
	}
	for n, erp := range []string{erps[0], erps[1], erps[0], erps[0] + "/r/line-a", erps[1] + "/r/line-b"} {
		addDevice(t, erp, fmt.Sprint("SN-", n+1))
	}
	return erps, doors
}

func host(url string) string { return strings.TrimPrefix(url, "http://") }

// Exports are in the order of their times; each line says which mock it is of, and erpkit reads it back.
func TestSeveral_Export(t *testing.T) {
	_, doors := balanced(t)
	for _, format := range []string{"jsonl", "har"} {
		out := filepath.Join(t.TempDir(), "all")
		if got := runErpkit(t, "", append([]string{"export", "--format", format, "--out", out}, doors...)...); got.code != exitOK || got.stderr != "" {
			t.Fatalf("got %+v", got)
		}

		if got := runErpkit(t, "", "check", "--"+format, out); got.code != exitOK || !strings.Contains(got.stdout, "5 judged (5 with their flow") {
			t.Errorf("%s: %+v", format, got)
		}
	}
	got := runErpkit(t, "", append([]string{"export", "--format", "jsonl", "--run", "default"}, doors...)...)
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	if len(lines) != 3 {
		t.Fatalf("got %+v", got)
	}
	for i, line := range lines {
		var x struct {
			ID, MockID   uint64
			Mock, Serial string
		}
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatal(err)
		}
		if wanted := fmt.Sprint(i+1, [3]int{1, 1, 2}[i], host(doors[[3]int{1, 3, 1}[i]]), "SN-", i+1); fmt.Sprint(x.ID, x.MockID, x.Mock, "SN-", i+1) != wanted || x.Serial != fmt.Sprint("SN-", i+1) {
			t.Errorf("got %s, wanted %s", line, wanted)
		}
	}
	for _, format := range []string{"curl", "raw"} {
		got := runErpkit(t, "", append([]string{"export", "--format", format, "--limit", "2"}, doors...)...)
		if got.code != exitOK || strings.Count(got.stdout, "SN-1") != 1 || strings.Count(got.stdout, "SN-2") != 1 || strings.Contains(got.stdout, "SN-3") {
			t.Errorf("%s: got %+v", format, got)
		}
	}
}

func TestSeveral_Expect(t *testing.T) {
	erps, doors := balanced(t)
	file := writeFile(t, "order.yaml", `version: 1
expectations:
  - {post: {kind: device, type: add}, count: 3}
  - order: [{kind: device, members: {serial: SN-1}}, {kind: device, members: {serial: SN-2}}, {kind: device, members: {serial: SN-3}}]
  - {findings: none}
  - {post: {kind: device, members: {serial: SN-4}}, count: 0}
`)
	if got := runErpkit(t, "", append([]string{"expect", file}, doors...)...); got.code != exitOK || !strings.Contains(got.stdout, "4 of 4 expectations passed (run default, 3 exchanges)") {
		t.Errorf("got %+v", got)
	}
	missing := writeFile(t, "missing.yaml", "version: 1\nexpectations:\n  - {post: {kind: device, members: {serial: SN-9}}, count: 1}\n")
	junit := filepath.Join(t.TempDir(), "junit.xml")
	got := runErpkit(t, "", append([]string{"expect", missing, "--run", "line-b", "--junit", junit}, doors...)...)
	wanted := "exchange 1 is exchange 2 of " + host(doors[3])
	report, err := os.ReadFile(junit)
	if err != nil || got.code != exitFailed || !strings.Contains(got.stdout, "nearest  exchange 1\n") || !strings.Contains(got.stdout, wanted) || !strings.Contains(string(report), wanted) {
		t.Errorf("got %+v and %s (%v)", got, report, err)
	}
	got = runErpkit(t, "", append([]string{"expect", missing, "--run", "line-b", "--json"}, doors...)...)
	var said client.Union
	if err := json.Unmarshal([]byte(got.stdout), &said); err != nil || said.OK || len(said.Where) != 1 || said.Where[0] != (client.Where{Exchange: 1, Mock: host(doors[3]), ID: 2}) {
		t.Errorf("got %+v, %v", got, err)
	}
	ended := make(chan ran, 1)
	go func() {
		ended <- runErpkit(t, "", append([]string{"expect", missing, "--run", "line-c", "--wait", "20s"}, doors...)...)
	}()
	addDevice(t, erps[1]+"/r/line-c", "SN-9")
	if got := <-ended; got.code != exitOK {
		t.Errorf("got %+v", got)
	}
}

// The rules of a script that both mocks play need one post in all.
func TestSeveral_ExpectSumsUpTheRules(t *testing.T) {
	script := writeFile(t, "script.yaml", `version: 1
rules:
  - {name: one, when: {kind: device, members: {serial: SN-1}}, answer: {status: 200}}
  - {name: two, when: {kind: device, members: {serial: SN-2}}, answer: {status: 200}}
  - {name: never, when: {kind: device, members: {serial: SN-99}}, answer: {status: 200}}
`)
	_, doors := balanced(t, "--script", script)
	file := writeFile(t, "rules.yaml", "version: 1\nexpectations:\n  - {scriptRules: allUsed}\n")
	got := runErpkit(t, "", append([]string{"expect", file}, doors...)...)
	if got.code != exitFailed || !strings.Contains(got.stdout, "2 of 3 rules") || !strings.Contains(got.stdout, `"never"`) {
		t.Errorf("got %+v", got)
	}
}

func TestSeveral_CoverageAndCapsule(t *testing.T) {
	_, doors := balanced(t)
	got := runErpkit(t, "", append([]string{"coverage", "--json"}, doors...)...)
	if got.code != exitOK || !strings.Contains(got.stdout, `"exchanges": 5`) || !strings.Contains(got.stdout, `"count": 5`) {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", append([]string{"coverage", "--run", "line-b"}, doors...)...); got.code != exitOK || !strings.Contains(got.stdout, "1 of 42 cells seen") {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", "coverage", doors[0], doors[1], "--run", "line-b"); got.code != exitFailed || !strings.Contains(got.stderr, `no run "line-b"`) {
		t.Errorf("got %+v", got)
	}
	for _, serial := range []string{"SN-2", "SN-3", "SN-5"} {
		if got := runErpkit(t, "", append([]string{"capsule", "--serial", serial}, doors...)...); got.code != exitOK || !strings.Contains(got.stdout, serial) {
			t.Errorf("%s: got %+v", serial, got)
		}
	}
	t.Setenv("ERPKIT_CONTROL_URL", doors[1]+" "+doors[3])
	if got := runErpkit(t, "", "coverage"); got.code != exitOK || !strings.Contains(got.stdout, "1 of 42 cells seen") {
		t.Errorf("got %+v", got)
	}
	if got := runErpkit(t, "", "capsule", "--work-order", "none"); got.code != exitNothing {
		t.Errorf("got %+v", got)
	}
}

// One mock that cannot be used is named in one line, and nothing of the others passes for the whole.
func TestSeveral_OneIsMissing(t *testing.T) {
	_, doors := balanced(t)
	key := writeFile(t, "token", "geheim-geheim-geheim")
	_, locked := served(t, "--control-token-file", key)
	stranger := anotherProgram(t)
	_, port, _ := net.SplitHostPort(host(doors[1]))
	half := halfway(t, doors[1])
	expectations := writeFile(t, "expectations.yaml", expected)
	for name, test := range map[string]struct {
		door string
		code int
		says string
	}{
		"nobody there":    {"http://127.0.0.1:1", exitUnreachable, "no mock answers on 127.0.0.1:1: "},
		"another program": {stranger, exitUnreachable, "what answers on " + host(stranger) + " is not a control door"},
		"it wants a word": {locked, exitUsage, "the mock on " + host(locked) + ": "},
		"the same again":  {"http://localhost:" + port + "/", exitUsage, " are the same mock: name it once"},
		"no URL":          {"127.0.0.1:8086", exitUsage, "--control-url: "},
		"a broken one":    {half, exitUnreachable, host(half)},
	} {
		for _, args := range [][]string{
			{"expect", expectations}, {"coverage"}, {"export", "--format", "jsonl", "--out", filepath.Join(t.TempDir(), "x")}, {"capsule", "--serial", "SN-2"},
		} {
			if name == "a broken one" && args[0] == "coverage" {
				continue // it breaks off exports only
			}
			got := runErpkit(t, "", append(append(args, doors...), "--control-url", test.door)...)
			if got.code != test.code || !strings.Contains(got.stderr, test.says) || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("%s, %s: got %+v, wanted %d and %q", name, args[0], got, test.code, test.says)
			}
		}
	}
	for wrong, says := range map[string]string{"--after=1": "choose by time", "--query=after:1": "choose by time", "--format=pdf": "use har, curl, jsonl or raw", "--run=line-z": "no run \"line-z\"", "--kind=devise": "did you mean device?"} {
		if got := runErpkit(t, "", append([]string{"export", wrong}, doors...)...); got.code == exitOK || strings.Count(got.stderr, says) != 1 || got.stdout != "" {
			t.Errorf("%s: got %+v", wrong, got)
		}
	}
}

// halfway is a mock whose exports end with a line of something else. It is told from the one that it asks.
func halfway(t *testing.T, behind string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(behind + r.URL.String())
		if err != nil {
			return
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		for name, values := range answer.Header {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(answer.StatusCode)
		if strings.HasSuffix(r.URL.Path, "/info") {
			text = []byte(strings.Replace(string(text), `"started":"2`, `"started":"3`, 1))
		}
		w.Write(text)
		if strings.HasSuffix(r.URL.Path, "/export") {
			fmt.Fprintln(w, `{"version":1,"id":"x"}`)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// What was dropped on one of them never comes back, so nobody waits for it.
func TestSeveral_ExpectDoesNotVouchForAPart(t *testing.T) {
	_, doors := balanced(t, "--max-exchanges", "1")
	file := writeFile(t, "expectations.yaml", expected)
	begun := time.Now()
	got := runErpkit(t, "", append([]string{"expect", file, "--wait", "20s"}, doors...)...)
	if got.code != exitFailed || !strings.Contains(got.stdout, "could not be judged") || time.Since(begun) > 10*time.Second {
		t.Errorf("got %+v", got)
	}
}
