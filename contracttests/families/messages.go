package families

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// messages asks what the ERP says when it refuses: E6 for the sentence, E3 for its type.
func messages() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		for _, one := range append(situations(kind), taken(kind)...) {
			all = append(all,
				said("E6", kind, one, "has a message for the person at the station"),
				said("E3", kind, one, "has a text as message, if any"))
		}
	}
	return all
}

// taken is the refusal that people meet most: a serial that another thing has.
func taken(kind schemas.Kind) []situation {
	if kind != schemas.Device {
		return nil
	}
	return []situation{{"an add of a serial that is taken", func(s *story) check.Exchange {
		s.t.Given(s.unit.Add())
		other := s.unit.Sibling()
		other.Serial = s.unit.Serial
		return other.Add()
	}}}
}

// said is a check that the answer of a refusal does not break the clause.
func said(clause string, kind schemas.Kind, one situation, what string) check.Check {
	return check.Check{
		Clause: clause, Also: []string{"T5"}, Family: "messages", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: the refusal of %s %s", kind, one.name, what),
		Run: func(t *check.T) {
			a := one.provoke(newStory(t, kind))
			if a.ErrorInside(true) {
				t.BlockedBy(check.Lead{Clauses: []string{"T3"}}, "The ERP refused inside a success.")
			}
			if !a.Refused() {
				t.NotApplicable("The ERP did not refuse it, so there is no message to judge. %s", a.Words())
			}
			judgeMessage(t, clause, a)
		},
	}
}

// judgeMessage fails for the first finding on the clause.
func judgeMessage(t *check.T, clause string, a check.Exchange) {
	for _, f := range schemas.JudgeAnswer(a.Result.Status, a.Result.Transcript.AnswerHeader, a.Result.Transcript.AnswerBody) {
		if f.Clause != clause || f.Level == schemas.Note {
			continue
		}
		where, cure := "the refusal of", `Answer {"message": "…"} with a sentence that says what was refused and what to do.`
		if f.Pointer == "/externalId" {
			where, cure = "the answer to", `Answer {"externalId": "…"} with the id as a text, or leave the member out.`
		}
		t.Fail(a, fmt.Sprintf("%s in %s %s", f.Wanted, where, a.What), strings.TrimSpace(f.Message), a.Cure(cure))
	}
}
