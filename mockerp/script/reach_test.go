package script

import (
	"strings"
	"testing"
)

// A rule behind one that takes all its posts is refused, in the obvious cases and in no
// others: a script that is right must never be refused.
func TestUnreachableRules(t *testing.T) {
	tests := []struct {
		before, later string
		want          bool
	}{
		{"{}", "{}", true},
		{"{}", "{kind: device}", true},
		{"{kind: device}", "{}", false},
		{"{kind: device}", "{kind: device}", true},
		{"{kind: [device, operation]}", "{kind: operation, type: add}", true},
		{"{kind: device}", "{kind: [device, operation]}", false},
		{"{kind: [operation, device, item-attach]}", "{}", true},
		{"{type: add}", "{type: [add, remove]}", false},
		{"{members: {serial: A}}", "{members: {serial: A, sku: B}}", true},
		{"{members: {serial: A, sku: B}}", "{members: {serial: A}}", false},
		{"{members: {serial: A}}", "{members: {serial: B}}", false},
		{"{members: {serial: A}}", "{members: {sku: A}}", false},
		{"{members: {serial: [A, B]}}", "{members: {/serial: B}}", true},
		{"{members: {serial: [A, B]}}", "{members: {serial: [B, C]}}", false},
		{"{members: {serial: {matches: '^A'}}}", "{members: {serial: [A1, A2]}}", true},
		{"{members: {serial: {matches: '^A'}}}", "{members: {serial: [A1, B2]}}", false},
		{"{members: {serial: {matches: '^A'}}}", "{members: {serial: {matches: '^A'}}}", true},
		{"{members: {serial: {matches: '^A'}}}", "{members: {serial: {matches: '^AB'}}}", false},
		{"{members: {serial: {present: true}}}", "{members: {serial: {matches: x}}}", true},
		{"{members: {serial: {present: true}}}", "{members: {serial: {absent: true}}}", false},
		{"{members: {serial: {present: true}}}", "{}", false},
		{"{members: {serial: {absent: true}}}", "{members: {serial: {absent: true}}}", true},
		{"{members: {serial: {absent: true}}}", "{members: {serial: A}}", false},
		{"{members: {serial: A}}", "{members: {serial: {matches: A}}}", false},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: [11, 12]}}", true},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: 10}}", false},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: {above: 10}}}", true},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: {above: 9}}}", false},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: {atLeast: 10}}}", false},
		{"{members: {validQty: {above: 10}}}", "{members: {validQty: {atLeast: 10.1, below: 20}}}", true},
		{"{members: {validQty: {atLeast: 10}}}", "{members: {validQty: {above: 10}}}", true},
		{"{members: {validQty: {below: 10}}}", "{members: {validQty: {atMost: 10}}}", false},
		{"{members: {validQty: {below: 10}}}", "{members: {validQty: {atMost: 9}}}", true},
		{"{members: {validQty: {atMost: 10}}}", "{members: {validQty: {below: 10}}}", true},
		{"{members: {validQty: {above: 1, below: 10}}}", "{members: {validQty: {below: 5}}}", false},
		{"{members: {validQty: {above: 1, below: 10}}}", "{members: {validQty: {below: 5, above: 2}}}", true},
	}
	for _, tt := range tests {
		src := "version: 1\nrules:\n- {when: " + tt.before + ", answer: {status: 409}}\n- {when: " + tt.later + ", answer: {status: 410}}\n"
		_, err := Parse("f", []byte(src))
		if got := err != nil && strings.HasPrefix(err.Error(), `f:4:3: "rule 2" can never answer: "rule 1" on line 3`); got != tt.want || !got && err != nil {
			t.Errorf("%s hides %s: %v, want %v (%v)", tt.before, tt.later, got, tt.want, err)
		}
	}
}

// A rule that is used up some time hides nothing.
func TestRulesThatEndHideNothing(t *testing.T) {
	for _, before := range []string{"{times: 5, answer: {status: 409}}", "{answers: [{status: 409}]}", "{answers: [{status: 409}], then: next}"} {
		rulesOf(t, "- "+before+"\n- answer: {status: 410}")
	}
	for _, before := range []string{"{answers: [{status: 409}], then: last}", "{answers: [{status: 409}], then: repeat}", "{answer: {pass: true}}"} {
		if _, err := Parse("f", []byte("version: 1\nrules:\n- "+before+"\n- answer: {status: 410}")); err == nil {
			t.Errorf("%s hides nothing", before)
		}
	}
}

// Looking for hidden rules is a help, and must not become work without end.
func TestLookingForHiddenRulesEnds(t *testing.T) {
	list := func(last string) string {
		return "- {when: {members: {serial: [" + strings.Repeat("a,", 999) + last + "], sku: [" + strings.Repeat("a,", 999) + last + "]}}, answer: {status: 409}}\n"
	}
	hidden := "- {when: {kind: device}, answer: {status: 409}}\n- {when: {kind: device}, answer: {status: 409}}"
	rulesOf(t, list("b")+list("c")+list("d")+hidden)
	if _, err := Parse("f", []byte("version: 1\nrules:\n"+list("b")+hidden)); err == nil {
		t.Error("a hidden rule behind one long list was not seen")
	}
}
