package script

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// bodies gives the bodies of n answers made of one template.
func bodies(t testing.TB, template string, n int, options ...Option) []string {
	t.Helper()
	s := rulesOf(t, "- answer:\n    body: |-\n      "+template)
	live := Start(s, options...)
	list := make([]string, n)
	for i := range list {
		got, _ := live.Answer(Post{Run: "main"})
		if got.Status != 200 {
			t.Fatalf("got %d %s", got.Status, got.Body)
		}
		list[i] = string(got.Body)
	}
	return list
}

func TestCounters(t *testing.T) {
	s := rulesOf(t, `
- when: {kind: operation}
  answer: {headers: {X-N: '{{ counter "a" }}'}, body: {n: '{{ counter "a" }}-{{ counter "b" }}'}}
- answer: {body: '{{ if .books.id }}{{ with .post }}{{ printf "T%04d" (counter "a") }}{{ end }}{{ end }}'}
`)
	live := Start(s)
	for i, want := range []string{`1 {"n":"2-1"}`, " T0003", `4 {"n":"5-2"}`} {
		p := Post{Kind: "operation", BooksID: "x"}
		if i == 1 {
			p.Kind = "device"
		}
		if got, _ := live.Answer(p); got.Header.Get("X-N")+" "+string(got.Body) != want {
			t.Errorf("answer %d is %s %s, want %s", i+1, got.Header.Get("X-N"), got.Body, want)
		}
	}
	if got, _ := Start(s).Answer(Post{Kind: "operation"}); string(got.Body) != `{"n":"2-1"}` {
		t.Errorf("another start begins with %s", got.Body)
	}
}

// However many answers are made at once, each counter gives each number once.
func TestCountersAtOnce(t *testing.T) {
	const n = 2000
	live := Start(rulesOf(t, "- answer: {body: '{{ counter \"a\" }} {{ uuid }}'}"))
	var mu sync.Mutex
	var all sync.WaitGroup
	numbers, ids := map[string]bool{}, map[string]bool{}
	for range 8 {
		all.Go(func() {
			for range n / 8 {
				got, _ := live.Answer(Post{Run: "main"})
				number, id, _ := strings.Cut(string(got.Body), " ")
				mu.Lock()
				numbers[number], ids[id] = true, true
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(numbers) != n || len(ids) != n || !numbers[fmt.Sprint(n)] {
		t.Errorf("%d numbers and %d ids of %d answers", len(numbers), len(ids), n)
	}
}

func TestCountersAreBounded(t *testing.T) {
	var rules strings.Builder
	for i := range maxCounters + 1 {
		fmt.Fprintf(&rules, "- {times: 1, answer: {body: '{{ counter \"c%d\" }}'}}\n", i)
	}
	if _, err := Parse("f", []byte("version: 1\nrules:\n"+rules.String())); err == nil || !strings.Contains(err.Error(), "f:103:") || !strings.Contains(err.Error(), "at most 100 counters") {
		t.Errorf("got %.300v", err)
	}
}

func TestNow(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 3, 1, 23, 30, 5, 0, time.FixedZone("", -3600)) }
	for template, want := range map[string]string{
		"{{ now }}": "2026-03-02T00:30:05Z", `{{ now "02.01.2006 15:04" }}`: "02.03.2026 00:30", `{{ now | trunc 10 }}`: "2026-03-02",
	} {
		if got := bodies(t, template, 1, withClock(clock)); got[0] != want {
			t.Errorf("%s is %q, want %q", template, got[0], want)
		}
	}
	got, _ := Start(rulesOf(t, "- answer: {body: '{{ now \"a\" \"b\" }}'}")).Answer(Post{})
	if got.Status != 500 || !strings.Contains(string(got.Body), "now takes one layout") {
		t.Errorf("got %d %s", got.Status, got.Body)
	}
	if got := bodies(t, "{{ now }}", 1); !regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$`).MatchString(got[0]) {
		t.Errorf("the clock of the machine says %q", got[0])
	}
}

// The time is the same everywhere in one answer.
func TestNowIsTheSameInOneAnswer(t *testing.T) {
	second := 0
	clock := func() time.Time { second++; return time.Unix(int64(second), 0) }
	live := Start(rulesOf(t, "- answer: {headers: {X-At: '{{ now }}'}, body: ['{{ now }}', '{{ now }}']}"), withClock(clock))
	for i, at := range []string{"1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z"} {
		got, _ := live.Answer(Post{})
		if want := `["` + at + `","` + at + `"]`; string(got.Body) != want || got.Header.Get("X-At") != at {
			t.Errorf("answer %d is %s at %s", i+1, got.Body, got.Header.Get("X-At"))
		}
	}
}

func TestUUIDs(t *testing.T) {
	for _, text := range bodies(t, "{{ uuid }}", 200) {
		id, err := uuid.Parse(text)
		if err != nil || id.Version() != 4 || id.Variant() != uuid.RFC4122 || id.String() != text {
			t.Fatalf("%q is not a UUID of version 4: %v", text, err)
		}
	}
}

func TestRandom(t *testing.T) {
	seen := map[string]int{}
	for _, text := range bodies(t, `{{ randInt 1 6 }}`, 600) {
		seen[text]++
	}
	for _, face := range []string{"1", "2", "3", "4", "5", "6"} {
		if seen[face] < 60 || seen[face] > 140 {
			t.Errorf("the faces are %v", seen)
			break
		}
	}
	if len(seen) != 6 {
		t.Errorf("the faces are %v", seen)
	}
	for _, text := range bodies(t, `{{ if and (ge random 0.0) (lt random 1.0) }}in{{ end }} {{ randInt -3 -3 }}`, 50) {
		if text != "in -3" {
			t.Errorf("got %q", text)
		}
	}
	for _, wrong := range []string{"{{ randInt 6 1 }}", "{{ randInt 1.5 2 }}", "{{ randInt \"1\" 2 }}", "{{ randInt -9223372036854775807 9223372036854775807 }}", "{{ randInt 1 }}"} {
		got, _ := Start(rulesOf(t, "- answer: {body: '"+wrong+"'}")).Answer(Post{})
		if got.Status != 500 {
			t.Errorf("%s gives %d %s", wrong, got.Status, got.Body)
		}
	}
}

// Everything that chance makes is made again by the same seed, and not by another one.
func TestTemplatesReplay(t *testing.T) {
	const template = `{{ uuid }} {{ random }} {{ randInt 1 1000000 }} {{ counter "c" }}`
	first := bodies(t, template, 50, WithSeed(7))
	if again := bodies(t, template, 50, WithSeed(7)); !reflect.DeepEqual(first, again) {
		t.Error("the same seed made other texts")
	}
	if other := bodies(t, template, 50, WithSeed(8)); reflect.DeepEqual(first, other) || first[0] == other[0] {
		t.Error("another seed made the same texts")
	}
	// These words are kept for good: a script that is played again years later must give them.
	if want := "18e875bb-ba24-4f86-aac3-ef32cbf4bec9 0.16145834566355488 830378 1"; first[0] != want {
		t.Errorf("the first text is %q, want %q", first[0], want)
	}
}
