package script

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// scriptIn writes a script and other files into a folder and loads it.
func scriptIn(t *testing.T, folder, rules string, files map[string]string) (*Script, error) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "script.yaml")
	if err := os.WriteFile(path, []byte("version: 1\nrules:\n"+rules), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path)
}

func TestBodiesOutOfFiles(t *testing.T) {
	folder := t.TempDir()
	s, err := scriptIn(t, folder, `
- {times: once, answer: {status: 500, file: page.html}}
- {times: once, answer: {file: ./pages/raw.bin, headers: {Content-Type: text/x}}}
- {times: once, answer: {file: pages/raw.bin}}
- {times: once, answer: {base64: "/wAK /w=="}}
- {times: once, answer: {file: empty.json}}
`, map[string]string{"page.html": "<h1>{{ .serial }}</h1>", "pages/raw.bin": "\xff\x00\n", "empty.json": ""})
	if err != nil {
		t.Fatal(err)
	}
	live := Start(s)
	for i, want := range []struct{ body, contentType string }{
		{"<h1>{{ .serial }}</h1>", "text/html; charset=utf-8"}, {"\xff\x00\n", "text/x"}, {"\xff\x00\n", "application/octet-stream"},
		{"\xff\x00\n\xff", "application/octet-stream"}, {"", "application/json"},
	} {
		got, _ := live.Answer(Post{})
		if string(got.Body) != want.body || got.Header.Get("Content-Type") != want.contentType {
			t.Errorf("answer %d is %q as %s, want %q as %s", i+1, got.Body, got.Header.Get("Content-Type"), want.body, want.contentType)
		}
	}
	var want []string
	for _, name := range []string{"empty.json", "page.html", "pages/raw.bin"} {
		want = append(want, filepath.Join(folder, filepath.FromSlash(name)))
	}
	if got := s.Files(); !reflect.DeepEqual(got, want) {
		t.Errorf("the files are %v, want %v", got, want)
	}
}

// Whatever a name says and wherever a link points to: nothing outside of the folder is read.
func TestFilesStayInTheFolder(t *testing.T) {
	folder := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.txt": outside, "up": filepath.Dir(outside), "inside.txt": "page.html"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Skip("this machine has no links:", err)
		}
	}
	tests := map[string]string{
		"page.html": "", "inside.txt": "",
		"../secret.txt": "the file must be in the folder", outside: "the file must be in the folder", "..": "the file must be in the folder",
		".": "the file must be in the folder", "a/../../b": "the file must be in the folder", `..\b`: "the file must be in the folder",
		"C:x": "the file must be in the folder", "link.txt": "the file cannot be read: path escapes from parent", "up/secret.txt": "the file cannot be read: path escapes from parent",
		"none.html": "there is no such file in the folder of the script", "pages": "it is not an ordinary file",
		"large.bin": "it is longer than 4 MiB",
	}
	files := map[string]string{"page.html": "x", "pages/x": "x", "large.bin": strings.Repeat("x", maxFile+1)}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := scriptIn(t, folder, "- answer: {file: '"+name+"'}", files)
			var problems yamlfile.Problems
			switch {
			case want == "" && err != nil:
				t.Error(err)
			case want != "" && (!errors.As(err, &problems) || problems[0].Line != 3 || problems[0].Column != 18 || !strings.Contains(problems[0].Message, want)):
				t.Errorf("got %v, want %s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "secret\n") {
				t.Error("the error shows what is in the file")
			}
		})
	}
}

func TestFilesOfOneScriptAreBounded(t *testing.T) {
	files, rules := map[string]string{}, ""
	for i := range maxFiles/maxFile + 1 {
		name := string(rune('a' + i))
		files[name] = string(bytes.Repeat([]byte{'x'}, maxFile))
		rules += "- {times: 1, answer: {file: " + name + "}}\n"
	}
	if _, err := scriptIn(t, t.TempDir(), rules, files); err == nil || !strings.Contains(err.Error(), "longer than 32 MiB in all") {
		t.Errorf("got %.300v", err)
	}
	again := strings.Repeat("- {times: 1, answer: {file: a}}\n", 20)
	if s, err := scriptIn(t, t.TempDir(), again, files); err != nil || len(s.Files()) != 1 {
		t.Errorf("a file that is used 20 times is not kept once: %.300v", err)
	}
}
