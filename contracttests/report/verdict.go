package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Verdict is what a run says of the ERP. All forms of a report and the exit code say the same.
type Verdict string

// The verdicts. Red: the ERP broke the contract. Unjudged: nothing is known to be broken, but the run is not whole.
// Empty: no check was run. Interrupted: the user ended the run.
const (
	Green       Verdict = "green"
	Red         Verdict = "red"
	Unjudged    Verdict = "unjudged"
	Empty       Verdict = "empty"
	Interrupted Verdict = "interrupted"
)

// ExitCode is the exit code of a program that gives the verdict.
func (v Verdict) ExitCode() int {
	return map[Verdict]int{Green: 0, Red: 1, Unjudged: 3, Empty: 4, Interrupted: 130}[v]
}

// decide gives the verdict and the sentence that says why, the worst first.
func (r *Report) decide() (Verdict, string) {
	surprises := r.surprises()
	switch counted := r.counted(); {
	case r.Interrupted:
		return Interrupted, "The run was interrupted before it was over." + r.failedSoFar()
	case r.Stopped != "":
		return Unjudged, r.Stopped
	case len(counted) > 0:
		return Red, fmt.Sprintf("%s failed, of level %s: %s.", number(len(counted), "check"), r.levels(), strings.Join(broken(counted), ", "))
	case len(surprises) > 0:
		return Red, fmt.Sprintf("%s listed as known to fail: %s. Take it off the list.", show.Count(len(surprises), "check passed that is", "checks passed that are"), strings.Join(surprises, "; "))
	}
	if why := r.openWords(); why != "" {
		return Unjudged, why
	}
	if r.count(check.Pass)+r.count(check.Fail) == 0 {
		return Empty, "No check was run, so nothing was shown."
	}
	return Green, r.passedWords()
}

// openWords says why nothing can be said of the whole ERP though no failure counts; "" if it can.
func (r *Report) openWords() string {
	silent, blocked := r.unanswered(), r.skipped(check.Blocked)+r.skipped(check.NoAnswer)
	switch clauses := r.openClauses(); {
	case r.count(check.Error) > 0:
		return fmt.Sprintf("%s could not be judged: %s", number(r.count(check.Error), "check"), r.first(func(one check.Result) bool { return one.Outcome == check.Error }))
	case r.withoutData() > 0:
		return fmt.Sprintf("%s could not be judged without master data. %s", number(r.withoutData(), "check"), r.firstSkipped(check.NeedsData))
	case len(silent) > 0:
		return fmt.Sprintf("%s of level %s could not be judged, because the ERP gave no answer to %s: %s.",
			number(len(silent), "check"), r.levels(), schemas.List(actsOf(silent), "and"), strings.Join(clausesOf(silent), ", "))
	case r.skipped(check.OutOfTime) > 0:
		return fmt.Sprintf("The run ended before %s did.", number(r.skipped(check.OutOfTime), "check"))
	case blocked > 0 && r.count(check.Fail) == 0:
		return fmt.Sprintf("%s could not be judged, and no other check says why: %s", number(blocked, "check"), r.firstSkipped(check.Blocked, check.NoAnswer))
	case len(clauses) > 0:
		return fmt.Sprintf("Of %s nothing could be judged, because what its checks build on is broken.", schemas.List(clauses, "and"))
	}
	return ""
}

func (r *Report) passedWords() string {
	words := number(r.count(check.Pass), "check") + " passed"
	failed := r.some(func(one check.Result) bool { return one.Outcome == check.Fail && !r.known.lists(one.Check) })
	if len(failed) > 0 {
		words += fmt.Sprintf(", %d below level %s failed: %s", len(failed), r.FailOn, strings.Join(broken(failed), ", "))
	}
	return words + "."
}

func (r *Report) failedSoFar() string {
	counted := r.counted()
	if len(counted) == 0 {
		return ""
	}
	return fmt.Sprintf(" Until then %s failed, of level %s: %s.", number(len(counted), "check"), r.levels(), strings.Join(broken(counted), ", "))
}

// Headline is the verdict in capitals, with the failures that do not count because they are known.
func (r *Report) Headline() string {
	known := len(r.some(func(one check.Result) bool { return one.Outcome == check.Fail && r.known.lists(one.Check) }))
	if r.Verdict != Green || known == 0 {
		return strings.ToUpper(string(r.Verdict))
	}
	return "GREEN but " + number(known, "known failure")
}

// counted are the failures that turn the run red.
func (r *Report) counted() []check.Result {
	return r.some(r.counts)
}

// counts tells whether a result turns the run red.
func (r *Report) counts(one check.Result) bool {
	return one.Outcome == check.Fail && r.weighs(one.Check.Level()) && !r.known.lists(one.Check)
}

// unanswered are the checks that would count and were not run for want of an answer.
func (r *Report) unanswered() []check.Result {
	return r.some(func(one check.Result) bool {
		return one.Outcome == check.Skip && one.Cause == check.NoAnswer && r.weighs(one.Check.Level())
	})
}

func (r *Report) some(wanted func(check.Result) bool) []check.Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(one check.Result) bool { return !wanted(one) })
}

// openClauses are the clauses that would count and of which no check came to anything. What a known failure is in
// the way of is known too.
func (r *Report) openClauses() []string {
	var open []string
	for _, cell := range r.grid() {
		if !r.weighs(cell.Clause.Level) || rank(cell.Outcome) >= rank(check.Pass) {
			continue
		}
		if slices.ContainsFunc(cell.Results, func(one check.Result) bool { return unjudged(one) && !r.knowinglyBlocked(one) }) {
			open = append(open, cell.Clause.ID)
		}
	}
	return open
}

func (r *Report) knowinglyBlocked(one check.Result) bool {
	return slices.ContainsFunc(blockersOf(r.Results, one), func(by check.Result) bool { return r.known.lists(by.Check) })
}

// actsOf lists the acts that were not answered.
func actsOf(results []check.Result) []string {
	var acts []string
	for _, one := range results {
		if act := one.Lead.Act.String(); one.Lead.Act != (schemas.Act{}) && !slices.Contains(acts, act) {
			acts = append(acts, act)
		}
	}
	if len(acts) == 0 {
		return []string{"some posts"}
	}
	return acts
}

// weighs tells whether failures of a level turn the run red.
func (r *Report) weighs(level schemas.Level) bool {
	order := []schemas.Level{schemas.Must, schemas.Should, schemas.May}
	return slices.Index(order, level) <= slices.Index(order, r.FailOn)
}

func (r *Report) levels() string {
	if r.FailOn == schemas.Must {
		return "MUST"
	}
	return string(r.FailOn) + " or above"
}
