package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// asOnWindows writes a file as the tools of Windows do: a byte order mark, lines that end with CRLF, a folder with a space.
func asOnWindows(t *testing.T, name, text string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "with space")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	text = "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWindowsFiles_SayTheSame: each kind of file that people write is read as on other systems.
func TestWindowsFiles_SayTheSame(t *testing.T) {
	url, control := served(t)
	addDevice(t, url+"/r/line-4", "SN-7")
	kept := func(path string) string {
		return fileText(t, path)
	}
	report := filepath.Join(t.TempDir(), "report.json")
	if got := erpkitProcess(t, "verify", "--url", url, "--focus", "^T1", "--json="+report); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	for name, test := range map[string]struct {
		text string
		args []string // FILE is the file
	}{
		"story.yaml":    {kept("../../scenarios/guitar.yaml"), []string{"run", "FILE", "--url", url}},
		"target.yaml":   {"version: 1\nurl: " + url + "\n", []string{"verify", "--target", "FILE", "--focus", "^T1"}},
		"expect.yaml":   {expected, []string{"expect", "FILE", "--run", "line-4", "--control-url", control}},
		"known.txt":     {"# ours\n", []string{"verify", "--url", url, "--focus", "^T1", "--known-failing", "FILE"}},
		"report.json":   {kept(report), []string{"verify", "--url", url, "--focus", "^T1", "--compare", "FILE"}},
		"lines.jsonl":   {kept("testdata/captures/own-answer-lost.jsonl"), []string{"check", "--jsonl", "FILE"}},
		"archive.har":   {kept("testdata/captures/newest-first.har"), []string{"check", "--har", "FILE"}},
		"pasted.txt":    {kept("testdata/captures/pasted-session.txt"), []string{"check", "--raw", "FILE"}},
		"order.json":    {`{"workorderNumber":"NXT-1","sku":"0007","quantity":1,"source":"local"}` + "\n", []string{"try", "--url", url, "--order", "FILE"}},
		"settings.yaml": {"version: 1\ncustomIntegration: true\nworkOrderSource: local\ndevice: {enabled: true, url: \"" + url + "/device\"}\nitemAttach: {enabled: false}\noperation: {enabled: false}\n", []string{"try", "--settings", "FILE"}},
		"left.json":     {`{"version": 1, "leftovers": []}` + "\n", []string{"cleanup", "FILE", "--url", url}},
	} {
		with := func(path string) ran {
			args := append([]string{}, test.args...)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "FILE", path)
			}
			return erpkitProcess(t, args...)
		}
		plain, windows := with(writeFile(t, name, test.text)), with(asOnWindows(t, name, test.text))
		if code := map[string]int{"left.json": exitNothing}[name]; plain.code != code || windows.code != code {
			t.Errorf("%s:\n%+v\n%+v", name, plain, windows)
		}
	}
}

// TestWindowsFiles_Script: neither the mark nor the line ends get into an answer.
func TestWindowsFiles_Script(t *testing.T) {
	script := asOnWindows(t, "script.yaml", "version: 1\nrules:\n  - answer:\n      status: 422\n      body: |\n        one\n        two\n")
	url, _ := served(t, "--script", script)
	answer, err := http.Post(url+"/device", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); string(body) != "one\ntwo\n" || answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("%d %q, %v", answer.StatusCode, body, err)
	}
}

// TestWindowsFiles_Secrets: a mark would go into the header, where nobody sees it. Windows PowerShell writes UTF-16 with ">".
func TestWindowsFiles_Secrets(t *testing.T) {
	url, posts := guarded(t, "Authorization", "Bearer a-secret-of-the-erp")
	token := asOnWindows(t, "token.txt", "a-secret-of-the-erp\n")
	target := writeFile(t, "target.yaml", "version: 1\nurl: "+url+"\nauth: {bearer: {file: '"+token+"'}}\n")
	state := filepath.Join(t.TempDir(), "state.json")
	if got := runErpkit(t, "", "send", "device", "add", "--serial", "SN-1", "--target", target, "--state", state); got.code != exitOK || posts() != 1 {
		t.Errorf("got %+v", got)
	}
	served(t, "--control-token-file", token)
	if err := os.WriteFile(token, []byte("\xff\xfea\x00-\x00s\x00\r\x00\n\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"send", "device", "add", "--serial", "SN-2", "--target", target, "--state", state}, {"serve", "--control-token-file", token}} {
		if got := runErpkit(t, "", args...); got.code != exitUsage || !strings.Contains(got.stderr, "save it as UTF-8") {
			t.Errorf("got %+v", got)
		}
	}
}
