package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// echoing is an ERP that accepts every third post and refuses the others with an echo of all that they carried.
// Behind a mock it echoes only the secrets among that.
func echoing(t *testing.T, behind bool) string {
	t.Helper()
	var posts atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if behind {
			r.Header, r.URL.RawQuery = http.Header{"X-Erp": r.Header["X-Erp"], "Authorization": r.Header["Authorization"]}, r.URL.Query().Get("key")
		}
		said := fmt.Sprintf("%v %s", r.Header, r.URL)
		w.Header().Set("X-Echo", said)
		w.Header().Set("Content-Type", "application/json")
		if n := posts.Add(1); n%3 == 0 {
			fmt.Fprintf(w, `{"externalId":"E-%d"}`, n)
			return
		}
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, `{"message":%q}`, said)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// secretsGiven are the ways to give secrets for an ERP; each secret begins with hush.
func secretsGiven(t *testing.T, erp string) map[string][]string {
	t.Helper()
	at := strings.Replace(erp, "http://", "http://someone:hush-password@", 1) + "?plant=hush-plant&x=a%20hush%20b"
	auth := writeFile(t, "auth.yaml", "version: 1\nauth:\n  apiKey: {header: X-Plain, value: {env: TEST_ERP_SECRET}}\n")
	file := writeFile(t, "erp.yaml", fmt.Sprintf("version: 1\nurl: %q\nheaders: {X-Ordinary: hush-file}\n", at))
	return map[string][]string{
		"flags":       {"--url", at, "--auth-file", auth, "--header", "X-Ordinary: hush-header"},
		"target file": {"--target", file},
	}
}

// TestSecrets_StayOutOfEveryReport: a header, URL or credential that was given appears in no output, file or
// error, even if the ERP repeats it.
func TestSecrets_StayOutOfEveryReport(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-token with 'quotes' & <more>")
	for way, flags := range secretsGiven(t, echoing(t, false)) {
		for name, args := range map[string][]string{
			"badge":   {"verify", "--focus", "^(T1|E1)", "--badge"},
			"verify":  {"verify", "--focus", "^(T1|E1|E4)", "--html", "FILE", "--junit", "FILE", "--json", "--leftovers", "FILE"},
			"run":     {"run", "--only", "guitar", "--junit", "FILE", "--json", "--leftovers", "FILE"},
			"shift":   {"shift", "--events", "9", "--json"},
			"try":     {"try", "--json"},
			"send":    {"send", "device", "add", "--serial", "SN-1", "--state", "FILE", "-v"},
			"as JSON": {"send", "device", "add", "--serial", "SN-2", "--state", "FILE", "--json"},
		} {
			folder := t.TempDir()
			for i, arg := range args {
				args[i] = strings.Replace(arg, "FILE", filepath.Join(folder, fmt.Sprint(i)), 1)
			}
			got := erpkitProcess(t, append(args, flags...)...)
			if got.code == exitUsage {
				t.Errorf("%s by %s: %+v", name, way, got)
			}
			files, err := filepath.Glob(filepath.Join(folder, "*"))
			if err != nil || name == "verify" && len(files) < 3 {
				t.Fatalf("%s wrote %v, %v", name, files, err)
			}
			for _, file := range files {
				got.stdout += fileText(t, file)
			}
			if at := strings.Index(got.stdout+got.stderr, "hush"); at >= 0 {
				t.Errorf("%s by %s shows a secret: …%.300s", name, way, (got.stdout + got.stderr)[max(0, at-100):])
			}
		}
	}
}

// TestSecrets_StayInTheMock: the mock shows and exports neither the headers and URL secrets of the MES nor the
// credentials for the real ERP behind it, even if that ERP repeats them.
func TestSecrets_StayInTheMock(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-token with 'quotes' & <more>")
	auth := writeFile(t, "auth.yaml", "version: 1\nauth:\n  bearer: {env: TEST_ERP_SECRET}\n")
	script := writeFile(t, "near.yaml", "version: 1\nrules:\n- {when: {headers: {X-Line: other}, query: {token: other}}, answer: {status: 404}}\n")
	m := startProcess(t, "--upstream", echoing(t, true)+"?key=hush-key", "--upstream-auth", auth, "--upstream-header", "X-Erp: hush-erp",
		"--log", "posts", "--script", script)
	for n := range 4 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, m.url+"/device?plant=hush-plant&hush-bare&token=hush-query", strings.NewReader(devicePost("add", n, "")))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Content-Type": {"application/json"}, "X-Tenant": {"hush-tenant"}, "Cookie": {"a=hush-cookie"}}
		if _, err := io.ReadAll(mustAnswer(t, request)); err != nil {
			t.Fatal(err)
		}
	}
	const v1 = "/api/v1/"
	for _, path := range []string{
		"/", "/metrics", v1 + "info", v1 + "runs", v1 + "coverage", v1 + "exchanges", v1 + "exchanges?view=row", v1 + "exchanges/1", v1 + "exchanges/3",
		v1 + "exchanges/wait?n=1", v1 + "exchanges/export?format=har", v1 + "exchanges/export?format=jsonl", v1 + "exchanges/export?format=raw",
		v1 + "exchanges/export?format=curl", v1 + "events", v1 + "script", v1 + "runs/default/books",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, m.controlURL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(mustAnswer(t, request)) // the stream of events does not end
		cancel()
		if len(text) < 2 {
			t.Errorf("%s says nothing", path)
		}
		if at := bytes.Index(text, []byte("hush")); at >= 0 {
			t.Errorf("%s shows a secret: …%.300s", path, text[max(0, at-100):])
		}
	}
	story := filepath.Join(t.TempDir(), "story.yaml")
	made := runErpkit(t, "", "capsule", "--control-url", m.controlURL, "--serial", "SN-1", "--out", story)
	text, err := os.ReadFile(story)
	m.kill()
	if said := made.stdout + made.stderr + string(text) + m.stderr.String(); err != nil || strings.Contains(said, "hush") || !strings.Contains(said, "***") || !strings.Contains(said, "device add SN-3") {
		t.Errorf("%v: the story or the log is\n%s", err, said)
	}
}

// mustAnswer returns the answer; the test closes its body.
func mustAnswer(t *testing.T, request *http.Request) io.Reader {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response.Body
}
