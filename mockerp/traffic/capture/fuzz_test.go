package capture_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// fuzzFormat reads whatever comes: it must end with exchanges that have a method and a URL, or say why
// they have none, or with an error that says something.
func fuzzFormat(f *testing.F, format traffic.Format, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		list, err := readBack(content, format)
		if err != nil && (len(list) > 0 || strings.TrimSpace(err.Error()) == "") {
			t.Fatalf("%d exchanges and the error %q", len(list), err)
		}
		for _, x := range list {
			if x.Origin.Unreadable == "" && (x.Request.Method == "" || x.Request.URL == "") || x.Place() == "" {
				t.Fatalf("%+v of %+v", x, x.Origin)
			}
		}
		file, err := capture.Open("a.file", strings.NewReader(content), int64(len(content)), format, "")
		if err != nil {
			return
		}
		n := 0
		for _, err := range file.Exchanges() {
			if n++; err != nil {
				t.Fatalf("the second time: %v", err)
			}
		}
		if n != len(list) {
			t.Fatalf("%d exchanges, and %d in their order", len(list), n)
		}
	})
}

func FuzzHAR(f *testing.F) {
	fuzzFormat(f, traffic.HAR, browser, written(f, traffic.HAR, exchanges(), capture.Options{}), `{"log":{"entries":[]}}`,
		entry(`{"request":null}`), entry(`{}`), entry(`{"startedDateTime":"2020-01-01T00:00:00Z","request":{"method":"POST","url":"/"}}`), "[", "")
}

func FuzzJSONLines(f *testing.F) {
	fuzzFormat(f, traffic.JSONLines, written(f, traffic.JSONLines, exchanges(), capture.Options{}), line(``),
		line(`,"request":{"method":"POST","url":"/","headers":{"a":["b"]}}`), "{", "")
}

func FuzzRaw(f *testing.F) {
	fuzzFormat(f, traffic.Raw, wire, "POST / HTTP/1.1\n\n", "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n",
		written(f, traffic.Raw, exchanges(), capture.Options{}), "")
}
