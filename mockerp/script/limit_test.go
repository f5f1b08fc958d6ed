package script

import (
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// TestLimits_ComeBeforeTheWork: no text is compiled once it is longer than it may be. An expression of 900 KB once ended
// the process, for its parser calls itself.
func TestLimits_ComeBeforeTheWork(t *testing.T) {
	long := func(words string) string { return strings.Repeat(words, 900_000/len(words)) }
	for name, src := range map[string]string{
		"signs":       "version: 1\nrules:\n- {when: {where: '" + long("-") + "'}, answer: {status: 200}}",
		"parentheses": "version: 1\nrules:\n- {when: {where: '" + long("(") + "'}, answer: {status: 200}}",
		"behind other mistakes": "version: 1\nrules:\n" + strings.Repeat("- {x: 1}\n", 600) +
			"- {when: {where: '" + strings.Repeat("(", 800_000) + "'}, answer: {status: 200}}",
		"a pattern":  "version: 1\nrules:\n- {when: {members: {serial: {matches: '" + long("(") + "'}}}, answer: {status: 200}}",
		"a header":   "version: 1\nrules:\n- {when: {headers: {X-A: {matches: '" + long("(a{1000})") + "'}}}, answer: {status: 200}}",
		"a template": "version: 1\nrules:\n- {answer: {body: '{{ " + long("(") + " }}'}}",
		"templates":  "version: 1\nrules:\n- {answer: {body: [" + long("'{{ "+strings.Repeat("(", 900)+" }}',") + "]}}",
		"more rules": "version: 1\nrules:\n" + strings.Repeat("- {when: {where: '1 == (((((((('}, answer: {status: 200}}\n", 9000),
	} {
		var err error
		spent := yamlfiletest.Allocated(func() { _, err = Parse("f", []byte(src)) }) >> 20
		if err == nil {
			t.Errorf("%s: the script is taken", name)
		}
		if spent > 120 {
			t.Errorf("%s: %d MiB were allocated to refuse it", name, spent)
		}
	}
}

// TestLimits_HoldWithoutTheSchema: each reader of a text knows its own bound, whatever was said of the file before.
func TestLimits_HoldWithoutTheSchema(t *testing.T) {
	c := compiler{file: parsed(t, "version: 1\n"), members: contractMembers()}
	c.where("/version", strings.Repeat("(", 30<<20), nil)
	reader := conditionReader{compiler: &c}
	reader.pattern("/version", strings.Repeat("(", 30<<20))
	if len(c.problems) == 0 || !strings.Contains(c.problems[0].Message, "too long in all") {
		t.Errorf("got %v", c.problems)
	}
	if message := c.afford(pattern(t, "(a{1000}){1}(b{1000}){1}c")); message != tooRepeated {
		t.Errorf("a pattern of 2001 instructions: %q", message)
	}
}

func parsed(t *testing.T, src string) *yamlfile.File {
	t.Helper()
	f, err := yamlfile.Parse("f", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func pattern(t *testing.T, words string) *syntax.Regexp {
	t.Helper()
	p, err := syntax.Parse(words, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
