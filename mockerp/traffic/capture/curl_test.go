package capture_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas/show"
)

// heard is a post as a server got it.
type heard struct {
	method, url string
	header      http.Header
	body        []byte
}

// echo is a server that keeps the last post.
func echo(t *testing.T, got *heard) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*got = heard{r.Method, r.RequestURI, r.Header, body}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// repeat runs the line in a real shell with the real curl.
func repeat(t *testing.T, line string) {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl on this machine")
	}
	cmd := exec.CommandContext(t.Context(), "sh", "line.sh") // a file, for a line may be longer than an argument
	cmd.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(cmd.Dir, "line.sh"), []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %.500s\n%.500s", err, out, line)
	}
}

func TestTheCurlLineRepeatsThePost(t *testing.T) {
	var got heard
	o := capture.Options{Base: echo(t, &got), Reveal: true}
	list := exchanges()
	at := *list[0]
	at.Request.Body = []byte("@/etc/hosts")
	dash := *list[0]
	dash.Request.Body, dash.Request.URL = []byte("-n\x01%d"), "/a/../b[1-3]{x,y}?a=[0]"
	long := *list[0]
	long.Request.Body = bytes.Repeat([]byte(`{"it's": 1} `), 20_000)
	for _, x := range append(list, &at, &dash, &long) {
		line := capture.Curl(x, o)
		checkLine(t, line)
		repeat(t, line)
		if got.method != x.Request.Method || !bytes.Equal(got.body, x.Request.Body) {
			t.Errorf("the server got %s %.200q, want %s %.200q", got.method, got.body, x.Request.Method, x.Request.Body)
		}
		if !sameTarget(got.url, x.Request.URL) {
			t.Errorf("the server got %q, want %q", got.url, x.Request.URL)
		}
		for name, want := range x.Request.Header {
			if !reflect.DeepEqual(got.header[name], want) {
				t.Errorf("the server got %s %q, want %q", name, got.header[name], want)
			}
		}
	}
}

// sameTarget compares the paths without what had to be escaped.
func sameTarget(got, want string) bool {
	return got == want || strings.HasPrefix(want, "/weird") && got == "/weird%20path%7C%D7%A9?q=a%20b&%25zz" ||
		strings.Contains(want, "{") && got == "/a/../b[1-3]%7Bx,y%7D?a=[0]"
}

// checkLine sees to it that the line is one line that a terminal shows as it is.
func checkLine(t interface{ Errorf(string, ...any) }, line string) {
	if !utf8.ValidString(line) || strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
		t.Errorf("not a plain line: %.500q", line)
	}
}

// Whatever stands in a post, the shell must run one printf and one curl at most, nothing else. The
// line is run with both replaced by functions that say how often they were called.
func TestNothingInAPostIsRun(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("a'\"\\`$(){};|&<>#!*?~ \n\r\t\x00%-=@ש\u202eé")))
	rapid.Check(t, func(rt *rapid.T) {
		x := &traffic.Exchange{Request: traffic.Request{
			Method: text.Draw(rt, "method"), URL: "/" + text.Draw(rt, "url"), Body: []byte(text.Draw(rt, "body")),
			Header:    http.Header{text.Draw(rt, "name"): {text.Draw(rt, "value")}, "X-Is": {text.Draw(rt, "more")}},
			Truncated: rapid.Bool().Draw(rt, "truncated"),
		}}
		line := capture.Curl(x, capture.Options{})
		checkLine(rt, line)
		const traps = "printf() { echo printf; }; curl() { cat >/dev/null; echo curl; }; exec </dev/null; "
		out, err := exec.Command("sh", "-c", "PATH=; cat() { :; }; "+traps+line).CombinedOutput()
		if said := string(out); err != nil || said != "curl\n" {
			rt.Fatalf("%v, the shell ran %q of the line\n%s", err, said, line)
		}
	})
}

func TestWhatCannotBeRepeatedIsSaid(t *testing.T) {
	x := exchanges()[5]
	x.Request.Header["X-Bell"] = []string{"ring\x07"}
	x.Request.Header["X\x1b[2J"] = []string{"a"}
	line := capture.Curl(x, capture.Options{Mask: traffic.Mask{Recorded: show.Recorded{Harmless: []string{"x-bell"}}}})
	for _, want := range []string{"header X-Bell cannot be repeated", "header X2J cannot", "only the beginning"} {
		if _, remark, _ := strings.Cut(line, " #"); !strings.Contains(remark, want) {
			t.Errorf("the line does not say %q: %s", want, line)
		}
	}
}
