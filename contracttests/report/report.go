package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/target"
)

// Verdict is the verdict on a whole run, for an exit code.
type Verdict string

// The outcomes. Red: the ERP broke the contract. Unjudged: nothing is known to be broken, but the
// run is not whole. Empty: no check was run.
const (
	Green    Verdict = "green"
	Red      Verdict = "red"
	Unjudged Verdict = "unjudged"
	Empty    Verdict = "empty"
)

// contractVersion is the version of the reading of the contract that the checks follow.
const contractVersion = "1"

// Settings are what a report says about the run itself.
type Settings struct {
	Tool         string // version of the tool
	Target       target.Target
	Started      time.Time
	Run          string // the part of all data that tells this run from others
	FailOn       schemas.Level
	KnownFailing []string
	// LeftoversFile is where what was not removed is written; NotKept says why it could not be written there.
	LeftoversFile, NotKept string
}

// Report is what came out of a run.
type Report struct {
	Settings
	Took    time.Duration
	Verdict Verdict
	// Why says in one sentence what decided the outcome.
	Why string
	// Results are what came out of the checks: the failures first, causes before what follows from them.
	Results []check.Result
	known   knownFailing
}

// New makes the report of a run from its results.
func New(s Settings, results []check.Result) Report {
	if s.FailOn == "" {
		s.FailOn = schemas.Must
	}
	r := Report{Settings: s, Took: time.Since(s.Started), Results: causesFirst(withBlockers(results)), known: newKnown(s.KnownFailing)}
	r.Verdict, r.Why = r.decide()
	return r
}

// decide gives the outcome, the worst first.
func (r *Report) decide() (Verdict, string) {
	ran := r.count(check.Pass) + r.count(check.Fail) + r.count(check.Error)
	counted := r.counted()
	surprises := r.surprises()
	switch {
	case len(counted) > 0:
		return Red, fmt.Sprintf("%s failed, of level %s: %s.", number(len(counted), "check"), r.levels(), strings.Join(clausesOf(counted), ", "))
	case len(surprises) > 0:
		return Red, fmt.Sprintf("%s listed as known to fail: %s. Take it off the list.", passes(len(surprises)), strings.Join(surprises, "; "))
	case r.count(check.Error) > 0:
		return Unjudged, fmt.Sprintf("%s could not be judged: %s", number(r.count(check.Error), "check"), r.first(check.Error))
	case r.withoutData() > 0:
		return Unjudged, fmt.Sprintf("%s could not be judged without master data. %s", number(r.withoutData(), "check"), r.firstSkipped(check.NeedsData))
	case r.skipped(check.OutOfTime) > 0:
		return Unjudged, fmt.Sprintf("The run ended before %s did.", number(r.skipped(check.OutOfTime), "check"))
	case r.skipped(check.Blocked) > 0 && r.count(check.Fail) == 0:
		return Unjudged, fmt.Sprintf("%s could not be judged, and no other check says why: %s", number(r.skipped(check.Blocked), "check"), r.firstSkipped(check.Blocked))
	case ran == 0:
		return Empty, "No check was run, so nothing was shown."
	}
	return Green, fmt.Sprintf("%s held.", number(r.count(check.Pass), "check"))
}

// counted are the failures that turn the run red.
func (r *Report) counted() []check.Result {
	var failed []check.Result
	for _, one := range r.Results {
		if one.Outcome == check.Fail && r.weighs(one.Check.Level()) && !r.known.lists(one.Check) {
			failed = append(failed, one)
		}
	}
	return failed
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

// Count tells how many checks have a verdict.
func (r *Report) count(v check.Outcome) int {
	n := 0
	for i := range r.Results {
		if r.Results[i].Outcome == v {
			n++
		}
	}
	return n
}

func (r *Report) skipped(cause check.SkipCause) int {
	n := 0
	for i := range r.Results {
		if r.Results[i].Outcome == check.Skip && r.Results[i].Cause == cause {
			n++
		}
	}
	return n
}

func (r *Report) first(v check.Outcome) string {
	for i := range r.Results {
		if r.Results[i].Outcome == v {
			return oneLine(r.Results[i].Reason)
		}
	}
	return ""
}

func (r *Report) firstSkipped(cause check.SkipCause) string {
	for i := range r.Results {
		if r.Results[i].Cause == cause {
			return oneLine(r.Results[i].Reason)
		}
	}
	return ""
}

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func passes(n int) string {
	if n == 1 {
		return "1 check passed that is"
	}
	return fmt.Sprintf("%d checks passed that are", n)
}

func oneLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
