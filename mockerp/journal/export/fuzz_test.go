package export_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/export"
)

// readAny must end with posts that have a method and a URL, or with an error and nothing else.
func readAny(t *testing.T, list []export.Captured, err error, least int) {
	t.Helper()
	if err != nil && (len(list) > 0 || strings.TrimSpace(err.Error()) == "") {
		t.Fatalf("%d posts and the error %q", len(list), err)
	}
	if err == nil && len(list) < least {
		t.Fatalf("%d posts and no error", len(list))
	}
	for _, one := range list {
		if one.Method == "" || one.URL == "" || one.Where == "" || one.Header == nil {
			t.Fatalf("%+v", one)
		}
	}
}

func FuzzReadHAR(f *testing.F) {
	har, err := export.HAR(exchanges(), export.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{browser, string(har), `{"log":{"entries":[]}}`, entry(`{"request":null}`), entry(`{}`), "[", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		list, err := export.ReadHAR(bytes.NewReader(content), 1<<20)
		readAny(t, list, err, 0)
	})
}

func FuzzReadJSONLines(f *testing.F) {
	var b bytes.Buffer
	if err := export.JSONLines(&b, exchanges(), export.Options{}); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{b.String(), line(``), line(`,"request":{"method":"POST","url":"/","headers":{"a":["b"]}}`), "{", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		list, err := export.ReadJSONLines(bytes.NewReader(content), 1<<20)
		readAny(t, list, err, 0)
	})
}

func FuzzReadRaw(f *testing.F) {
	for _, seed := range []string{wire, "POST / HTTP/1.1\n\n", "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		list, err := export.ReadRaw(bytes.NewReader(content), 1<<20)
		readAny(t, list, err, 1)
	})
}
