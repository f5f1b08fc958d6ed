package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/junit"
)

// JUnit writes the report for a CI server. What makes the exit code another than 0 is a failure: what turns the run red,
// also a known failure that passes, and a verdict other than green that no check's case shows. A check that could not be
// judged is an error; a failure that does not turn the run red, because of its level or because it
// is known, is skipped with its text. The output of a failed case is the script that repeats its posts.
func (r *Report) JUnit(out io.Writer) error {
	suite := junit.Suite{
		Name: "erpkit verify", Took: r.Took, Started: r.Started,
		Properties: []junit.Property{
			{Name: "contract", Value: contractVersion}, {Name: "tool", Value: r.Tool},
			{Name: "outcome", Value: string(r.Verdict)}, {Name: "why", Value: r.Target.Hide(r.Why)},
		},
	}
	for _, one := range r.Results {
		suite.Cases = append(suite.Cases, r.junitCase(one))
	}
	suite.Cases = append(suite.Cases, r.surprisingClauses()...)
	if c, needed := r.verdictCase(suite.Cases); needed {
		suite.Cases = append(suite.Cases, c)
	}
	all := junit.Report{Suites: []junit.Suite{suite}}
	return all.Write(out)
}

// surprisingClauses are the clauses that are listed as known to fail and of which no check fails, a case for each.
func (r *Report) surprisingClauses() []junit.Case {
	var cases []junit.Case
	for _, entry := range r.surprises() {
		if _, isClause := schemas.ClauseByID(entry); isClause && r.Verdict == Red {
			cases = append(cases, junit.Case{Class: "known-failing", Name: entry, Failure: surprise(entry)})
		}
	}
	return cases
}

// surprise says that an entry of the list of known failures passes.
func surprise(entry string) *junit.Problem {
	words := fmt.Sprintf("%s is listed as known to fail, and passes: take it off the list", entry)
	return &junit.Problem{Message: words, Text: words + "."}
}

// verdictCase is a case for the verdict itself, if no check's case shows it: a CI server shows only cases.
func (r *Report) verdictCase(cases []junit.Case) (junit.Case, bool) {
	c := junit.Case{Class: "verdict", Name: "the verdict of the run"}
	problem := &junit.Problem{Message: r.Headline() + ": " + r.Target.Hide(oneLine(r.Why)), Text: r.Target.Hide(r.Why)}
	c.Failure = problem
	return c, r.Verdict != Green && !slices.ContainsFunc(cases, func(c junit.Case) bool { return c.Failure != nil })
}

func (r *Report) junitCase(one check.Result) junit.Case {
	c := junit.Case{
		Class: fmt.Sprintf("%s.%s", one.Check.Level(), one.Check.Family), Took: one.Took,
		Name: fmt.Sprintf("[%s] %s", strings.Join(one.Check.Clauses(), ", "), one.Check.Name), Out: script(r.Target, one),
	}
	problem := &junit.Problem{Message: r.Target.Hide(oneLine(one.Reason)), Text: r.explain(one)}
	switch {
	case r.Verdict == Red && one.Outcome == check.Fail && r.weighs(one.Check.Level()) && !r.known.lists(one.Check):
		c.Failure = problem
	case r.Verdict == Red && one.Outcome == check.Pass && slices.Contains(r.KnownFailing, Entry(one.Check)):
		c.Failure = surprise(Entry(one.Check))
	case one.Outcome == check.Error:
		c.Error = problem
	case one.Outcome != check.Pass:
		c.Skipped = &junit.Problem{Message: fmt.Sprintf("%s: %s", one.Outcome, problem.Message)}
	}
	return c
}
