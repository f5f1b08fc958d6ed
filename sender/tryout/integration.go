package tryout

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// integration tries one of the three.
func (r *runner) integration(ctx context.Context, kind schemas.Kind) {
	on := r.Settings.For(kind)
	if !on.Enabled {
		r.add(Step{Integration: kind, Name: "toggle", Outcome: Skipped, Words: "It is not enabled, so it sends nothing (C2)."})
		return
	}
	if !r.reach(ctx, kind, on.URL) {
		r.add(Step{Integration: kind, Name: "add", Outcome: Skipped, Words: "Nothing was posted, for the ERP cannot be reached."})
		return
	}
	r.roundTrip(ctx, kind)
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

// roundTrip posts an add and takes it back.
func (r *runner) roundTrip(ctx context.Context, kind schemas.Kind) {
	b, err := r.bench(ctx, kind)
	if err != nil {
		r.add(Step{Integration: kind, Name: "add", Outcome: Failed, Words: fmt.Sprintf("The sample cannot be posted: %v.", err), Cure: "Correct the sample values."})
		return
	}
	out, err := b.add(ctx)
	if err != nil || out.Result == nil {
		r.add(Step{Integration: kind, Name: "add", Outcome: Failed, Words: fmt.Sprintf("The sample was not posted: %v %s", err, out.Why), Cure: "Correct the sample values."})
		return
	}
	r.posted = true
	r.judgePost(kind, "add", *out.Result)
	if !out.Done {
		if out.Result.MayBeBooked() {
			r.leave(kind, b.name)
		}
		return
	}
	r.judgeAnswer(kind, *out.Result)
	// What was added is taken back even when the person has had enough in between.
	out, err = b.remove(context.WithoutCancel(ctx), out)
	if err != nil || out.Result == nil {
		r.add(Step{Integration: kind, Name: "remove", Outcome: Failed, Words: fmt.Sprintf("The sample was not taken back: %v %s", err, out.Why)})
	} else {
		r.judgePost(kind, "remove", *out.Result)
	}
	if !out.Done {
		r.leave(kind, b.name)
	}
}

// judgePost judges whether a post was accepted. A refusal of the sample is a failure: it may
// be right of the ERP, but then nothing is proven.
func (r *runner) judgePost(kind schemas.Kind, name string, result sender.Result) {
	step := Step{Integration: kind, Name: name, Outcome: OK, Words: result.Words, Cure: result.Cure, Transcript: &result.Transcript}
	switch {
	case !result.Accepted && result.Trouble == "" && (result.Cure == "" || name == "add" && aboutAddress(result.Status)):
		step.Outcome, step.Cure = Failed, cureOfRefusal(name, result)
	case !result.Accepted:
		step.Outcome = Failed
	case result.Status >= 300:
		step.Outcome = Warned
	default:
		step.Cure = "" // of the body, which has its own step
	}
	r.add(step)
}

const realValues = "give it real ones (work order, sku, serial)"

// aboutAddress tells whether a status mostly speaks of the address and not of what was posted there.
func aboutAddress(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return true
	}
	return false
}

// cureOfRefusal is what to do about a refused sample. An add that was accepted has shown that the
// address is right, so the address is not blamed for a refused remove.
func cureOfRefusal(name string, result sender.Result) string {
	url := show.URL(result.Transcript.URL)
	switch {
	case name != "add":
	case result.Status == http.StatusMethodNotAllowed:
		return fmt.Sprintf("What is at %s takes no POST, so the URL is likely not that of the integration: compare its path with the ERP's, letter for letter.", url)
	case result.Status == http.StatusNotFound || result.Status == http.StatusGone:
		return fmt.Sprintf("Likely the ERP has nothing at %s: compare the path with the ERP's, letter for letter, the slash at its end too. "+
			"Only if the ERP says that it does not know a sample value, %s.", url, realValues)
	case aboutAddress(result.Status):
		return fmt.Sprintf("The ERP lets nobody in at %s without a login, whatever is posted: put what it wants into the URL, or let it take the posts of the MES without. "+
			"Here it may be given as --header or --auth-file, too.", url)
	}
	return "If the ERP is right to refuse sample values that it does not know, " + realValues + "; otherwise see its log."
}

// judgeAnswer judges the body of an accepted add (T4, E3, E4) and its speed (E8).
func (r *runner) judgeAnswer(kind schemas.Kind, result sender.Result) {
	const slow = 5 * time.Second
	step := Step{Integration: kind, Name: "answer", Outcome: OK, Words: "The answer is as the contract wants it.", Cure: result.Cure}
	if result.ExternalID == "" {
		step.Words = "The answer has no id: later posts about this thing will carry none, so the ERP must know it by its other members (E4)."
	}
	if result.Cure != "" {
		step.Outcome = Warned
	}
	for _, finding := range result.Findings {
		step.Words += " " + finding.Message + "."
		if finding.Level == schemas.Must {
			step.Outcome = Failed
		} else if step.Outcome == OK {
			step.Outcome = Warned
		}
	}
	if result.Transcript.Took > slow {
		step.Outcome, step.Words = worse(step.Outcome), step.Words+fmt.Sprintf(" It took %s, and a person waits for it (E8 asks for 5 s).", result.Transcript.Took.Round(time.Millisecond))
	}
	r.add(step)
}

func worse(v Outcome) Outcome {
	if v == OK {
		return Warned
	}
	return v
}

func (r *runner) leave(kind schemas.Kind, name string) {
	r.report.Leftovers = append(r.report.Leftovers, fmt.Sprintf("%s: %s may still be in the ERP; remove it there by hand.", kind, name))
}
