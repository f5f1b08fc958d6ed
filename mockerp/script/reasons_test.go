package script

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// exchangeOf is the exchange of a post, as the journal keeps it.
func exchangeOf(p *Post, body string, said ...Answer) *traffic.Exchange {
	x := &traffic.Exchange{
		Run: p.Run, Kind: p.Kind, Request: traffic.Request{URL: "/device?" + p.Query.Encode(), Header: p.Header, Body: []byte(body)},
		Decision: traffic.Decision{Why: "Because."},
	}
	asked := traffic.Asked{Seq: p.Seq, BooksID: p.BooksID, BooksSize: p.BooksSize}
	for _, one := range said {
		if one.Asked.Before > 0 {
			asked.Scripts = append(asked.Scripts, one.Asked)
			x.Decision.Asked = &asked
		}
	}
	return x
}

// What is told later is what could be told at once, although rules were used up, switched and asked again meanwhile.
func TestReasons_AreThoseOfThatMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rules []any
		for range rapid.IntRange(1, 15).Draw(t, "rules") {
			rules = append(rules, drawRule(t))
		}
		source, _ := json.Marshal(map[string]any{"version": 1, "rules": rules})
		s, err := Parse("script", source)
		if err != nil {
			t.Fatal(err)
		}
		live := Start(s, WithSeed(rapid.Uint64().Draw(t, "seed")))
		var exchanges []*traffic.Exchange
		var want [][]traffic.Miss
		for n := range rapid.IntRange(1, 12).Draw(t, "posts") {
			if rapid.IntRange(0, 4).Draw(t, "switch") == 0 {
				changed, _ := live.Script().Switch(rapid.IntRange(1, len(rules)).Draw(t, "rule"), rapid.Bool().Draw(t, "off"))
				live.Follow(changed)
			}
			p, body := drawPost(t, n+1)
			said, _ := live.Answer(p)
			want = append(want, atOnce(t, live, p, said))
			exchanges = append(exchanges, exchangeOf(&p, body, said))
		}
		var reasons Reasons
		for i, x := range exchanges {
			got := reasons.Of(x)
			if !reflect.DeepEqual(got.Decision.Missed, want[i]) || got.Decision.Why != "Because." {
				t.Fatalf("of post %d is told\n%s\nwant\n%s\nfor\n%s", i+1, told(got.Decision.Missed), told(want[i]), source)
			}
		}
	})
}

// atOnce is why rules did not answer, told right after the answer by what the live script has counted then.
func atOnce(t *rapid.T, l *Live, p Post, said Answer) (list []traffic.Miss) {
	s, seen := l.Script(), newScene(p)
	var far []int
	for _, i := range s.nearest(&p, said.Asked.Before) {
		r := s.rules[i]
		usedUp := r.limit() > 0 && l.used[i].Load() >= r.limit()
		m := traffic.Miss{Rule: r.name, Line: r.line, Differing: (&Conditions{r.when}).Differences(&p)}
		if w := r.when.rare; w != nil {
			m.Differing = append(m.Differing, w.differences(&p)...)
			if w.where != nil && m.Differing == nil && !(w.where.usesCount && (r.off || usedUp)) {
				if ok, err := w.where.holds(seen, l.asked[i].Load()); err != nil {
					m.Differing = []traffic.Difference{w.where.failed(err.Error())}
				} else if !ok {
					m.Differing = []traffic.Difference{{Member: "where", Wanted: w.where.shown(), Got: "false"}}
				}
			}
		}
		switch matched := l.matched[i].Load(); {
		case m.Differing != nil:
			m.Reason = inSentence(m.Differing)
		case r.off:
			m.Reason = "it is switched off"
		case usedUp && r.limit() == 1:
			m.Reason = "it is used up: it has answered its one post"
		case usedUp:
			m.Reason = fmt.Sprintf("it is used up: it has answered its %d posts", r.limit())
		case !r.when.counted(matched):
			m.Reason = notThisTime(matched, r.when.rare.match)
		case r.certain():
			t.Fatalf("%s has no reason to let %v pass", r.name, p)
		default:
			m.Reason = fmt.Sprintf("its probability let the post pass (seed %d)", l.seed)
		}
		d := distance(m.Differing)
		at, _ := slices.BinarySearch(far, d+1)
		far, list = slices.Insert(far, at, d), slices.Insert(list, at, m)
	}
	return list
}

// What nobody knows any more is not told wrong.
func TestReasons_SayWhatIsNotKnown(t *testing.T) {
	live := Start(rulesOf(t, "- {name: a, when: {members: {serial: SN-8}}, answer: {status: 409}}"))
	p := whyPost(t)
	const body = `{"type":"add","serial":"SN-7","sku":"P","workorderNumber":"WO-1"}`
	said, _ := live.Answer(p)
	for name, test := range map[string]struct {
		change func(*traffic.Exchange)
		missed int
		why    string
	}{
		"as it was":                {func(*traffic.Exchange) {}, 1, "Because."},
		"nothing was missed":       {func(x *traffic.Exchange) { x.Decision.Asked = nil }, 0, "Because."},
		"of an older erpkit":       {func(x *traffic.Exchange) { x.Decision.Asked, x.Decision.Missed = nil, make([]traffic.Miss, 3) }, 3, "Because."},
		"the script is not kept":   {func(x *traffic.Exchange) { x.Decision.Asked.Scripts[0].Script = &traffic.Script{Key: "k"} }, 0, "Because." + notKept},
		"there was no room for it": {func(x *traffic.Exchange) { x.Decision.Asked.Scripts = nil }, 0, "Because." + notKept},
		"there is no script":       {func(x *traffic.Exchange) { x.Decision.Asked.Scripts[0].Script = nil }, 0, "Because." + notKept},
		"it is no script now": {func(x *traffic.Exchange) {
			x.Decision.Asked.Scripts[0].Script = &traffic.Script{Key: "x", Text: []byte("version: 9\nrules: [")}
		}, 0, "Because." + notKept},
		"the post was cut":      {func(x *traffic.Exchange) { x.Cut = true }, 0, "Because." + notWhole},
		"its body is not whole": {func(x *traffic.Exchange) { x.Request.Truncated = true }, 0, "Because." + notWhole},
		"rules that are not there": {func(x *traffic.Exchange) {
			one := &x.Decision.Asked.Scripts[0]
			one.Before, one.Passed = 1<<40, []traffic.Passed{{Rule: -1}, {Rule: 1 << 40}}
			one.Script = &traffic.Script{Key: "y", Text: one.Script.Text, Off: []int{-5, 1 << 40}}
		}, 1, "Because."},
		"rules that are not there before": {func(x *traffic.Exchange) { x.Decision.Asked.Scripts[0].Before = -1 }, 0, "Because."},
	} {
		t.Run(name, func(t *testing.T) {
			x := exchangeOf(&p, body, said)
			test.change(x)
			before := *x
			got := new(Reasons).Of(x)
			if len(got.Decision.Missed) != test.missed || got.Decision.Why != test.why {
				t.Errorf("got %q and %+v", got.Decision.Why, got.Decision.Missed)
			}
			if !reflect.DeepEqual(*x, before) {
				t.Error("the exchange of the journal was changed")
			}
		})
	}
}

// Several scripts were asked for one post: ten rules are told of all of them.
func TestReasons_OfSeveralScripts(t *testing.T) {
	p, said := whyPost(t), []Answer(nil)
	for i := range 9 {
		one, _ := Start(rulesOf(t, fmt.Sprintf("- {name: waits %d, when: {kind: operation}, answer: {status: 409}}", i))).Answer(p)
		said = append(said, one)
	}
	last, _ := Start(rulesOf(t, strings.Repeat("- {when: {kind: operation}, times: 1, answer: {status: 409}}\n", 5))).Answer(p)
	got := new(Reasons).Of(exchangeOf(&p, "{}", append(said, last)...)).Decision.Missed
	if len(got) != MostMissed || got[0].Rule != "waits 0" || got[9].Rule != "rule 1" {
		t.Errorf("got\n%s", told(got))
	}
}

// Headers, the query, the run, the books and the number of the post are looked at as they were.
func TestReasons_SeeAllOfThePost(t *testing.T) {
	p := Post{Kind: "device", Run: "line-4", Seq: 5, BooksID: "ERP-9", BooksSize: 3, Header: http.Header{"X-A": {"1"}}, Query: url.Values{"station": {"4 & 5"}}}
	for _, when := range []string{
		`headers: {X-A: "1"}`, `query: {station: "4 & 5"}`, `run: line-4`, `count: {post: 5}`, `where: books.id == "ERP-9" and books.size == 3`,
		`where: 'count.post == 5 and query.station == "4 & 5" and header["X-A"] == "1" and run == "line-4"'`,
	} {
		live := Start(rulesOf(t, "- {times: 1, when: {"+when+"}, answer: {status: 409}}"))
		if _, ok := live.Answer(p); !ok {
			t.Fatalf("%s: no answer", when)
		}
		said, _ := live.Answer(p)
		got := new(Reasons).Of(exchangeOf(&p, "{}", said)).Decision.Missed
		if len(got) != 1 || got[0].Reason != "it is used up: it has answered its one post" {
			t.Errorf("%s: got %s", when, told(got))
		}
	}
}

// Files of answers are of no interest, and may be gone.
func TestReasons_NeedNoFilesOfAnswers(t *testing.T) {
	live := Start(rulesOf(t, "- {name: a, when: {kind: operation}, answer: {status: 409}}"))
	p := whyPost(t)
	said, _ := live.Answer(p)
	x := exchangeOf(&p, "{}", said)
	x.Decision.Asked.Scripts[0].Script.Text = []byte("version: 1\nrules:\n- {name: a, when: {kind: operation}, answer: {file: gone.html}}")
	if got := new(Reasons).Of(x).Decision.Missed; len(got) != 1 || got[0].Rule != "a" {
		t.Errorf("got %s", told(got))
	}
}

// Many scripts are told of at once, and few are remembered.
func TestReasons_RememberFewScripts(t *testing.T) {
	p := whyPost(t)
	var exchanges []*traffic.Exchange
	for i := range 2 * mostRecalled {
		said, _ := Start(rulesOf(t, fmt.Sprintf("- {name: r%d, when: {kind: operation}, answer: {status: 409}}", i))).Answer(p)
		exchanges = append(exchanges, exchangeOf(&p, "{}", said))
	}
	var reasons Reasons
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i, x := range exchanges {
				if got := reasons.Of(x).Decision.Missed; len(got) != 1 || got[0].Rule != fmt.Sprintf("r%d", i) {
					t.Errorf("of exchange %d is told %s", i, told(got))
				}
			}
		})
	}
	all.Wait()
	if n := len(reasons.recalled); n != mostRecalled {
		t.Errorf("%d scripts are remembered", n)
	}
	reasons.recalled[5].weight = mostWeight
	if reasons.Of(exchanges[0]); len(reasons.recalled) >= mostRecalled {
		t.Errorf("%d scripts are remembered, one of which is large", len(reasons.recalled))
	}
}
