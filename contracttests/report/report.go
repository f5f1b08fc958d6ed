package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/target"
)

// contractVersion is the version of the reading of the contract that the checks follow.
const contractVersion = "1"

// Settings are what a report says about the run itself.
type Settings struct {
	Tool         string // version of the tool
	Target       target.Target
	Started      time.Time
	Run          string // the part of all data that tells this run from others
	Profile      string
	FailOn       schemas.Level
	KnownFailing []string
	// Earlier is the report of an earlier run, if this one is compared with it: then only what is new turns it red.
	Earlier *Earlier
	// Stopped says why nothing could be judged, "" if the checks ran; Interrupted that the user ended the run.
	Stopped     string
	Interrupted bool
	// Record has every post and its answer; the zero Record is none.
	Record Record
	// LeftoversFile is where what was not removed is written; NotKept says why it could not be written there.
	LeftoversFile, NotKept string
	// Shell is the one for which the summary writes the lines that repeat something.
	Shell show.Shell
}

// Record is the file with every post of a run and its answer. The digest tells it from that of another run with the same name.
type Record struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // of the file, in hexadecimal
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
	causes  []cause
	known   knownFailing
}

// New makes the report of a run from its results.
func New(s Settings, results []check.Result) Report {
	s.FailOn = cmp.Or(s.FailOn, schemas.Must)
	r := Report{Settings: s, Took: time.Since(s.Started), known: newKnown(slices.Concat(s.KnownFailing, s.Earlier.failing()))}
	order := ordered(withBlockers(results))
	r.causes = r.findCauses(order)
	r.Results = causesFirst(order, r.causes)
	r.Verdict, r.Why = r.decide()
	return r
}

// Count tells how many checks have a verdict.
func (r *Report) count(v check.Outcome) int {
	return len(r.some(func(one check.Result) bool { return one.Outcome == v }))
}

func (r *Report) skipped(cause check.SkipCause) int {
	return len(r.some(func(one check.Result) bool { return one.Outcome == check.Skip && one.Cause == cause }))
}

// first is the reason of the first of the wanted results; "" without any.
func (r *Report) first(wanted func(check.Result) bool) string {
	for _, one := range r.Results {
		if wanted(one) {
			return oneLine(one.Reason)
		}
	}
	return ""
}

func (r *Report) firstSkipped(causes ...check.SkipCause) string {
	return r.first(func(one check.Result) bool { return slices.Contains(causes, one.Cause) })
}

func number(n int, what string) string { return show.Count(n, what, what+"s") }

func oneLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
