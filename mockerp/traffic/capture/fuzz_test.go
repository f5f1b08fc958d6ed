package capture_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// fuzzFormat reads whatever comes: it must end with exchanges that have a method and a URL, or say why
// they have none, or with an error that says something.
func fuzzFormat(f *testing.F, format traffic.Format, last string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		list, err := readBack(content, format)
		if err != nil && (len(list) > 0 || strings.TrimSpace(err.Error()) == "") {
			t.Fatalf("%d exchanges and the error %q", len(list), err)
		}
		again(t, list)
		for _, x := range list {
			if x.Origin.Unreadable == "" && (x.Request.Method == "" || x.Request.URL == "") || x.Place() == "" {
				t.Fatalf("%+v of %+v", x, x.Origin)
			}
		}
		swallowed(t, content, format, last)
		file, refused := capture.Open("a.file", strings.NewReader(content), int64(len(content)), format, "")
		if refused != nil {
			return
		}
		n := 0
		for _, again := range file.Exchanges() {
			if again != nil && err != nil && again.Error() == err.Error() {
				return // it breaks off, behind entries that can be read
			}
			if n++; again != nil {
				t.Fatalf("the second time: %v, and the first: %v", again, err)
			}
		}
		if n != len(list) {
			t.Fatalf("%d exchanges, and %d in their order", len(list), n)
		}
	})
}

// again writes what was read, and reads it back to the same posts: in JSON lines whatever it is, in raw HTTP what
// has a body that is JSON, for there the text tells where it ends.
func again(t *testing.T, list []*traffic.Exchange) {
	t.Helper()
	var posts []*traffic.Exchange
	for _, x := range list {
		if x.Origin.Unreadable == "" && len(x.Request.Header) < 100 && len(x.Answer.Header) < 100 {
			posts = append(posts, x)
		}
	}
	back, err := readBack(written(t, traffic.JSONLines, posts, capture.Options{Reveal: true}), traffic.JSONLines)
	if err != nil || len(back) != len(posts) {
		t.Fatalf("%d posts came back of %d: %v", len(back), len(posts), err)
	}
	for i, x := range back {
		if said := x.Origin.Unreadable; said != "" || !bytes.Equal(x.Request.Body, posts[i].Request.Body) || x.Answer.Status != posts[i].Answer.Status {
			t.Fatalf("%q came back as %q (%s)", posts[i].Request.Body, x.Request.Body, said)
		}
	}
}

// swallowed puts a post behind any text: it must be found, or something before it is named.
func swallowed(t *testing.T, content string, format traffic.Format, post string) {
	t.Helper()
	found, named := false, false
	for x, err := range capture.Read(strings.NewReader(content+post), format) {
		named = named || err != nil || x.Origin.Unreadable != "" || x.Origin.Doubt != ""
		found = found || err == nil && bytes.Contains(x.Request.Body, []byte("NXT-999"))
	}
	if !found && !named {
		t.Fatalf("the post behind %q is swallowed", content)
	}
}

func FuzzHAR(f *testing.F) {
	fuzzFormat(f, traffic.HAR, `{"log":{"entries":[{"request":{"method":"POST","url":"/device","postData":{"text":"NXT-999"}}}]}}`, browser, written(f, traffic.HAR, exchanges(), capture.Options{}), `{"log":{"entries":[]}}`,
		entry(`{"request":null}`), entry(`{}`), entry(`{"startedDateTime":"2020-01-01T00:00:00Z","request":{"method":"POST","url":"/"}}`), "[", "")
}

func FuzzJSONLines(f *testing.F) {
	fuzzFormat(f, traffic.JSONLines, "\n"+`{"version":1,"request":{"method":"POST","url":"/device","text":"NXT-999"}}`, written(f, traffic.JSONLines, exchanges(), capture.Options{}), line(``),
		line(`,"request":{"method":"POST","url":"/","headers":{"a":["b"]}}`), "{", "")
}

func FuzzRaw(f *testing.F) {
	seeds := make([]string, 0, len(pastes))
	for _, text := range pastes {
		seeds = append(seeds, text)
	}
	slices.Sort(seeds)
	fuzzFormat(f, traffic.Raw, "\nPOST /device HTTP/1.1\nContent-Type: application/json\n\n"+`{"workorderNumber": "NXT-999"}`+"\n", append(seeds, wire, "POST / HTTP/1.1\n\n", "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n",
		written(f, traffic.Raw, exchanges(), capture.Options{}), written(f, traffic.Curl, exchanges(), capture.Options{}), "")...)
}

// FuzzLinesOfOthers reads JSON lines of any program by any member.
func FuzzLinesOfOthers(f *testing.F) {
	f.Add(`{"log":"{\"req\":{\"body\":{\"type\":\"add\"}}}"}`, "log.req.body")
	f.Add(`{"a.b":{"c":7}}`+"\n[]\n", "a.b.c")
	f.Fuzz(func(t *testing.T, content, member string) {
		if member == "" {
			return
		}
		file, err := capture.OpenLines("a.file", strings.NewReader(content), int64(len(content)), member, "")
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for _, err := range file.Exchanges() {
			if lines++; err != nil {
				t.Fatal(err)
			}
		}
		want := 0
		for line := range strings.SplitSeq(content, "\n") {
			if strings.TrimSpace(line) != "" {
				want++
			}
		}
		if lines != want {
			t.Fatalf("%d lines, and %d were read", want, lines)
		}
	})
}
