package script

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// told writes misses as lines.
func told(list []traffic.Miss) string {
	var lines []string
	for _, m := range list {
		lines = append(lines, fmt.Sprintf("%s (line %d): %s", m.Rule, m.Line, m.Reason))
	}
	return strings.Join(lines, "\n")
}

// missed is why the rules did not answer a post that was just answered.
func missed(l *Live, p Post, said Answer) []traffic.Miss {
	return l.Script().missed(&p, &said.Asked)
}

const whyRules = `
- name: operations
  when: {kind: operation, type: remove, members: {actCode: A}}
  answer: {status: 409}
- name: another serial
  when: {kind: device, type: add, members: {serial: SN-8}}
  answer: {status: 409}
- name: removals
  when: {kind: device, type: remove}
  answer: {status: 409}
- name: two things
  when: {members: {serial: {matches: '^X'}, sku: [A, B]}, headers: {X-Station: 4}, run: {matches: '^line'}}
  answer: {status: 409}
- name: by expression
  when: {where: payload.serial endsWith "8"}
  answer: {status: 409}
- name: no sum
  when: {kind: device, where: 'get(payload, "none") + 1 > 2'}
  answer: {status: 409}
- name: used up
  times: 2
  when: {type: add}
  answer: {status: 408}
- name: the third
  when: {count: 3}
  answer: {status: 410}
- name: by chance
  probability: 0.000001
  answer: {status: 411}
- name: the rest
  answer: {status: 412}
`

func whyPost(t testing.TB) Post {
	p := post(t, schemas.Device, `{"type":"add","serial":"SN-7","sku":"P","workorderNumber":"WO-1"}`)
	p.Header = http.Header{"X-Station": {"5"}}
	return p
}

func TestWhyTellsTheNearestRuleFirst(t *testing.T) {
	live := Start(rulesOf(t, whyRules))
	p := whyPost(t)
	for range 2 {
		live.Answer(p)
	}
	want := `used up (line 22): it is used up: it has answered its 2 posts
the third (line 26): its count let the post pass: it was match 1, wanted: 3
by chance (line 29): its probability let the post pass (seed 1)
another serial (line 7): serial is "SN-7", wanted: "SN-8"
by expression (line 16): where is false, wanted: payload.serial endsWith "8"
no sum (line 19): where is an error: invalid operation: what is not there + int, wanted: get(payload, "none") + 1 > 2
removals (line 10): type is add, wanted: remove
two things (line 13): serial is "SN-7", wanted: text that matches ^X; sku is "P", wanted: "A" or "B"; header X-Station is "5", wanted: "4"; and 1 more
operations (line 4): kind is device, wanted: operation; type is add, wanted: remove; actCode is nothing, wanted: "A"`
	said, _ := live.Answer(p)
	if got := told(missed(live, p, said)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The list of misses ends at the rule that answered.
func TestMissedEndsWhereTheAnswerWas(t *testing.T) {
	live := Start(rulesOf(t, whyRules))
	p := whyPost(t)
	said, _ := live.Answer(p)
	got := missed(live, p, said)
	if said.Rule != "used up" || strings.Contains(told(got), "used up") || !strings.Contains(told(got), "no sum") {
		t.Errorf("%s answered, got\n%s", said.Rule, told(got))
	}
	want := []traffic.Difference{{Member: "serial", Wanted: `"SN-8"`, Got: `"SN-7"`}}
	for _, m := range got {
		if m.Rule == "another serial" && !reflect.DeepEqual(m.Differing, want) {
			t.Errorf("the differences are %+v, want %+v", m.Differing, want)
		}
	}
}

// Of many rules the ten nearest are listed, wherever they stand.
func TestMissedTellsTheTenNearest(t *testing.T) {
	far := strings.Repeat("- {when: {kind: operation, type: remove}, times: 3, answer: {status: 409}}\n", 30)
	live := Start(rulesOf(t, far+"- {name: near, when: {members: {serial: SN-8}}, answer: {status: 409}}\n"+far))
	p := whyPost(t)
	said, ok := live.Answer(p)
	if got := missed(live, p, said); ok || len(got) != MostMissed || got[0].Rule != "near" {
		t.Errorf("got %v with\n%s", ok, told(got))
	}
}

// What is kept and shown of headers and the query has no secrets: not those of the post, and not those of
// the script, which a post may have guessed.
func TestMissedTellsNoSecrets(t *testing.T) {
	live := Start(rulesOf(t, `
- {when: {headers: {Authorization: Bearer hidden-0}, query: {api_key: hidden-9}}, answer: {status: 409}}
- {when: {where: 'header["Authorization"] == "Bearer hidden-3"'}, answer: {status: 409}}
- {when: {where: 'int(header["Authorization"]) > 3'}, answer: {status: 409}}
- {when: {where: 'query.token == "hidden-4" and payload.serial == "hidden-5"'}, answer: {status: 409}}
- {when: {where: 'header["X-Station"] == "4"'}, answer: {status: 409}}
`))
	p := Post{Header: http.Header{"Authorization": {"Bearer hidden-1"}}, Query: url.Values{"api_key": {"hidden-2"}}}
	said, _ := live.Answer(p)
	got := missed(live, p, said)
	if len(got) != 5 || strings.Contains(fmt.Sprintf("%+v", got), "hidden") {
		t.Errorf("got %+v", got)
	}
	words := told(got)
	for _, want := range []string{`header Authorization is "Bearer ***", wanted: ***`, `wanted: header["Authorization"] == "***"`,
		"it cannot be computed with these headers", `wanted: header["X-Station"] == "4"`} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is missing in\n%s", want, words)
		}
	}
}

// An expression is told with the number of the post that it saw.
func TestMissedSeesTheNumberThatTheExpressionSaw(t *testing.T) {
	live := Start(rulesOf(t, "- {when: {where: count.match == 2}, answer: {status: 409}}"))
	for n := 1; n <= 3; n++ {
		said, ok := live.Answer(Post{})
		if got := missed(live, Post{}, said); ok != (n == 2) || (len(got) == 0) != ok {
			t.Errorf("post %d: got %v with\n%s", n, ok, told(got))
		}
	}
}

// Asking why counts nothing and changes no answer.
func TestMissedCountsNothing(t *testing.T) {
	const rules = "- {name: every third, when: {where: count.match % 3 == 0, count: {match: {every: 2}}}, answer: {status: 407, body: '{{ counter \"a\" }}'}}" + whyRules
	asked, silent := Start(rulesOf(t, rules)), Start(rulesOf(t, rules))
	p := whyPost(t)
	for range 20 {
		first, _ := asked.Answer(p)
		missed(asked, p, first)
		second, _ := silent.Answer(p)
		if !reflect.DeepEqual(first, second) {
			t.Fatalf("got %+v, without asking %+v", first, second)
		}
	}
	if !reflect.DeepEqual(counts(asked), counts(silent)) {
		t.Errorf("the uses are %+v, want %+v", asked.Uses(), silent.Uses())
	}
}

// The rules that let a post pass are kept with its answer, as they were.
func TestPassedRulesAreKept(t *testing.T) {
	live := Start(rulesOf(t, `
- {name: second, when: {count: 2}, answer: {status: 409}}
- {name: rarely, probability: 0.000001, answer: {status: 410}}
- {name: third of its own, when: {where: count.match == 2}, answer: {status: 411}}
- {name: broken, when: {where: 'get(payload, "none") + 1 > 2'}, answer: {status: 411}}
- {name: once, times: once, answer: {status: 412}}`))
	got, ok := live.Answer(Post{})
	want := []traffic.Passed{
		{Rule: 0, Matched: 1}, {Rule: 1, Matched: 1}, {Rule: 2, Asked: 1},
		{Rule: 3, Trouble: "invalid operation: what is not there + int"},
	}
	if !ok || !strings.HasPrefix(fmt.Sprint(got.Asked.Passed), strings.TrimSuffix(fmt.Sprint(want), " }]")) || got.Asked.Before != 4 {
		t.Errorf("got %v with %+v", ok, got.Asked)
	}
	if got, _ := live.Answer(Post{}); got.Rule != "second" || got.Asked.Passed != nil || got.Asked.Before != 0 {
		t.Errorf("got %+v", got)
	}
	if got, ok := live.Answer(Post{}); !ok || got.Rule != "third of its own" || got.Asked.Passed[0].Matched != 3 || got.Asked.Passed[1].Matched != 2 {
		t.Errorf("got %v with %+v", ok, got)
	}
	if got, ok := live.Answer(Post{}); ok || got.Asked.Before != 5 || len(got.Asked.Passed) != 4 {
		t.Errorf("got %v with %+v", ok, got)
	}
}

// Of many rules that let a post pass no more are kept than are told.
func TestPassedRulesAreBounded(t *testing.T) {
	live := Start(rulesOf(t, strings.Repeat("- {when: {count: 9}, answer: {status: 409}}\n", 50)))
	said, ok := live.Answer(Post{})
	got := missed(live, Post{}, said)
	if ok || len(said.Asked.Passed) != MostMissed || len(got) != MostMissed || got[9].Reason != "its count let the post pass: it was match 1, wanted: 9" {
		t.Errorf("got %v with %+v\n%s", ok, said, told(got))
	}
}

// What it costs to tell why, with a hundred rules.
func BenchmarkMissed(b *testing.B) {
	live := Start(rulesOf(b, hundredRules("{when: {kind: operation}, answer: {status: 409}}")))
	p := post(b, schemas.Device, benchPayload)
	said, _ := live.Answer(p)
	b.ReportAllocs()
	for b.Loop() {
		missed(live, p, said)
	}
}
