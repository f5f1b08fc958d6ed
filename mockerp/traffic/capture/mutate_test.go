package capture_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// part is one post in a file that is mutated: what it has that no other has, and where it stands.
type part struct {
	sign     string
	from, to int
}

// whole is a file with its posts.
type whole struct {
	format traffic.Format
	text   string
	parts  []part
}

func (w *whole) add(sign, text string) {
	w.parts = append(w.parts, part{sign, len(w.text), len(w.text) + len(text)})
	w.text += text
}

// wholes are files of posts in every form.
func wholes(t testing.TB) []whole {
	raw, har, lines := whole{format: traffic.Raw}, whole{format: traffic.HAR}, whole{format: traffic.JSONLines}
	names := make([]string, 0, len(pastes))
	for name := range pastes {
		names = append(names, name)
	}
	slices.Sort(names)
	har.text = `{"log":{"entries":[`
	for i, name := range names {
		sign := fmt.Sprintf("NXT-%03d", i)
		raw.add(sign, strings.ReplaceAll(pastes[name], "NXT-915", sign)+"\n")
		x := exchanges()[0]
		x.ID, x.Request.Body = uint64(i+1), []byte(strings.ReplaceAll(pastedBody, "NXT-915", sign))
		lines.add(sign, written(t, traffic.JSONLines, []*traffic.Exchange{x}, capture.Options{}))
		entry := written(t, traffic.HAR, []*traffic.Exchange{x}, capture.Options{})
		entry = entry[strings.Index(entry, "[")+1 : strings.LastIndex(entry, "]")]
		if i > 0 {
			entry = "," + entry
		}
		har.add(sign, entry)
	}
	har.text += "]}}"
	return []whole{raw, har, lines}
}

// mutate changes a text in one place, and tells which of it is not as it was.
func mutate(r *rand.Rand, text, other string) (mutated string, from, to int) {
	from = r.IntN(len(text))
	to = min(len(text), from+1+r.IntN(1+r.IntN(120)))
	switch r.IntN(6) {
	case 0: // cut off
		return text[:from], from, len(text)
	case 1: // flip
		return text[:from] + string(text[from]^(1<<r.IntN(8))) + text[from+1:], from, from + 1
	case 2: // duplicate
		return text[:to] + text[from:], from, to
	case 3: // leave out
		return text[:from] + text[to:], from, to
	case 4: // leave a line out
		from = strings.LastIndexByte(text[:from], '\n') + 1
		if to = strings.IndexByte(text[from:], '\n'); to < 0 {
			to = len(text) - from - 1
		}
		return text[:from] + text[from+to+1:], from, from + to + 1
	default: // splice
		at := r.IntN(len(other))
		return text[:from] + other[at:min(len(other), at+to-from)] + text[to:], from, to
	}
}

// outcome is what a reader makes of a text, with a bound on its time.
type outcome struct {
	found  map[string]bool
	named  bool // something cannot be read, or is not certain
	failed error
}

func readMutated(t *testing.T, text string, format traffic.Format) outcome {
	t.Helper()
	o, begun := outcome{found: map[string]bool{}}, time.Now()
	for x, err := range capture.Read(strings.NewReader(text), format) {
		if err != nil {
			o.failed = err
			break
		}
		o.named = o.named || x.Origin.Unreadable != "" || x.Origin.Doubt != ""
		for at := 0; ; {
			next := strings.Index(string(x.Request.Body[at:]), "NXT-")
			if next < 0 {
				break
			}
			at += next
			o.found[string(x.Request.Body[at:min(len(x.Request.Body), at+7)])] = true
			at += 4
		}
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("%s: %d bytes took %s", format, len(text), took)
	}
	return o
}

// TestRead_5000Mutations: no reader stops, and no post outside of what was changed is swallowed. In a paste and in
// lines the others are found; an archive whose JSON is broken ends there, with an error.
func TestRead_5000Mutations(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 8)) //nolint:gosec // the same each time
	files := wholes(t)
	for n := range 5000 {
		w := files[n%len(files)]
		text, from, to := mutate(r, w.text, files[r.IntN(len(files))].text)
		o := readMutated(t, text, w.format)
		for i, p := range w.parts {
			if p.from < to && from < p.to || o.found[p.sign] {
				continue
			}
			next := i > 0 && w.parts[i-1].from < to && from < w.parts[i-1].to || i+1 < len(w.parts) && w.parts[i+1].from < to && from < w.parts[i+1].to
			if w.format == traffic.HAR && p.from >= from && o.failed != nil || next && (o.named || o.failed != nil) {
				continue
			}
			t.Errorf("%s, mutation %d at %d-%d: %s is lost (%v)\n%.300q\nis\n%.300q", w.format, n, from, to, p.sign, o.failed, w.text[max(0, from-100):min(len(w.text), to+100)], text[min(len(text), max(0, from-100)):min(len(text), to+100)])
			return
		}
	}
}

// TestRead_MutationsOfCaptures: whatever is changed in a file of any tool, every reader ends.
func TestRead_MutationsOfCaptures(t *testing.T) {
	names, err := filepath.Glob("../../../cmd/erpkit/testdata/captures/*")
	if err != nil || len(names) < 30 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	r := rand.New(rand.NewPCG(1, 8)) //nolint:gosec // the same each time
	var texts []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	for n := range 5000 {
		text, _, _ := mutate(r, texts[n%len(texts)], texts[r.IntN(len(texts))])
		for _, format := range []traffic.Format{traffic.HAR, traffic.JSONLines, traffic.Raw} {
			if o := readMutated(t, text, format); o.failed != nil && strings.TrimSpace(o.failed.Error()) == "" {
				t.Fatalf("%s: an error without words of %q", format, text)
			}
		}
	}
}
