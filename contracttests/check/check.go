package check

import (
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// Check is one question to an ERP.
type Check struct {
	// Clause is the clause that the ERP breaks when the check fails. It gives the level.
	Clause string
	// Also are other clauses that the check has to do with.
	Also []string
	// Family groups the checks, such as "device" or "refusals".
	Family string
	// Name is the check in words, unique among all checks: "device add is accepted".
	Name string
	// Kinds are the integrations that the check needs; if one is not offered by the ERP, the
	// check is disabled.
	Kinds []schemas.Kind
	// Explains are the clauses whose checks fail because this one does.
	Explains []string
	// Times is the act whose speed the check judges (E8): slow answers to other checks count too.
	Times schemas.Act
	// Part names a larger check that includes this one: if that one passes, so does this one; only otherwise is
	// this one run.
	Part string
	// First checks run before all others: they find what the ERP cannot do at all.
	First bool
	// Alone checks run when nothing else does: they measure, or make a crowd of their own.
	Alone bool
	// Run does the check. It ends early through the methods of T.
	Run func(*T)
}

// Level is the level of the check's clause.
func (c Check) Level() schemas.Level {
	clause, _ := schemas.ClauseByID(c.Clause)
	return clause.Level
}

// Clauses are all clauses that the check has to do with, its own first.
func (c Check) Clauses() []string { return append([]string{c.Clause}, c.Also...) }

// Outcome is what came out of one check.
type Outcome string

// The outcomes. Fail is the ERP's fault, Error that of the kit or the network. Disabled means
// that the ERP does not offer the integration.
const (
	Pass     Outcome = "pass"
	Fail     Outcome = "fail"
	Error    Outcome = "error"
	Skip     Outcome = "skip"
	Disabled Outcome = "disabled"
)

// Outcomes lists the outcomes, best first.
func Outcomes() []Outcome { return []Outcome{Pass, Fail, Error, Skip, Disabled} }

// SkipCause says why a check was skipped.
type SkipCause string

// The causes. NotApplicable is nothing to worry about: the ERP chose a way that the clause leaves
// open. Blocked means that something else is broken that the check builds upon. OutOfTime means
// that the run ended before the check did. NeedsData means that the check needs a name or thing that the
// master data do not give. NoAnswer means that the check needs an act to which the ERP gave no answer in time,
// twice.
const (
	NotApplicable SkipCause = "not applicable"
	Blocked       SkipCause = "blocked"
	OutOfTime     SkipCause = "out of time"
	NeedsData     SkipCause = "needs master data"
	NoAnswer      SkipCause = "no answer"
)

// Result is the outcome of one check.
type Result struct {
	Check   Check
	Outcome Outcome
	// Flaky tells that the check passed once and failed once in the same run.
	Flaky bool
	// Reason is one sentence: why it failed, was skipped, or could not be judged.
	Reason string
	// Cause is set when the outcome is skip.
	Cause SkipCause
	// Need is what is missing in the master data, in the same words for every check that needs it.
	Need string
	// Lead says where the failure that blocks this check may show.
	Lead Lead
	// Failure tells more about a fail.
	Failure *Failure
	// Exchanges are the posts of the check, in their order, cleanup included.
	Exchanges []Exchange
	// Leftovers are things that the check added to the ERP and that are still there.
	Leftovers []leftovers.Leftover
	Took      time.Duration

	wait <-chan struct{} // of a late check: until then
}

// Lead points at other checks of the same run: those of the clauses, and those that failed at the act. If
// both are given, both must fit. Whether one of them failed is known when the run is over, so no sentence
// of a check names them: the report does. The zero value points at nothing.
type Lead struct {
	Act     schemas.Act
	Clauses []string
}

// Failure is what a person needs to understand and repeat a failure.
type Failure struct {
	Expected string
	Got      string
	Cure     string
	// Exchange is the post that showed it; nil when it was not a single one.
	Exchange *Exchange
}
