package script

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"
)

func TestConditionsAroundThePayload(t *testing.T) {
	tests := map[string]bool{
		"headers: {X-Station: st 4}": true, "headers: {x-station: [a, other]}": true, "headers: {X-Station: ST 4}": false, "headers: {X-Station: 4}": false,
		"headers: {X-Line: 7}": true, "headers: {X-Line: '7'}": true, "headers: {X-Station: {matches: '^st [0-9]$'}}": true, "headers: {X-Station: {matches: '^4'}}": false,
		"headers: {X-None: {absent: true}}": true, "headers: {X-Line: {absent: true}}": false, "headers: {X-Line: {present: true}}": true,
		"headers: {X-None: {present: true}}": false, "headers: {X-None: ''}": false, "headers: {X-Line: 7, X-None: {present: true}}": false,
		"query: {line: A&B}": true, "query: {line: [x, second]}": true, "query: {Line: A&B}": false, "query: {none: {absent: true}}": true, "query: {empty: ''}": true,
		"run: line-5": true, "run: [a, line-5]": true, "run: line": false, "run: {matches: '^line-'}": true, "run: {matches: '^x'}": false,
		"count: {post: 7}": true, "count: {post: [1, 7]}": true, "count: {post: 8}": false, "count: {post: {above: 6, below: 8}}": true,
		"count: {post: {atLeast: 8}}": false, "count: {post: {atMost: 6}}": false, "count: {post: {every: 7}}": true, "count: {post: {every: 2}}": false,
		"count: 1": true, "count: {match: 1, post: 7}": true, "count: 1e0": true, "count: [2, 3]": false, "count: {match: {atLeast: 2}}": false,
		"{headers: {X-Line: 7}, query: {line: A&B}, run: line-5, count: {post: 7}}": true,
		"{headers: {X-Line: 7}, query: {line: A&B}, run: line-6, count: {post: 7}}": false,
	}
	p := Post{
		Header: http.Header{"X-Station": {"st 4", "other"}, "X-Line": {"7"}}, Query: url.Values{"line": {"A&B", "second"}, "empty": {""}},
		Run: "line-5", Seq: 7,
	}
	for condition, want := range tests {
		t.Run(condition, func(t *testing.T) {
			if condition[0] != '{' {
				condition = "{" + condition + "}"
			}
			if _, got := Start(rulesOf(t, "- when: "+condition+"\n  answer: {status: 409}")).Answer(p); got != want {
				t.Errorf("matches: %v, want %v", got, want)
			}
		})
	}
}

// The number of a match counts the posts that reach the rule and are what it is about.
func TestCounts(t *testing.T) {
	tests := map[string][]int{
		"count: 3":                             {0, 0, 409, 0, 0, 0, 0},
		"count: [1, 4]":                        {409, 0, 0, 409, 0, 0, 0},
		"count: {match: {every: 3}}":           {0, 0, 409, 0, 0, 409, 0},
		"count: {match: {above: 5}}":           {0, 0, 0, 0, 0, 409, 409},
		"count: {match: {atMost: 2}}":          {409, 409, 0, 0, 0, 0, 0},
		"where: count.match == 2":              {0, 409, 0, 0, 0, 0, 0},
		"where: count.match <= 2":              {409, 409, 0, 0, 0, 0, 0},
		"where: count.match % 3 == 0":          {0, 0, 409, 0, 0, 409, 0},
		"where: count.match > 2, count: 2":     {0, 0, 0, 409, 0, 0, 0},
		"count: {match: {above: 2, every: 2}}": {0, 0, 0, 409, 0, 409, 0},
	}
	for condition, want := range tests {
		live := Start(rulesOf(t, "- {when: {"+condition+"}, answer: {status: 409}}"))
		if got := statuses(live, Post{}, len(want)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", condition, got, want)
		}
	}
	live := Start(rulesOf(t, "- {times: 2, when: {run: a}, answer: {status: 408}}\n- {when: {run: a, count: 2}, times: once, answer: {status: 409}}"))
	got := statuses(live, Post{Run: "b"}, 3)
	got = append(got, statuses(live, Post{Run: "a"}, 6)...)
	if want := []int{0, 0, 0, 408, 408, 0, 409, 0, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if use := live.Uses()[1]; use.Matched != 2 || use.Used != 1 || !use.UsedUp {
		t.Errorf("the use is %+v", use)
	}
}

// What hides what is seen around the payload too.
func TestUnreachableRulesAroundThePayload(t *testing.T) {
	tests := []struct {
		before, later string
		want          bool
	}{
		{"{run: a}", "{run: a}", true}, {"{run: [a, b]}", "{run: a, kind: device}", true}, {"{run: a}", "{run: [a, b]}", false}, {"{run: a}", "{}", false},
		{"{headers: {X-A: b}}", "{headers: {x-a: b, X-C: d}}", true}, {"{headers: {X-A: b}}", "{headers: {X-A: c}}", false},
		{"{headers: {X-A: b}}", "{query: {X-A: b}}", false}, {"{query: {a: {present: true}}}", "{query: {a: [b, c]}}", true},
		{"{where: books.size > 1}", "{where: books.size > 1, kind: device}", true}, {"{where: books.size > 1}", "{where: books.size > 2}", false},
		{"{where: count.match > 1}", "{where: count.match > 1}", false}, {"{count: 1}", "{count: 1}", false}, {"{count: {post: {above: 1}}}", "{count: {post: {above: 1}}}", false},
		{"{kind: device}", "{kind: device, count: 1, where: books.size > 1}", true},
	}
	for _, tt := range tests {
		_, err := Parse("f", []byte("version: 1\nrules:\n- {when: "+tt.before+", answer: {status: 409}}\n- {when: "+tt.later+", answer: {status: 410}}\n"))
		if (err != nil) != tt.want {
			t.Errorf("%s hides %s: %v, want %v", tt.before, tt.later, err, tt.want)
		}
	}
}
