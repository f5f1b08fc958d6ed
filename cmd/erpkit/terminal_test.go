package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// orders would set the window title, color what follows and reverse its direction, in both sets of control
// characters.
const orders = "\x1b]0;pwn\x07\u009b31m\u202e\x1b[2J\x7f\r"

// TestCommands_SteerNoTerminal: no command prints control characters from files, names, ERPs or mocks.
func TestCommands_SteerNoTerminal(t *testing.T) {
	hostile := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-\x7f", "a") // net/http may drop it
		w.WriteHeader(http.StatusConflict)
		said, _ := schemas.JSON(map[string]any{"message": orders, "code": orders, "externalId": orders, "problems": []any{map[string]any{"message": orders}}})
		_, _ = w.Write(append(said, []byte(orders)...))
	}))
	t.Cleanup(hostile.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "<title>%s</title>%s", orders, r.URL)
	}))
	t.Cleanup(plain.Close)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const esc = `\u001b]0;pwn\u0007\u009b31m\u202e`
	key := `"` + esc + `"`
	story := file("story.yaml", "version: 1\ntitle: x\nsteps:\n- "+key+": {serial: a}\n")
	script := file("script.yaml", "version: 1\n"+key+": 1\nrules:\n- name: "+key+"\n  when: {kind: "+key+", where: "+key+"}\n  answer: {status: "+key+", body: \"{{ .x"+esc+" }}\"}\n")
	target := file("target.yaml", "version: 1\nurl: \"http://127.0.0.1:1/"+esc+"\"\n"+key+": 1\n")
	expected := file("expect.yaml", "version: 1\nexpectations:\n- name: "+key+"\n  "+key+": 1\n")
	settings := file("settings.yaml", "version: 1\ncustomIntegration: "+key+"\n"+key+": 1\n")
	payload := file("payload.json", `{"type": `+key+`, `+key+`: 1, "serial": "`+esc+`"}`)
	damaged := file("damaged.json", "{\"a\": "+orders)
	har := file("a.har", `{"log": {"version": "1.2", "entries": [{"request": {"method": `+key+`, "url": "http://x/device/`+esc+`", "headers": [{"name": `+key+`, "value": `+key+`}], "postData": {"mimeType": "application/json", "text": "{\"type\": \"`+esc+`\"}"}}, "response": {"status": 409, "content": {"text": `+key+`}}}]}}`)
	raw := file("a.raw", "POST /device HTTP/1.1\r\nContent-Type: "+orders[:8]+"\r\n\r\n{\"type\": \""+orders+"\"}\r\n\r\nHTTP/1.1 409 "+orders+"\r\n\r\n"+orders)
	lines := file("a.jsonl", `{"request": `+key+`}`+"\n"+orders+"\n")
	odd := file(strings.ReplaceAll(orders, "/", "")+".yaml", "version: 2\n")
	state := file("state.json", `{"format": `+key+`}`)
	calls := [][]string{
		{"run", "--dry-run", story}, {"run", story, script}, {"run", odd}, {"run", orders}, {"serve", "--script", script}, {"serve", "--script", odd},
		{"serve", "--trap", orders}, {"serve", "--mode", orders}, {"serve", "--addr", orders}, {"serve", "--control-host", orders}, {"serve", "--journal", story},
		{"serve", "--upstream", "http://x/" + orders}, {"verify", "--target", target}, {"verify", "--url", hostile.URL, "--clause", orders}, {"target", "check", target},
		{"target", "check", odd}, {"expect", expected, "--control-url", hostile.URL}, {"expect", odd, "--control-url", plain.URL}, {"health", "--control-url", hostile.URL},
		{"health", "--control-url", "http://x/" + orders}, {"export", "--control-url", hostile.URL}, {"export", "--control-url", plain.URL}, {"export", "--format", orders},
		{"check", payload}, {"check", "--json", payload}, {"check", damaged}, {"check", odd}, {"check", "--har", har}, {"check", "--json", "--har", har}, {"check", "--raw", raw}, {"check", "--json-lines", lines},
		{"capsule", "--har", har}, {"capsule", "--raw", raw}, {"capsule", "--har", damaged}, {"capsule", "--control-url", hostile.URL}, {"capsule", "--journal", damaged},
		{"send", "device", "add", "--serial", "a", "--url", hostile.URL, "--state", filepath.Join(folder, "s1")}, {"send", "device", "add", "--serial", orders, "--url", plain.URL, "--state", filepath.Join(folder, "s2")},
		{"send", "device", "add", "--serial", orders, "--url", hostile.URL, "--verbose", "--state", filepath.Join(folder, "s3")}, {"send", "device", "add", "--json", "--serial", orders, "--url", hostile.URL, "--state", filepath.Join(folder, "s4")},
		{"send", "device", "add", "--serial", "a", "--url", hostile.URL, "--state", state}, {"send", orders}, {"send", "device", "add", "--serial", "a", "--settings", settings},
		{"send", "device", "add", "--serial", orders, "--url", hostile.URL, "--dry-run", "--state", filepath.Join(folder, "s5")},
		{"shift", "--events", "3", "--url", hostile.URL}, {"shift", "--events", "3", "--url", plain.URL}, {"try", "--url", hostile.URL}, {"try", "--url", plain.URL}, {"try", "--json", "--url", hostile.URL},
		{"try", "--order", damaged, "--url", hostile.URL}, {"run", "--target", target, story}, {"traps", orders}, {"broken-erp", orders}, {"cleanup", damaged}, {orders}, {"check", "--" + orders},
	}
	for _, call := range calls {
		got := runErpkit(t, "", call...)
		for what, text := range map[string]string{"stdout": got.stdout, "stderr": got.stderr} {
			if text != schemas.Escape(text) {
				t.Errorf("%q: %s steers the terminal: %q", call, what, text)
			}
		}
		if got.stdout+got.stderr == "" {
			t.Errorf("%q says nothing", call)
		}
	}
}

// TestTerminal_WritesLettersInPieces: a character split over two writes stays whole; half a character at the end
// is shown as bytes.
func TestTerminal_WritesLettersInPieces(t *testing.T) {
	const text = "ק a 👩 \x1b \u202e z"
	for size := 1; size < 6; size++ {
		var b bytes.Buffer
		to := &terminal{to: &b}
		for rest := []byte(text); len(rest) > 0; rest = rest[min(size, len(rest)):] {
			if n, err := to.Write(rest[:min(size, len(rest))]); n != min(size, len(rest)) || err != nil {
				t.Fatal(n, err)
			}
		}
		if _, err := io.WriteString(to, "\xd7"); err != nil {
			t.Fatal(err)
		}
		to.flush()
		if want := "ק a 👩 \\u001b \\u202e z\\xd7"; b.String() != want {
			t.Errorf("in pieces of %d: got %q, want %q", size, b.String(), want)
		}
	}
}
