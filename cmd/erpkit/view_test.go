package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// viewed is the output of erpkit view --json.
type viewed struct {
	URL   string
	Files []api.File
}

// asked is the answer of the page's door.
func asked(t *testing.T, method, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// recorded posts two posts to a mock, the second one broken, and exports them.
func recorded(t *testing.T, formats ...string) (files []string) {
	t.Helper()
	url, control := served(t)
	state := filepath.Join(t.TempDir(), "state.json")
	runErpkit(t, "", "send", "device", "add", "--serial", "SN-7", "--url", url, "--state", state)
	runErpkit(t, `{"type":"remove","serial":"SN-8"}`, "send", "--file", "-", "--url", url, "--state", state)
	for _, format := range formats {
		file := filepath.Join(t.TempDir(), "capture."+format)
		if got := runErpkit(t, "", "export", "--format", format, "--out", file, "--control-url", control); got.code != exitOK {
			t.Fatalf("got %+v", got)
		}
		files = append(files, file)
	}
	return files
}

// Each format is recognized by its content, and its first broken post is found.
func TestView_TellsEachFormAndShowsWhatIsBroken(t *testing.T) {
	for _, file := range recorded(t, "har", "jsonl", "raw") {
		var said viewed
		begun(t, &said, "view", "--json", file)
		if len(said.Files) != 1 || "."+said.Files[0].Format != filepath.Ext(file) {
			t.Fatalf("%s: got %+v", file, said.Files)
		}
		if f := said.Files[0]; f.Posts != 2 || f.Broken != 1 || f.FirstBroken != 2 || f.Refused != 1 || f.FirstRefused != 2 {
			t.Errorf("%s: got %+v", file, f)
		}
		if status, body := asked(t, "GET", said.URL+"/api/v1/exchanges?q=level:MUST&view=row"); status != 200 || !strings.Contains(body, "SN-8") || strings.Contains(body, "SN-7") {
			t.Errorf("%s: what is broken: %d %s", file, status, body)
		}
		if status, body := asked(t, "GET", said.URL+"/api/v1/runs/default/books"); status != 200 || !strings.Contains(body, "SN-7") {
			t.Errorf("%s: the books: %d %s", file, status, body)
		}
	}
}

// The door is read-only: a request that would change something is refused with a sentence that says where a mock
// is.
func TestView_OnlyReads(t *testing.T) {
	var said viewed
	begun(t, &said, append([]string{"view", "--json"}, recorded(t, "har", "jsonl")...)...)
	if len(said.Files) != 2 || said.Files[1].First != 3 || said.Files[1].FirstBroken != 4 {
		t.Errorf("two files: got %+v", said.Files)
	}
	for _, one := range []string{"POST /api/v1/reset", "DELETE /api/v1/exchanges", "PUT /api/v1/script", "DELETE /api/v1/runs/default",
		"POST /api/v1/down", "POST /api/v1/expectations", "DELETE /api/v1/books", "POST /device"} {
		method, path, _ := strings.Cut(one, " ")
		if status, body := asked(t, method, said.URL+path); status != 403 || !strings.Contains(body, `"read-only"`) || !strings.Contains(body, "erpkit serve") {
			t.Errorf("%s: got %d %s", one, status, body)
		}
	}
	if status, body := asked(t, "GET", said.URL+"/api/v1/info"); status != 200 || !strings.Contains(body, `"readOnly":true`) {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := asked(t, "GET", said.URL+"/api/v1/exchanges"); status != 200 || !strings.Contains(body, `"total":4`) {
		t.Errorf("got %d %s", status, body)
	}
}

// A page that others can reach says so. The address of the test belongs to no machine, so nothing listens there.
func TestView_WarnsOfOthers(t *testing.T) {
	got := runErpkit(t, "", append([]string{"view", "--addr", "192.0.2.1:0"}, recorded(t, "har")...)...)
	if got.code != exitUsage || !strings.Contains(got.stderr, "WARNING: the page listens on 192.0.2.1:0: everybody") {
		t.Errorf("got %+v", got)
	}
}

// A journal can be viewed while a mock writes it: the mock continues, and new exchanges appear.
func TestView_AJournalThatAMockHasOpen(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "erp.journal")
	url := servedElsewhere(t, "--journal", journal)
	post := func(serial string) {
		t.Helper()
		got := runErpkit(t, "", "send", "device", "add", "--serial", serial, "--url", url, "--state", filepath.Join(t.TempDir(), "s.json"))
		if got.code != exitOK {
			t.Fatalf("the mock does not take posts any more: %+v", got)
		}
	}
	post("SN-1")
	var said viewed
	begun(t, &said, "view", "--json", journal)
	if len(said.Files) != 1 || said.Files[0].Format != "journal" || said.Files[0].Posts != 1 {
		t.Fatalf("got %+v", said)
	}
	post("SN-2")
	if status, body := asked(t, "GET", said.URL+"/api/v1/exchanges?q=SN-2&view=row"); status != 200 || !strings.Contains(body, `"total":1`) {
		t.Errorf("what came since: %d %s", status, body)
	}
	if got := runErpkit(t, "", "view", journal, writeFile(t, "a.txt", "POST /device HTTP/1.1\n\n{}")); got.code != exitUsage || !strings.Contains(got.stderr, "alone") {
		t.Errorf("a journal and another: %+v", got)
	}
}

// servedElsewhere runs erpkit serve as a process of its own.
func servedElsewhere(t *testing.T, args ...string) (url string) {
	t.Helper()
	cmd := erpkitCommand(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	var said struct{ URL string }
	if err := json.NewDecoder(out).Decode(&said); err != nil {
		t.Fatal(err)
	}
	return said.URL
}

// The first posts up to the bound are shown, the others counted.
func TestView_IsBounded(t *testing.T) {
	var text strings.Builder
	for n := range 30 {
		fmt.Fprintf(&text, "POST /device HTTP/1.1\nContent-Type: application/json\n\n{\"type\":\"remove\",\"serial\":\"SN-%d\"}\n", n)
	}
	file := writeFile(t, "pasted.txt", text.String())
	for _, bound := range [][]string{{"--max-exchanges", "10"}, {"--max-bytes", "30000"}} {
		var said viewed
		begun(t, &said, append([]string{"view", "--json", file}, bound...)...)
		f := said.Files[0]
		if f.Posts < 5 || f.Posts > 20 || f.Posts+f.Beyond != 30 || f.Broken != 30 || f.FirstBroken != 1 {
			t.Errorf("%v: got %+v", bound, f)
		}
		if status, body := asked(t, "GET", said.URL+"/api/v1/exchanges?view=row&order=newest&limit=1"); status != 200 || !strings.Contains(body, fmt.Sprintf(`"SN-%d"`, f.Posts-1)) {
			t.Errorf("%v: the last that is shown: %s", bound, body)
		}
	}
}

func TestView_RefusesWhatIsNoTraffic(t *testing.T) {
	post := "POST /device HTTP/1.1\n\n{\"type\":\"remove\",\"serial\":\"SN-1\"}\n"
	for name, one := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":           {nil, exitUsage, "requires at least 1 arg"},
		"no file":           {[]string{"none.har"}, exitUsage, "none.har"},
		"a folder":          {[]string{t.TempDir()}, exitUsage, "is a folder"},
		"words":             {[]string{writeFile(t, "a.txt", "hello\n")}, exitUsage, "there is no request in it"},
		"no post":           {[]string{writeFile(t, "a.txt", "GET /device HTTP/1.1\n\n")}, exitNothing, "no post of the contract"},
		"an empty file":     {[]string{writeFile(t, "a.txt", "")}, exitUsage, "the capture is empty"},
		"another program's": {[]string{writeFile(t, "a.jsonl", `{"req":{"body":{"type":"add","stockId":"s"}}}`)}, exitUsage, "--jsonl-body"},
		"of SQLite":         {[]string{writeFile(t, "a.db", "SQLite format 3\x00"+strings.Repeat("\x00", 200))}, exitUsage, "not a journal of erpkit"},
		"a wrong bound":     {[]string{"a.har", "--max-exchanges", "0"}, exitUsage, "--max-exchanges is 0"},
		"a wrong address":   {[]string{writeFile(t, "b.txt", post), "--addr", "nowhere"}, exitUsage, "--addr"},
	} {
		if got := runErpkit(t, "", append([]string{"view"}, one.args...)...); got.code != one.code || !strings.Contains(got.stderr, one.says) {
			t.Errorf("%s: got %+v, wanted %d and %q", name, got, one.code, one.says)
		}
	}
	if got := runErpkit(t, "hello", "view", "-"); got.code != exitUsage || !strings.Contains(got.stderr, "there is no request") {
		t.Errorf("standard input: got %+v", got)
	}
}

// A page that no browser can open is served all the same.
func TestView_WithoutABrowser(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var said viewed
	begun(t, &said, "view", "--json", "--open", writeFile(t, "a.txt", "POST /device HTTP/1.1\n\n{\"type\":\"remove\",\"serial\":\"SN-1\"}\n"))
	if status, _ := asked(t, "GET", said.URL+"/"); status != 200 {
		t.Errorf("got %d", status)
	}
	var stderr strings.Builder
	openBrowser(&stderr, said.URL)
	if !strings.Contains(stderr.String(), "open the page by hand") {
		t.Errorf("got %q", stderr.String())
	}
	for system, name := range map[string]string{"linux": "xdg-open", "darwin": "open", "windows": "rundll32"} {
		if args := opener(system, said.URL).Args; args[0] != name || args[len(args)-1] != said.URL {
			t.Errorf("%s: got %v", system, args)
		}
	}
}

// Both commands with a page open it in the browser when they are told to: at its address, and with the link that lets it in.
func TestOpen_ShowsThePage(t *testing.T) {
	if opener(runtime.GOOS, "").Args[0] != "xdg-open" {
		t.Skip("what opens a page is stood in for by a script of sh, under the name that it has on Linux")
	}
	bin := t.TempDir()
	opened := filepath.Join(bin, "opened")
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" >'"+opened+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	capture := writeFile(t, "a.txt", "POST /device HTTP/1.1\n\n{\"type\":\"remove\",\"serial\":\"SN-1\"}\n")
	for _, args := range [][]string{
		{"view", "--json", capture}, {"serve", "--json", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--control-token", "f3a9-long-enough-5d1c"},
	} {
		_ = os.Remove(opened) // there is none at first
		var said struct{ URL, PageURL string }
		begun(t, &said, append(args, "--open")...)
		wanted, got := cmp.Or(said.PageURL, said.URL)+"\n", ""
		for end := time.Now().Add(10 * time.Second); got != wanted && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			text, _ := os.ReadFile(opened) // it comes in a moment
			got = string(text)
		}
		if got != wanted {
			t.Errorf("%s: opened was %q, wanted %q", args[0], got, wanted)
		}
	}
}
