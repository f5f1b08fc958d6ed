package tryout

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// reachable looks at the toggle, the URL and the way to the host of each integration that is tried, and gives those
// that a post can be tried at.
func (r *runner) reachable(ctx context.Context) (on []schemas.Kind) {
	for _, kind := range schemas.Kinds() {
		at := r.Settings.For(kind)
		switch {
		case !r.tries(kind):
		case !at.Enabled:
			r.add(Step{Integration: kind, Name: "toggle", Outcome: Skipped, Words: "It is not enabled, so it sends nothing (C2)."})
		case r.reach(ctx, kind, at.URL):
			on = append(on, kind)
		default:
			r.add(Step{Integration: kind, Name: "add", Outcome: Skipped, Words: "Nothing was posted, because the ERP cannot be reached."})
		}
	}
	return on
}

// reach looks at the URL and the way to its host; true means that a post can be tried.
func (r *runner) reach(ctx context.Context, kind schemas.Kind, url string) bool {
	stages, err := r.Client.Reach(ctx, url)
	if err != nil {
		r.add(Step{Integration: kind, Name: "url", Outcome: Failed, Words: fmt.Sprintf("The URL cannot be used: %v.", err), Cure: "Correct the URL."})
		return false
	}
	r.add(Step{Integration: kind, Name: "url", Outcome: OK, Words: fmt.Sprintf("The URL %s has the right form.", show.URL(url))})
	for _, stage := range stages {
		step := Step{Integration: kind, Name: stage.Stage.String(), Outcome: OK, Words: stage.Words, Cure: stage.Cure}
		if !stage.OK {
			step.Outcome = Failed
		}
		if r.add(step).Outcome == Failed {
			return false
		}
	}
	return true
}
