package tryout

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// judgePost judges whether a post was accepted. A refusal of what was posted is a failure: it may
// be right of the ERP, but then nothing is proven.
func (r *runner) judgePost(kind schemas.Kind, name string, result sender.Result) {
	step := Step{Integration: kind, Name: name, Outcome: OK, Words: result.Words, Cure: result.Cure, Transcript: &result.Transcript}
	switch {
	case !result.Accepted && result.Trouble == "":
		step.Outcome, step.Cure = Failed, strings.TrimSpace(r.cureOfRefusal(name, result))
	case !result.Accepted:
		step.Outcome = Failed
	case result.Status >= 300:
		step.Outcome = Warned
	default:
		step.Cure = "" // of the body, which has its own step
	}
	r.add(step)
}

// cureOfRefusal is what to do about a refused post. Only an add that was refused without a reason lets the address be
// blamed: a message comes from the ERP itself, and an add that was accepted has shown that the address is right.
func (r *runner) cureOfRefusal(name string, result sender.Result) string {
	url := show.URL(result.Transcript.URL)
	switch {
	case name != "add":
		return "The ERP accepted the add, so it should take it back: see its log. " + result.Cure
	case result.Status == http.StatusUnauthorized:
		return "The MES itself has only the URL for a login: put it there, or let the ERP take the posts of the MES without a login. " + result.Cure
	case result.SaysWhy():
		return r.cureOfNames() + " " + result.Cure
	case result.Status == http.StatusMethodNotAllowed:
		return fmt.Sprintf("What is at %s takes no POST, so it is likely not the URL of the integration: compare its path with the ERP's, letter for letter.", url)
	case result.Status == http.StatusNotFound || result.Status == http.StatusGone:
		return fmt.Sprintf("Likely the ERP has nothing at %s: compare the path with the ERP's, letter for letter, the slash at its end too. %s", url, result.Cure)
	case result.Status == http.StatusForbidden || result.Status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("Likely the ERP lets nobody in at %s without a login: put one into the URL, or let the ERP take the posts of the MES without one. %s", url, result.Cure)
	}
	return result.Cure
}

// cureOfNames is what to do about a reason for a refusal.
func (r *runner) cureOfNames() string {
	if r.Master != nil {
		return "If the ERP is right, correct the master data or the values that were given; otherwise see its log."
	}
	return "If the ERP is right to refuse sample values that it does not know, give it real ones (work order, sku, serial, or --master); otherwise see its log."
}

// judgeAnswer judges the body of an accepted add (T4, E3, E4) and its speed (E8).
func (r *runner) judgeAnswer(kind schemas.Kind, result sender.Result) {
	const slow = 5 * time.Second
	step := Step{Integration: kind, Name: "answer", Outcome: OK, Words: "The answer is what the contract asks for.", Cure: result.Cure}
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
