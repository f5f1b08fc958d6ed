package script

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// rulesOf reads the rules of a script, without the lines that all scripts have.
func rulesOf(t testing.TB, rules string) *Script {
	t.Helper()
	s, err := Parse("test.yaml", []byte("version: 1\nrules:\n"+rules))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// post makes a post of a JSON payload.
func post(t testing.TB, kind schemas.Kind, payload string) Post {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(payload))
	decoder.UseNumber()
	p := Post{Kind: kind, Run: "main", Seq: 7, BooksID: "ERP-DEV-000001"}
	if err := decoder.Decode(&p.Payload); err != nil {
		t.Fatal(err)
	}
	p.Type, _ = p.Payload["type"].(string)
	return p
}

// statuses gives the statuses of n answers to the same post; 0 is no answer and -1 a pass.
func statuses(live *Live, p Post, n int) []int {
	list := make([]int, n)
	for i := range list {
		if answer, ok := live.Answer(p); answer.Pass {
			list[i] = -1
		} else if ok {
			list[i] = answer.Status
		}
	}
	return list
}

func TestAnswersInTheirOrder(t *testing.T) {
	tests := map[string]struct {
		rules string
		want  []int
	}{
		"for ever":      {"- answer: {status: 409}", []int{409, 409, 409}},
		"said so":       {"- {times: forever, answer: {status: 409}}", []int{409, 409, 409}},
		"once":          {"- {times: once, answer: {status: 409}}", []int{409, 0, 0}},
		"twice":         {"- {times: 2, answer: {status: 409}}", []int{409, 409, 0}},
		"first rule":    {"- {times: once, answer: {status: 409}}\n- {times: 1, answer: {status: 410}}\n- answer: {status: 411}", []int{409, 410, 411, 411}},
		"no status":     {"- answer: {body: {}}", []int{200}},
		"pass":          {"- {times: once, answer: {pass: true}}\n- answer: {status: 409}", []int{-1, 409, 409}},
		"sequence":      {"- answers: [{status: 500}, {status: 501, times: 2}, {pass: true}]\n- answer: {status: 200}", []int{500, 501, 501, -1, 200, 200}},
		"then next":     {"- {answers: [{status: 500}, {status: 501}], then: next}", []int{500, 501, 0}},
		"then last":     {"- {answers: [{status: 500, times: 2}, {status: 501}], then: last}", []int{500, 500, 501, 501, 501}},
		"then repeat":   {"- {answers: [{status: 500, times: 2}, {status: 501}], then: repeat}", []int{500, 500, 501, 500, 500, 501, 500}},
		"last of many":  {"- {answers: [{status: 500}, {status: 501, times: 2}], then: last}", []int{500, 501, 501, 501, 501}},
		"not our post":  {"- {when: {kind: operation}, answer: {status: 409}}", []int{0}},
		"books instead": {"- {when: {kind: operation}, answer: {status: 409}}\n- {when: {type: remove}, answer: {status: 410}}", []int{0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			live := Start(rulesOf(t, tt.rules))
			if got := statuses(live, post(t, schemas.Device, `{"type":"add"}`), len(tt.want)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPlaysAreApart(t *testing.T) {
	s := rulesOf(t, "- {times: once, answer: {status: 409}}")
	p := post(t, schemas.Device, `{}`)
	for range 2 {
		if got := statuses(Start(s), p, 2); !reflect.DeepEqual(got, []int{409, 0}) {
			t.Errorf("got %v", got)
		}
	}
}

func TestNoScriptAnswersNothing(t *testing.T) {
	var none *Live
	for _, live := range []*Live{none, Start(nil), Start(&Script{})} {
		if _, ok := live.Answer(Post{}); ok || len(live.Uses()) != 0 {
			t.Error("a live script of nothing has answers or uses")
		}
	}
	if none.Script() != nil || Start(nil).Script() != nil {
		t.Error("there is a script")
	}
}

// hammer sends posts from 16 stations at once and counts the answers by status.
func hammer(live *Live, posts int) map[int]int {
	const stations = 16
	start, results := make(chan struct{}), make(chan map[int]int)
	for i := range stations {
		go func() {
			mine := make(map[int]int)
			<-start
			for n := i; n < posts; n += stations {
				answer, _ := live.Answer(Post{Kind: schemas.Operation})
				mine[answer.Status]++
			}
			results <- mine
		}()
	}
	close(start)
	counted := make(map[int]int)
	for range stations {
		for status, n := range <-results {
			counted[status] += n
		}
	}
	return counted
}

// Every scripted answer is given exactly as often as the script says, also when 10,000
// posts come at once.
func TestExactlyOnceUnderConcurrency(t *testing.T) {
	s := rulesOf(t, `
- name: hundred
  times: 100
  answer: {status: 409}
- name: in turn
  answers: [{status: 500}, {status: 501, times: 30}, {status: 502}]
- name: many
  times: 5000
  answer: {status: 410}
- name: round
  when: {kind: operation}
  then: repeat
  answers: [{status: 503}, {status: 504, times: 2}]
`)
	const posts = 10_000
	rest := posts - 100 - 32 - 5000
	want := map[int]int{409: 100, 500: 1, 501: 30, 502: 1, 410: 5000, 503: (rest + 2) / 3, 504: rest - (rest+2)/3}
	for range 20 { // one round is over too soon to meet in the middle every time
		live := Start(s)
		if counted := hammer(live, posts); !reflect.DeepEqual(counted, want) {
			t.Fatalf("answers by status are %v, want %v", counted, want)
		}
		if uses, want := counts(live), []Use{
			{Rule: "hundred", Line: 4, Used: 100, Limit: 100, UsedUp: true}, {Rule: "in turn", Line: 7, Used: 32, Limit: 32, UsedUp: true},
			{Rule: "many", Line: 9, Used: 5000, Limit: 5000, UsedUp: true}, {Rule: "round", Line: 12, Used: rest},
		}; !reflect.DeepEqual(uses, want) {
			t.Fatalf("uses are\n%+v, want\n%+v", uses, want)
		}
	}
}

func TestRulesWithoutNames(t *testing.T) {
	s := rulesOf(t, "- {times: once, answer: {status: 409}}\n- {name: mine, times: once, answer: {status: 409}}\n- answer: {delay: 1m30s, pass: true}")
	live := Start(s)
	for _, want := range []string{"rule 1", "mine", "rule 3"} {
		if answer, _ := live.Answer(Post{}); answer.Rule != want {
			t.Errorf("the rule is %q, want %q", answer.Rule, want)
		}
	}
	if answer, ok := live.Answer(Post{}); !ok || !answer.Pass || answer.Delay.String() != "1m30s" || answer.Status != 0 || answer.Header != nil || answer.Body != nil {
		t.Errorf("the answer that passes is %+v", answer)
	}
	if live.Script() != s || s.Name() != "test.yaml" || !strings.HasPrefix(string(s.Source()), "version: 1\nrules:\n- {times: once") {
		t.Error("the script is not the one that was read")
	}
}

// withClock is what `now` in a template reads, instead of the clock of the machine.
func withClock(now func() time.Time) Option { return func(l *Live) { l.now = now } }
