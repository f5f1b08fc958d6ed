package check

import "fmt"

// ended is how a check ends early: thrown by the methods of T, caught by the runner. It never
// leaves this package.
type ended struct{ result Result }

func (t *T) end(r Result) { panic(ended{r}) }

// Fail ends the check: the ERP broke the clause. got says what it did; a is the answer that
// showed it.
func (t *T) Fail(a Exchange, expected, got, cure string) {
	t.FailAll([]Exchange{a}, expected, got, cure)
}

// FailAll is Fail for what several answers show together; the first one is shown.
func (t *T) FailAll(answers []Exchange, expected, got, cure string) {
	f := &Failure{Expected: expected, Got: got, Cure: cure}
	if len(answers) > 0 && answers[0].Result.Transcript.Method != "" {
		f.Exchange = &answers[0]
	}
	t.end(Result{Outcome: Fail, Reason: fmt.Sprintf("Expected %s. %s", expected, got), Failure: f})
}

// NotApplicable ends the check: the ERP chose a way that leaves nothing to judge here.
func (t *T) NotApplicable(format string, args ...any) {
	t.end(Result{Outcome: Skip, Cause: NotApplicable, Reason: fmt.Sprintf(format, args...)})
}

// Blocked ends the check: something else is broken that it builds upon.
func (t *T) Blocked(format string, args ...any) {
	t.end(Result{Outcome: Skip, Cause: Blocked, Reason: fmt.Sprintf(format, args...)})
}

// BlockedBy is Blocked with a lead to what is broken.
func (t *T) BlockedBy(lead Lead, format string, args ...any) {
	t.end(Result{Outcome: Skip, Cause: Blocked, Lead: lead, Reason: fmt.Sprintf(format, args...)})
}

// KitError ends the check: the kit or the network failed, the ERP was not judged.
func (t *T) KitError(format string, args ...any) {
	t.end(Result{Outcome: Error, Reason: fmt.Sprintf(format, args...)})
}

func (t *T) outOfTime() {
	t.end(Result{Outcome: Skip, Cause: OutOfTime, Reason: "The run ended before this check did: raise the longest time of a run, or find out why the ERP is slow."})
}
