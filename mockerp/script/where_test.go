package script

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// attachPost is a post with something of everything.
func attachPost(t testing.TB) Post {
	p := post(t, schemas.ItemAttach, attach)
	p.Header = http.Header{"X-Station": {"st 4", "other"}}
	p.Query = url.Values{"line": {"A&B"}}
	p.BooksSize = 3
	return p
}

// whereRule is a rule with one expression, in a block of lines so that it may have any letters.
func whereRule(expression string) string {
	return "- when:\n    kind: item-attach\n    where: |-\n      " + expression + "\n  answer: {status: 409}"
}

func TestExpressions(t *testing.T) {
	tests := map[string]bool{
		`payload.serial == "SN-7"`: true, `payload.serial != "SN-7"`: false, `payload.serial startsWith "SN-"`: true, `payload.serial matches "^SN-[0-9]$"`: true,
		`payload.sku == "ק-1"`: true, `payload["sku"] endsWith "1"`: true, `payload.item.quantity == 0.1`: true, `payload.item.quantity * 10 == 1`: true,
		`payload.item.sku in ["0005", "0007"]`: true, `payload.item?.serial == nil`: true, `(payload.item.serial ?? "none") == "none"`: true,
		`get(payload, "big") == 9007199254740993`: true, `get(payload, "big") == 9007199254740992`: false, `get(payload, "none") == nil`: true,
		`any(get(get(payload, "station"), "list"), # == 1)`: true, `all(get(get(payload, "station"), "list"), # > 1)`: false, `len(payload.serial) == 4`: true,
		`header["x-station"] == "st 4"`: true, `header["X-None"] == ""`: true, `query.line == "A&B"`: true, `kind == "item-attach" and type == "add"`: true, `run == "main"`: true,
		`count.post == 7 and count.match == 1`: true, `count.post % 7 == 0`: true, `count.post in 5..9`: true, `books.size >= 3 and books.id == "ERP-DEV-000001"`: true,
		`not (books.size > 5)`: true, `payload.workorderExternalId == nil`: true, `(payload.serial | lower()) == "sn-7"`: true, `int(payload.item.sku) == 5`: true,
		`books.size > 2 ? run == "main" : false`: true, `true`: true,
	}
	for expression, want := range tests {
		t.Run(expression, func(t *testing.T) {
			live := Start(rulesOf(t, whereRule(expression)))
			got, ok := live.Answer(attachPost(t))
			if ok != want || troubles(got) != nil {
				t.Errorf("matches: %v, want %v (%v)", ok, want, troubles(got))
			}
		})
	}
}

// troubles are why expressions could not be computed.
func troubles(said Answer) (list []string) {
	for _, one := range said.Asked.Passed {
		if one.Trouble != "" {
			list = append(list, one.Trouble)
		}
	}
	return list
}

// What cannot be computed is not a match, and is told.
func TestExpressionsThatCannotBeComputed(t *testing.T) {
	tests := map[string]string{
		`get(payload, "none") > 1`:                                           "invalid operation: what is not there > int",
		`get(payload, "serial") > 1`:                                         "invalid operation: string > int",
		`get(payload.item, "sku") + 1 > 2`:                                   "invalid operation: string + int",
		`get(get(payload, "none"), "x") == 1 or get(payload, "none").x == 1`: "cannot fetch x from what is not there",
		`int(payload.sku) > 1`:                                               "invalid operation: int(ק-1)",
		`get(payload, "huge") > 1`:                                           "a number is too large or has too many digits to be computed with: members compares it exactly",
		`true and get(payload, "serial")`:                                    "invalid operation: bool(string)",
	}
	for expression, want := range tests {
		t.Run(expression, func(t *testing.T) {
			s, err := Parse("f", []byte("version: 1\nrules:\n"+whereRule(expression)+"\n- answer: {status: 410}"))
			if err != nil {
				t.Fatal(err)
			}
			p := attachPost(t)
			p.Payload["huge"] = json.Number("1e400")
			got, _ := Start(s).Answer(p)
			if all := troubles(got); got.Status != 410 || len(all) != 1 || !strings.Contains(all[0], want) {
				t.Fatalf("got %d and %+v, want %s", got.Status, all, want)
			}
			m := s.missed(&p, &got.Asked)[0]
			if !strings.HasPrefix(m.Reason, "where is an error: "+troubles(got)[0]) || m.Rule != "rule 1" || m.Line != 3 {
				t.Errorf("the rule is told as %+v", m)
			}
		})
	}
}

// Numbers are computed with as they are written, or not at all (P6).
func TestNumbersOfExpressions(t *testing.T) {
	for written, want := range map[string]any{
		"1": 1, "-3": -3, "0.1": 0.1, "0.10": 0.1, "1.0": 1.0, "1e2": 100.0, "9007199254740993": 9007199254740993, "9223372036854775807": 9223372036854775807,
		"18446744073709551616": json.Number("18446744073709551616"), "1e19": 1e19, "9223372036854775809": json.Number("9223372036854775809"), "1e400": json.Number("1e400"),
		"0.1000000000000000055": json.Number("0.1000000000000000055"), "1e-400": json.Number("1e-400"), "0": 0, "1e-7": 1e-7,
	} {
		if got := goNumber(json.Number(written)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %T %v, want %T %v", written, got, got, want, want)
		}
	}
}

// No expression changes the post.
func TestExpressionsDoNotChangeThePost(t *testing.T) {
	p := attachPost(t)
	before, _ := json.Marshal(p)
	Start(rulesOf(t, whereRule(`payload.item.quantity > 0`))).Answer(p)
	if after, _ := json.Marshal(p); string(before) != string(after) {
		t.Errorf("the post is now %s", after)
	}
}

// A post from a stranger, together with an expression from a stranger, must not take the
// machine: what is too large is not a match, and that soon.
func TestHostileExpressions(t *testing.T) {
	list := func(n int) map[string]any {
		all := make([]any, n)
		for i := range all {
			all[i] = json.Number("1")
		}
		return map[string]any{"list": all}
	}
	loop := `any(get(payload, "list"), # == 2)`
	long := map[string]any{"serial": strings.Repeat("a", maxLetters+1)}
	deep := any("x")
	for range 5000 {
		deep = map[string]any{"item": deep}
	}
	many := map[string]any{}
	for i := range 100_000 {
		many[fmt.Sprint(i)] = true
	}
	tests := map[string]struct {
		payload map[string]any
		rules   string
		reason  string
	}{
		"long list":     {list(100_000), whereRule(loop), errTooLarge.Error()},
		"long text":     {long, whereRule(`payload.serial matches "(a?){20}b"`), errTooLarge.Error()},
		"deep":          {map[string]any{"item": deep}, whereRule(`payload.serial == nil`), errTooLarge.Error()},
		"many members":  {many, whereRule(`payload.serial == nil`), errTooLarge.Error()},
		"many loops":    {list(900), strings.Repeat(whereRule(loop)+"\n  times: 1\n", 300), errBudget.Error()},
		"list of loops": {list(900), whereRule(strings.Repeat(loop+" or ", 20) + "false"), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			live := Start(rulesOf(t, tt.rules))
			start := time.Now()
			got, ok := live.Answer(Post{Kind: schemas.ItemAttach, Payload: tt.payload})
			if ok || time.Since(start) > time.Minute {
				t.Errorf("got %+v after %v", got, time.Since(start))
			}
			reason := ""
			if all := troubles(got); len(all) > 0 {
				reason = all[len(all)-1]
			}
			if !strings.Contains(reason, tt.reason) || tt.reason == "" && reason != "" {
				t.Errorf("the reason is %q, want %q", reason, tt.reason)
			}
		})
	}
	headers := Post{Kind: schemas.ItemAttach, Header: http.Header{"X-Long": {strings.Repeat("x", maxLetters)}}}
	if got, ok := Start(rulesOf(t, whereRule("true"))).Answer(headers); ok || len(troubles(got)) != 1 {
		t.Errorf("got %+v", got)
	}
}

// Expressions whose total length is too large are refused, and so are ones that crash the language.
func TestHostileExpressionsAtLoad(t *testing.T) {
	long := "true" + strings.Repeat(" or true", 90)
	for name, src := range map[string]string{
		"too many nodes":     whereRule("true" + strings.Repeat(" or true", 150)),
		"many rules":         strings.Repeat("- {times: 1, when: {where: '"+long+"'}, answer: {status: 409}}\n", 100),
		"open parentheses":   whereRule(strings.Repeat("(", 1900)),
		"many nots":          whereRule(strings.Repeat("not ", 400) + "true"),
		"many minus":         whereRule(strings.Repeat("-", 1900) + "1 == 1"),
		"large number":       whereRule("1e999 > 1"),
		"many digits":        whereRule(strings.Repeat("9", 1000) + " > 1"),
		"optional chains":    whereRule("payload" + strings.Repeat("?.item", 300) + " == nil"),
		"open text":          whereRule(`run == "abc`),
		"nothing":            whereRule(`   `),
		"only a comment":     whereRule(`// true`),
		"loops in arguments": whereRule(`any(get(payload, "list"), all(#, # == 1))`),
		"range by name":      whereRule(`count.post in 1..books.size`),
		"calls of methods":   whereRule(`payload.serial.String() == "x"`),
		"an object":          whereRule(`{"a": 1}.a == 1`),
	} {
		if _, err := Parse("f", []byte("version: 1\nrules:\n"+src)); err == nil || len(err.Error()) > 60_000 {
			t.Errorf("%s: %.200v", name, err)
		}
	}
}

// FuzzWhere: whatever the expression is, little is told of what is wrong with it, and it holds always or never.
func FuzzWhere(f *testing.F) {
	for _, seed := range []string{`payload.serial == "x"`, `any(payload.list, # > 1)`, `count.post in 1..9 and not (books.size > 1)`, `run matches "^a" ? true : false`, `1 in [1,2]`} {
		f.Add(seed)
	}
	p := Post{Kind: schemas.Device, Payload: map[string]any{"type": "add", "serial": "SN-7", "list": []any{json.Number("1")}}}
	f.Fuzz(func(t *testing.T, source string) {
		quoted, err := json.Marshal(source)
		if err != nil {
			return
		}
		s, err := Parse("f", []byte(`{"version": 1, "rules": [{"when": {"where": `+string(quoted)+`}, "answer": {"status": 409}}]}`))
		if err != nil {
			if len(err.Error()) > 5000 {
				t.Errorf("%d letters are told of what is wrong", len(err.Error()))
			}
			return
		}
		_, once := Start(s).Answer(p)
		if _, again := Start(s).Answer(p); once != again {
			t.Errorf("it holds: %v, and then %v", once, again)
		}
	})
}

func BenchmarkWhere(b *testing.B) {
	live := Start(rulesOf(b, whereRule(`payload.item.quantity > 10 and payload.serial startsWith "X"`)))
	p := attachPost(b)
	b.ReportAllocs()
	for b.Loop() {
		live.Answer(p)
	}
}

// What an expression cannot mean is said with the names of the expression, not with types of Go.
func TestWhereThatCannotBeUsedNamesNoTypes(t *testing.T) {
	for expression, want := range map[string]string{
		"books.sze > 1": "it has no member sze", "count.foo > 1": "it has no member foo", "books > 1": "mismatched types books and int",
		"header > 1": "mismatched types object and int",
	} {
		_, err := Parse("f", []byte("version: 1\nrules:\n"+whereRule(expression)))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "script.") || strings.Contains(err.Error(), "interface") {
			t.Errorf("%s: got %v, wanted %s", expression, err, want)
		}
	}
}
