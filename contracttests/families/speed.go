package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// speeds asks whether the ERP answers directly and in time (E8).
func speeds() []check.Check {
	var all []check.Check
	for _, act := range schemas.Acts() {
		kinds := kindsWith(act.Kind, act.Kind)
		all = append(all,
			check.Check{Clause: "E8", Also: []string{"T2"}, Family: "speed", Kinds: kinds,
				Name: fmt.Sprintf("%s is answered without a redirect", act), Run: func(t *check.T) { direct(t, act) }},
			check.Check{Clause: "E8", Also: []string{"T6"}, Family: "speed", Kinds: kinds, Alone: true, Times: act,
				Name: fmt.Sprintf("%s is answered in time", act), Run: func(t *check.T) { inTime(t, act) }})
	}
	return all
}

// doAct plays the story up to the act and gives its answer, whatever it is.
func doAct(t *check.T, act schemas.Act) check.Exchange {
	s := newStory(t, act.Kind)
	if act.Type != "add" {
		t.Given(s.add(act.Kind))
	} else {
		s.prepare(act.Kind)
	}
	s.unit.Send = t.Try
	return s.act(act)
}

func direct(t *check.T, act schemas.Act) {
	if a := doAct(t, act); a.Redirected() {
		t.Fail(a, fmt.Sprintf("%s to be answered at once", act), a.Words(),
			"Answer at the address that is configured, with and without a trailing slash: the MES does not follow, and takes a redirect for success.")
	}
}

func inTime(t *check.T, act schemas.Act) {
	if words := t.Hangs(act); words != "" {
		t.FailAll(nil, fmt.Sprintf("%s to be answered within %s", act, t.AnswerWithin()), words,
			"Answer every post: a person is waiting at the station.")
	}
	a := doAct(t, act)
	tooSlow(t, a.Result.Transcript.Took, act.String(), a)
}
