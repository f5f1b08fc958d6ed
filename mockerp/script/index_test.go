package script

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// answerPlainly is Answer without the index: every rule is asked, one after the other.
func answerPlainly(l *Live, post Post) (answer Answer, ok bool) {
	s := l.playing.Load()
	asked := traffic.AskedScript{Script: s.told, Before: len(s.rules)}
	var seen *scene
	for i, r := range s.rules {
		limit := r.limit()
		if r.off || limit > 0 && l.used[i].Load() >= limit || !r.when.matches(&post) {
			continue
		}
		var number uint64
		var passed traffic.Passed
		var ok bool
		if r.plain {
			number, ok = l.take(i, limit)
		} else {
			number, passed, ok = l.claim(i, r, &post, &seen)
		}
		if ok {
			answer = l.make(r, r.turn(number), number, &post)
			if asked.Before = i; i > 0 {
				answer.Asked = asked
			}
			return answer, true
		}
		if passed.Rule = i; passed != (traffic.Passed{Rule: i}) && len(asked.Passed) < MostMissed {
			asked.Passed = append(asked.Passed, passed)
		}
	}
	return Answer{Asked: asked}, false
}

// hostileValues are values in JSON that are easily taken for each other, or are no good at all.
var hostileValues = []string{
	`"SN-1"`, `"SN-10"`, `"sn-1"`, `"SN-1 "`, `""`, `"1"`, `1`, `1.0`, `10e-1`, `0.1e1`, `-1`, `1.00000000000000000000000000000001`, `0`, `-0`, `0.0`,
	`9007199254740993`, `9007199254740992`, `1e999999999`, `1e999999998`, `1e99999999999999999999`, `-1e-999999999`, `0.05`, `5e-2`, `0.050`, `1200`, `12e2`, `12`,
	`null`, `"null"`, `true`, `"true"`, `false`, `{}`, `{"b":1}`, `{"b":"SN-1"}`, `[]`, `[1]`, `"é"`, `"e\u0301"`, `"\ufffd"`, "\"\xff\"", `"\u0000"`,
	`"` + strings.Repeat("9", 70_000) + `"`, strings.Repeat("9", 5_000), `1` + strings.Repeat("0", 5_000), `1.` + strings.Repeat("0", 5_000), `"SN-1` + strings.Repeat("x", 66_000) + `"`,
}

// wantedValues are those of them that a script may have.
var wantedValues = []string{
	`"SN-1"`, `"SN-10"`, `"sn-1"`, `""`, `"1"`, `1`, `1.0`, `10e-1`, `-1`, `0`, `-0.0`, `9007199254740993`, `1e999999999`, `0.05`, `5e-2`, `1200`, `null`, `"null"`, `true`, `false`,
	`"\ufffd"`, `"é"`, strings.Repeat("9", 900),
}

var hostilePatterns = []string{`^SN-`, `^SN-1`, `^SN-1$`, `SN-1`, `(?i)^sn-`, `^(S|s)`, `^é`, `^\x{FFFD}`, `^`, `^9+$`, `(?m)^SN-1`, `^S|1`, `\ASN-`, `^SN-*1`}

var indexMembers = []string{"serial", "sku", "/serial", "/a", "/a/b", "/n"}

func drawCondition(t *rapid.T, member string) any {
	of := func(words []string) string { return rapid.SampledFrom(words).Draw(t, "value") }
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		return map[string]any{"matches": of(hostilePatterns)}
	case 1:
		return map[string]any{"absent": true}
	case 2:
		return map[string]any{"present": true}
	case 3:
		if strings.HasPrefix(member, "/") && member != "/serial" {
			return map[string]any{"atLeast": json.RawMessage(`1.0`)}
		}
	case 4, 5:
		return []json.RawMessage{json.RawMessage(of(wantedValues)), json.RawMessage(of(wantedValues))}
	}
	return json.RawMessage(of(wantedValues))
}

func drawRule(t *rapid.T) map[string]any {
	when := map[string]any{}
	maybe := func(percent int, name string, value func() any) {
		if rapid.IntRange(1, 100).Draw(t, name+"?") <= percent {
			when[name] = value()
		}
	}
	maybe(50, "kind", func() any {
		return rapid.SampledFrom([]any{"device", "operation", []string{"device", "item-attach"}}).Draw(t, "kind")
	})
	if when["kind"] == "device" || when["kind"] == nil {
		maybe(40, "type", func() any {
			return rapid.SampledFrom([]any{"add", "remove", []string{"add", "remove"}}).Draw(t, "type")
		})
	}
	maybe(75, "members", func() any {
		members := map[string]any{}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(indexMembers[2:]), 1, 3).Draw(t, "members") {
			members[name] = drawCondition(t, name)
		}
		return members
	})
	maybe(10, "headers", func() any { return map[string]any{"X-A": "1"} })
	maybe(10, "where", func() any {
		return rapid.SampledFrom([]string{"count.match % 2 == 0", `get(payload, "serial") == "SN-1"`, `get(payload, "n") + 1 > 1`}).Draw(t, "where")
	})
	maybe(10, "count", func() any {
		return rapid.SampledFrom([]any{2, map[string]any{"post": map[string]any{"every": 2}}}).Draw(t, "count")
	})
	rule := map[string]any{"when": when, "answer": map[string]any{"status": 409}}
	if rapid.Bool().Draw(t, "by chance") {
		rule["probability"] = 0.5
	} else {
		rule["times"] = rapid.IntRange(1, 4).Draw(t, "times")
	}
	return rule
}

// drawBody is the text of a post, whose members may be there twice or not at all.
func drawBody(t *rapid.T) string {
	var members []string
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		name := rapid.SampledFrom([]string{"serial", "a", "n", "type"}).Draw(t, "name")
		value := rapid.SampledFrom(hostileValues).Draw(t, "value")
		if name == "type" && rapid.IntRange(0, 9).Draw(t, "right type") > 0 {
			value = rapid.SampledFrom([]string{`"add"`, `"remove"`}).Draw(t, "type")
		}
		members = append(members, strconv.Quote(name)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func drawPost(t *rapid.T, number int) (p Post, body string) {
	body = drawBody(t)
	payload, _ := schemas.Parse([]byte(body))
	p = Post{
		Kind: rapid.SampledFrom([]schemas.Kind{schemas.Device, schemas.Device, schemas.ItemAttach, schemas.Operation, ""}).Draw(t, "kind"),
		Type: schemas.Text(payload, "type"), Payload: payload, Run: "default", Seq: uint64(number),
	}
	if rapid.Bool().Draw(t, "header") {
		p.Header = http.Header{"X-A": {"1"}}
	}
	return p, body
}

// The index finds the rule that comes first in the script, whatever is in the script and in the post, and asks no rule
// that would not have been asked, for that counts.
func TestIndex_ChoosesTheSameRuleAsAWalkOverAllRules(t *testing.T) {
	answered := 0
	rapid.Check(t, func(t *rapid.T) {
		var rules []any
		for range rapid.IntRange(1, 25).Draw(t, "rules") {
			rules = append(rules, drawRule(t))
		}
		source, err := json.Marshal(map[string]any{"version": 1, "rules": rules})
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse("script", source)
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		indexed, plain := Start(s), Start(s)
		for n := range rapid.IntRange(1, 12).Draw(t, "posts") {
			if rapid.IntRange(0, 4).Draw(t, "switch") == 0 {
				changed, _ := indexed.Script().Switch(rapid.IntRange(1, len(rules)).Draw(t, "rule"), rapid.Bool().Draw(t, "off"))
				indexed.Follow(changed)
				plain.Follow(changed)
			}
			p, _ := drawPost(t, n+1)
			got, ok := indexed.Answer(p)
			want, wanted := answerPlainly(plain, p)
			if ok != wanted || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(counts(indexed), counts(plain)) {
				t.Fatalf("got %v %+v, want %v %+v for %.200q of\n%s", ok, got, wanted, want, fmt.Sprint(p), source)
			}
			if ok {
				answered++
			}
		}
	})
	if answered < 50 {
		t.Errorf("only %d posts were answered: this shows nothing", answered)
	}
}

// One rule that asks for one value is found for exactly the values that are the same.
func TestIndex_FindsEachValueByItsRule(t *testing.T) {
	for _, want := range wantedValues {
		s, err := Parse("script", []byte(`{"version":1,"rules":[{"when":{"members":{"/a":`+want+`}},"answer":{"status":409}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range hostileValues {
			payload, _ := schemas.Parse([]byte(`{"a":` + value + `}`))
			_, got := Start(s).Answer(Post{Payload: payload})
			if _, wanted := answerPlainly(Start(s), Post{Payload: payload}); got != wanted {
				t.Errorf("a rule for %.60s and a post with %.60s: got %v, want %v", want, value, got, wanted)
			}
		}
	}
}

// One rule that asks for a pattern is found for every text that the pattern is in, also for bytes that are no letters.
func TestIndex_FindsEachTextByItsPattern(t *testing.T) {
	for _, pattern := range hostilePatterns {
		s := rulesOf(t, "- {when: {members: {/a: {matches: '"+pattern+"'}}}, answer: {status: 409}}")
		for _, text := range []string{"SN-1", "sn-1", "Sn-1", "SN-", "SN", "", "x\nSN-1", "\xff", "\xffx", "\ufffd", "é", "É", "e\u0301", "999", "S", "1"} {
			p := Post{Payload: map[string]any{"a": text}}
			_, got := Start(s).Answer(p)
			if _, wanted := answerPlainly(Start(s), p); got != wanted {
				t.Errorf("a rule for %s and a post with %q: got %v, want %v", pattern, text, got, wanted)
			}
		}
	}
}

// A rule that is found twice would count a post twice.
func TestIndex_FindsARuleOnce(t *testing.T) {
	live := Start(rulesOf(t, "- {when: {members: {/a: [1, 1.0, 10e-1, x]}, count: 2}, answer: {status: 409}}"))
	if got := fmt.Sprint(statuses(live, post(t, schemas.Device, `{"a":1}`), 3)); got != "[0 409 0]" {
		t.Errorf("got %s", got)
	}
}

// Of a hundred rules only those are looked at that can be about the post.
func TestIndex_LooksAtFewRules(t *testing.T) {
	for name, test := range map[string]struct {
		when string
		want int
	}{
		"each another serial":                {`{kind: device, members: {serial: X-%d, sku: P}}`, 1},
		"the same value and another pattern": {`{members: {sku: P, serial: {matches: '^X-%d$'}}}`, 1},
		"another kind":                       {`{kind: operation, count: %d}`, 0},
		"another type":                       {`{kind: device, type: remove, count: %d}`, 0},
		"no value":                           {`{members: {serial: {matches: 'X-%d'}}}`, 100},
	} {
		text := ""
		for i := range 100 {
			text += "- {when: " + fmt.Sprintf(test.when, i+1) + ", times: 1, answer: {status: 409}}\n"
		}
		s, p := rulesOf(t, text), post(t, schemas.Device, `{"type":"add","serial":"X-7","sku":"P"}`)
		found, n := s.index.find(&p), 0
		for found.next() >= 0 {
			n++
		}
		if n != test.want {
			t.Errorf("%s: %d rules are looked at, want %d", name, n, test.want)
		}
	}
}

// More lists of rules than there is room for come out in the order of the script all the same.
func TestIndex_KeepsTheOrderOfManyMembers(t *testing.T) {
	text, body := "", `"type":"add"`
	for i := range 80 {
		text += fmt.Sprintf("- {when: {members: {/m%d: A}}, times: 1, answer: {status: %d}}\n", i%40, 400+i)
		body += fmt.Sprintf(`,"m%d":"A"`, i%40)
	}
	for i, got := range statuses(Start(rulesOf(t, text)), post(t, schemas.Device, "{"+body+"}"), 80) {
		if got != 400+i {
			t.Fatalf("post %d got %d", i+1, got)
		}
	}
}
