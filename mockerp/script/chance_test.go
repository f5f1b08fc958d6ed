package script

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func ofRun(run string) Post { return Post{Run: run} }

// An answer with a probability is given about as often, and exactly the same ones again with
// the same seed and run.
func TestProbability(t *testing.T) {
	const n = 5000
	s := rulesOf(t, "- {probability: 0.2, answer: {status: 500}}")
	first := statuses(Start(s, WithSeed(7)), ofRun("main"), n)
	given := 0
	for _, status := range first {
		given += status / 500
	}
	if given < n*18/100 || given > n*22/100 {
		t.Errorf("%d of %d posts were answered, want about a fifth", given, n)
	}
	if want := []int{0, 0, 0, 500, 0, 0, 0, 0, 0, 0}; !reflect.DeepEqual(first[:10], want) { // for good, as in live_test.go
		t.Errorf("the first answers are %v, want %v", first[:10], want)
	}
	if again := statuses(Start(s, WithSeed(7)), ofRun("main"), n); !reflect.DeepEqual(first, again) {
		t.Error("the same seed answered other posts")
	}
	for name, other := range map[string][]int{
		"another seed": statuses(Start(s, WithSeed(8)), ofRun("main"), n), "another run": statuses(Start(s, WithSeed(7)), ofRun("line-5"), n),
	} {
		both := 0
		for i := range first {
			if first[i] != 0 && other[i] != 0 {
				both++
			}
		}
		if both > given*3/10 { // a fifth by chance
			t.Errorf("%s answered %d of the same %d posts", name, both, given)
		}
	}
}

// The seed is that of the option, else that of the file, else 1.
func TestSeeds(t *testing.T) {
	const rule = "rules:\n- {probability: 0.5, answer: {status: 500}}\n- answer: {body: '{{ .books.id }}'}"
	tests := []struct {
		file string
		live func(*Script) *Live
		want uint64
	}{
		{"", func(s *Script) *Live { return Start(s) }, DefaultSeed},
		{"seed: 7\n", func(s *Script) *Live { return Start(s) }, 7},
		{"seed: 0\n", func(s *Script) *Live { return Start(s) }, 0},
		{"seed: 9007199254740991\n", func(s *Script) *Live { return Start(s) }, 9007199254740991},
		{"seed: 7\n", func(s *Script) *Live { return Start(s, WithSeed(9)) }, 9},
	}
	for _, tt := range tests {
		s, err := Parse("f", []byte("version: 1\n"+tt.file+rule))
		if err != nil {
			t.Fatal(err)
		}
		live := tt.live(s)
		uses := live.Uses()
		if live.Seed() != tt.want || *uses[0].Seed != tt.want || !uses[0].Chance || uses[1].Chance || uses[1].Seed != nil {
			t.Errorf("%q: the seed is %d and the uses are %+v, want %d", tt.file, live.Seed(), uses, tt.want)
		}
	}
	var none *Live
	if none.Seed() != DefaultSeed || Start(nil).Seed() != DefaultSeed {
		t.Error("a live script of nothing has another seed")
	}
}

// A post that chance lets pass goes to the next rule, and the answer is kept for a later one:
// each is still given exactly as often as the script says.
func TestProbabilityOfAnswersInTurn(t *testing.T) {
	s := rulesOf(t, "- answers: [{status: 500, probability: 0.3, times: 3}, {status: 501}, {status: 502, probability: 0.5}]\n- answer: {status: 200}")
	live := Start(s)
	var failures []int
	passed := 0
	for _, status := range statuses(live, ofRun("main"), 200) {
		if status == 200 {
			passed++
			continue
		}
		failures = append(failures, status)
	}
	if want := []int{500, 500, 500, 501, 502}; !reflect.DeepEqual(failures, want) || passed != 195 {
		t.Errorf("got %v and %d passed, want %v", failures, passed, want)
	}
	use := live.Uses()[0]
	if use.Used != 5 || !use.UsedUp || use.Matched < 6 || use.Matched > 60 || !use.Chance {
		t.Errorf("the use is %+v", use)
	}
}

// The chances of a rule and of its answer are multiplied, and a rule keeps its chance when
// others come before it.
func TestProbabilities(t *testing.T) {
	const n = 4000
	both := statuses(Start(rulesOf(t, "- {name: a, probability: 0.5, answer: {status: 500, probability: 0.5}}")), ofRun(""), n)
	given := 0
	for _, status := range both {
		given += status / 500
	}
	if given < n*22/100 || given > n*28/100 {
		t.Errorf("%d of %d were answered, want a quarter", given, n)
	}
	one := statuses(Start(rulesOf(t, "- {name: a, probability: 0.5, answer: {status: 500}}")), ofRun(""), 100)
	behind := statuses(Start(rulesOf(t, "- {name: b, when: {kind: operation}, answer: {status: 409}}\n- {name: a, probability: 0.5, answer: {status: 500}}")), ofRun(""), 100)
	if !reflect.DeepEqual(one, behind) {
		t.Error("a rule has another chance behind another rule")
	}
}

// A rule with a chance does not hide the rules behind it; a certain one does.
func TestProbabilityHidesNothing(t *testing.T) {
	for before, hides := range map[string]bool{
		"{probability: 0.9, answer: {status: 500}}": false, "{answer: {status: 500, probability: 0.9}}": false,
		"{probability: 1, answer: {status: 500}}": true, "{answers: [{status: 500}, {status: 501, probability: 0.1}], then: repeat}": false,
		"{when: {where: books.size > 1}, answer: {status: 500}}": false, "{when: {count: {match: {every: 2}}}, answer: {status: 500}}": false,
		"{when: {headers: {X-A: b}}, answer: {status: 500}}": false,
	} {
		_, err := Parse("f", []byte("version: 1\nrules:\n- "+before+"\n- answer: {status: 410}"))
		if (err != nil) != hides {
			t.Errorf("%s: %v", before, err)
		}
	}
}

// Chance says which of the matches are answered, however many come at once: the same ones
// every time, and never more than the limit.
func TestExactlyOnceWithChanceAndCounts(t *testing.T) {
	s := rulesOf(t, `
- name: limited chance
  probability: 0.5
  times: 200
  answer: {status: 409}
- name: nearly certain
  probability: 0.9999
  times: 4000
  answer: {status: 412}
- name: every third
  when: {count: {match: {every: 3}}}
  answer: {status: 410}
- name: the first fifty by expression
  when: {where: count.match <= 50}
  answer: {status: 411}
- name: in turn
  probability: 0.3
  answers: [{status: 500}, {status: 501, times: 30, probability: 0.7}, {status: 502}]
  then: next
`)
	const posts = 10_000
	rest := posts - 200 - 4000
	want := map[int]int{409: 200, 412: 4000, 410: rest / 3, 411: 50, 500: 1, 501: 30, 502: 1}
	want[0] = rest - rest/3 - 50 - 32
	for range 5 { // one round is over too soon to meet every time
		if got := hammer(Start(s), posts); !reflect.DeepEqual(got, want) {
			t.Fatalf("answers by status are %v, want %v", got, want)
		}
	}
}

// The same without anything else to do, so that posts really meet: no number of a use and none of
// a match is given twice.
func TestNumbersAreGivenOnce(t *testing.T) {
	const each, at = 20_000, 8
	live := Start(rulesOf(t, "- {probability: 0.5, answer: {status: 409}}\n- {when: {where: 'true'}, answer: {status: 410}}"))
	var all sync.WaitGroup
	for range at {
		all.Go(func() {
			for range each {
				live.takeByChance(0, live.Script().rules[0], 0)
			}
		})
	}
	all.Wait()
	if got := live.Uses()[0].Used; got != at*each {
		t.Errorf("%d numbers were given to %d posts", got, at*each)
	}
	for range at {
		all.Go(func() {
			for range each / 10 {
				var seen *scene
				if passed, ok := live.count(1, live.Script().rules[1], &Post{}, &seen); !ok {
					t.Error("the expression is not true:", passed.Trouble)
				}
			}
		})
	}
	all.Wait()
	if asked, matched := live.asked[1].Load(), live.matched[1].Load(); asked != at*each/10 || matched != asked {
		t.Errorf("%d and %d numbers were given to %d posts", asked, matched, at*each/10)
	}
}

// Whatever the probabilities and limits are: what is used is what was answered, nothing is
// answered beyond its limit, and the same seed plays the same.
func TestChanceReplays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		var rules strings.Builder
		for i := range rapid.IntRange(1, 4).Draw(t, "rules") {
			fmt.Fprintf(&rules, "- {times: %d, probability: %g, when: {count: {match: {every: %d}}}, answer: {status: %d, delay: {uniform: [0s, 1m]}, body: '{{ uuid }} {{ random }} {{ randInt 1 6 }} {{ counter \"c\" }}'}}\n",
				rapid.IntRange(1, 20).Draw(t, "times"), rapid.Float64Range(0.05, 1).Draw(t, "probability"), rapid.IntRange(1, 3).Draw(t, "every"), 500+i)
		}
		s, err := Parse("f", []byte("version: 1\nrules:\n"+rules.String()))
		if err != nil {
			t.Fatal(err)
		}
		run := rapid.StringMatching("[a-z]{0,5}").Draw(t, "run")
		a, b := Start(s, WithSeed(seed)), Start(s, WithSeed(seed))
		given := map[string]int{}
		for i := range 60 {
			first, ok := a.Answer(ofRun(run))
			again, okToo := b.Answer(ofRun(run))
			if ok != okToo || !reflect.DeepEqual(first, again) {
				t.Fatalf("post %d: got %+v, then %+v", i, first, again)
			}
			if ok {
				given[first.Rule]++
			}
		}
		for _, use := range a.Uses() {
			if use.Used != given[use.Rule] || use.Used > use.Limit || use.Matched < use.Used {
				t.Fatalf("the use is %+v of %d answers", use, given[use.Rule])
			}
		}
	})
}
