package expect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

const (
	device    = schemas.Device
	item      = schemas.ItemAttach
	operation = schemas.Operation
)

// guitar is a short shift with some failures in it.
func guitar() []*traffic.Exchange {
	return numbered(
		post(device, "add", "serial=SN-7"),                                                    // 1
		post(device, "add", "serial=SN-8", status(409)),                                       // 2
		post(item, "add", "serial=SN-7", "item.sku=0002", "item.quantity=#1"),                 // 3
		post(item, "add", "serial=SN-7", "item.sku=0005", "item.quantity=#0.5", change(lost)), // 4
		stray(), // 5
		post(operation, "add", "serial=SN-7", "position=#10", finding("F4", schemas.Must)),    // 6
		post(operation, "add", "serial=SN-7", "position=#20", finding("T8", schemas.Note)),    // 7
		post(operation, "remove", "serial=SN-7", "position=#20", "externalId=E", status(503)), // 8
		post(device, "remove", "serial=SN-7", finding("F5", schemas.Should)),                  // 9
	)
}

// Each expectation on the guitar says exactly this.
func TestForms(t *testing.T) {
	for entry, want := range map[string]string{
		// Numbers.
		"post: {kind: device}\n    count: 3":                     "holds; got 3 posts: exchanges 1, 2 and 9",
		"post: {}\n    count: 8":                                 "holds; got 8 posts: exchanges 1, 2, 3, 4, 6, 7, 8 and 9",
		"post: {kind: device}\n    count: 2":                     "fails; got 3 posts: exchanges 1, 2 and 9",
		"post: {kind: device, type: add}\n    atLeast: 2":        "holds; got 2 posts: exchanges 1 and 2",
		"post: {kind: device, type: add}\n    atMost: 1":         "fails; got 2 posts: exchanges 1 and 2",
		"post: {kind: item-attach, type: remove}\n    count: 0":  "holds; got no post",
		"post: {kind: [item-attach, operation]}\n    atLeast: 6": "fails; got 5 posts: exchanges 3, 4, 6, 7 and 8; missing 1 more post",
		"post: {kind: operation, members: {position: 30}}\n    count: 2": "fails; got no post; missing 2 more posts; " +
			"nearest 8 position: 30, not 20",
		"post: {kind: device, type: update, members: {serial: SN-9}}\n    count: 1": "fails; got no post; missing 1 more post; " +
			`nearest 9 type: update, not remove serial: "SN-9", not "SN-7"`,
		// What the sender heard.
		"post: {answered: 409}\n    count: 1":      "holds; got 1 post: exchange 2",
		"post: {answered: 4xx}\n    count: 1":      "holds; got 1 post: exchange 2",
		"post: {answered: 400-503}\n    count: 2":  "holds; got 2 posts: exchanges 2 and 8",
		"post: {answered: refused}\n    count: 2":  "holds; got 2 posts: exchanges 2 and 8",
		"post: {answered: lost}\n    count: 1":     "holds; got 1 post: exchange 4",
		"post: {answered: accepted}\n    count: 5": "holds; got 5 posts: exchanges 1, 3, 6, 7 and 9",
		"post: {kind: item-attach, answered: 200}\n    count: 2": "fails; got 1 post: exchange 3; missing 1 more post; " +
			"nearest 4 answered: 200, not lost",
		// What was found.
		"post: {finding: F4}\n    count: 1":                     "holds; got 1 post: exchange 6",
		"post: {kind: device, finding: D3}\n    atLeast: 1":     "fails; got no post; missing 1 more post; nearest 9 finding: D3, not F5",
		"findings: none\n    in: {kind: item-attach}":           "holds; got none in 2 exchanges",
		"findings: none\n    clauses: [F1, F2]":                 "holds; got none in 9 exchanges",
		"findings: none\n    levels: [SHOULD]":                  "fails; got 1 finding in exchange 9. First: SHOULD F5 at /serial: It is wrong.",
		"findings: none\n    clauses: [F4]\n    levels: [NOTE]": "holds; got none in 9 exchanges",
		"findings: none": "fails; got 3 findings in exchanges 6, 7 and 9. First: MUST F4 at /serial: It is wrong.",
		"findings: none\n    in: {kind: device, type: update}": "fails; got no exchange to look at, so this proves nothing; missing a post to look at",
		// One of several.
		"post: {kind: operation}\n    nth: 2\n    has: {members: {position: 20}, answered: accepted}": "holds; got exchange 7",
		"post: {kind: operation}\n    nth: 1\n    has: {members: {position: 20}, answered: refused}": "fails; got exchange 6, which differs; " +
			"nearest 6 position: 20, not 10 answered: refused, not 200",
		"post: {kind: operation, type: add}\n    nth: 4\n    has: {members: {position: 20}}": "fails; got 2 posts; missing 2 more posts; " +
			"nearest 8 type: add, not remove",
	} {
		r := Check(file(t, "  - "+entry+"\n"), guitar(), nil, 0)
		if got := shown(r.Items[0]); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", entry, got, want)
		}
		if r.OK != r.Items[0].OK || r.OK != (r.Outcome == Passes) || r.Exchanges != 9 || r.NoPosts != 1 || r.Run != "line-4" {
			t.Errorf("%s: the report is %+v", entry, r)
		}
	}
}

// TestOrder: each step has a post of its own, and nothing comes before its turn.
func TestOrder(t *testing.T) {
	a, b, c := "{kind: device, type: add}", "{kind: item-attach}", "{kind: device, type: remove}"
	sequence := func(word string) []*traffic.Exchange {
		var list []*traffic.Exchange
		for _, letter := range word {
			x := map[rune]*traffic.Exchange{
				'a': post(device, "add", "serial=SN-7"), 'b': post(item, "add"), 'c': post(device, "remove"), 'x': post(operation, "add"),
			}[letter]
			list = append(list, x)
		}
		return numbered(list...)
	}
	for _, one := range []struct{ steps, came, want string }{
		{a + "," + b + "," + c, "abc", "holds; got step 1 in exchange 1, step 2 in exchange 2, step 3 in exchange 3"},
		{a + "," + b + "," + c, "xaxbxcx", "holds; got step 1 in exchange 2, step 2 in exchange 4, step 3 in exchange 6"},
		{a + "," + b + "," + c, "abbac", "holds; got step 1 in exchange 1, step 2 in exchange 2, step 3 in exchange 5"},
		{a + "," + c + "," + a, "aca", "holds; got step 1 in exchange 1, step 2 in exchange 2, step 3 in exchange 3"},
		{a + "," + a, "aa", "holds; got step 1 in exchange 1, step 2 in exchange 2"},
		{a + "," + a, "a", "fails; got step 1 in exchange 1; missing step 2: kind device, type add"},
		{a + "," + b, "xx", "fails; got not even step 1; missing step 1: kind device, type add"},
		{a + "," + c, "acc", "holds; got step 1 in exchange 1, step 2 in exchange 2"},
		{a + "," + b, "bab", "fails; got exchange 1 fits step 2 but came before step 1; step 1 in exchange 2, step 2 in exchange 3"},
		{a + "," + b + "," + c, "acb", "fails; got exchange 2 fits step 3 but came before step 2; step 1 in exchange 1, step 2 in exchange 3; missing step 3: kind device, type remove"},
		{a + "," + c + ",{kind: device, members: {serial: SN-8}}", "ac", "fails; got step 1 in exchange 1, step 2 in exchange 2; missing step 3: kind device, serial \"SN-8\""},
		{"{kind: device, type: update}," + a, "xc", "fails; got not even step 1; missing step 1: kind device, type update; nearest 2 type: update, not remove"},
	} {
		r := Check(file(t, fmt.Sprintf("  - order: [%s]\n", one.steps)), sequence(one.came), nil, 0)
		if got := shown(r.Items[0]); got != one.want {
			t.Errorf("%s after %s\ngot  %s\nwant %s", one.steps, one.came, got, one.want)
		}
	}
}

// TestStatuses: 302 is success for the MES (T2), and a lost answer is none of them.
func TestStatuses(t *testing.T) {
	for word, fits := range map[string]string{
		"accepted": "100 200 302 399", "refused": "400 599", "3xx": "302 399", "200": "200", "302-400": "302 399 400", "lost": "",
	} {
		a, ok := readAnswered(word)
		var got []string
		for _, status := range []int{100, 200, 302, 399, 400, 599} {
			if a.fits(&traffic.Answer{Status: status}) {
				got = append(got, fmt.Sprint(status))
			}
			if a.fits(&traffic.Answer{Status: status, Lost: true}) != (word == "lost") {
				t.Errorf("%s and a lost answer with %d", word, status)
			}
		}
		if strings.Join(got, " ") != fits || !ok {
			t.Errorf("%s fits %v, wanted %s", word, got, fits)
		}
	}
}

// TestNearest: the one with the fewest differences, of equals the latest, and in an order only what
// came after the step before.
func TestNearest(t *testing.T) {
	f := file(t, "  - {name: a, post: {kind: device, type: add, members: {serial: SN-7, sku: A}}, count: 1}\n"+
		"  - {name: b, order: [{kind: device, type: remove}, {kind: device, type: add, members: {serial: SN-7, sku: A}}]}\n")
	r := Check(f, numbered(
		post(device, "add", "serial=SN-7", "sku=B"), post(device, "add", "serial=SN-8", "sku=A"),
		post(device, "remove", "serial=SN-7", "sku=B"), post(device, "add", "serial=SN-9", "sku=C"),
	), nil, 0)
	if a, b := r.Items[0].Nearest, r.Items[1].Nearest; a.Exchange != 2 || len(a.Differs) != 1 || b.Exchange != 4 || len(b.Differs) != 2 {
		t.Errorf("got %+v and %+v", a, b)
	}
}

// TestScriptRules: a rule that answered nothing is named; without a script nothing is shown.
func TestScriptRules(t *testing.T) {
	f := file(t, "  - scriptRules: allUsed\n")
	for want, uses := range map[string][]script.Use{
		"holds; got 2 of 2 rules":                                  {{Rule: "a", Line: 3, Used: 1}, {Rule: "b", Line: 5, Used: 7}},
		"fails; got no script in this run, so this proves nothing": nil,
		`fails; got 1 of 3 rules; missing a post that is answered by "b c" (line 5), "d" (line 7)`: {
			{Rule: "a", Line: 3, Used: 1}, {Rule: "b c", Line: 5}, {Rule: "d", Line: 7},
		},
	} {
		if got := shown(Check(f, nil, uses, 0).Items[0]); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
