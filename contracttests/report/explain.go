package report

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/target"
	"github.com/erpkit/erpkit/schemas"
)

// Explain says of one result all that a person needs: the clause and its sentence, what was expected, what
// the ERP answered, the cure, and the curl line that repeats the post. Secrets are masked.
func Explain(t target.Target, r check.Result) string {
	clause, _ := schemas.ClauseByID(r.Check.Clause)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s\n", clause.ID, clause.Level, r.Check.Name)
	fmt.Fprintf(&b, "  clause    %s\n", clause.Sentence)
	f := r.Failure
	if f == nil {
		fmt.Fprintf(&b, "  %-9s %s\n", r.Verdict, r.Reason)
		return t.Hide(b.String())
	}
	fmt.Fprintf(&b, "  expected  %s\n", f.Expected)
	fmt.Fprintf(&b, "  but       %s\n", f.Got)
	if f.Exchange != nil {
		fmt.Fprintf(&b, "  answer    %s\n", AnswerLine(*f.Exchange))
	}
	if f.Cure != "" {
		fmt.Fprintf(&b, "  cure      %s\n", f.Cure)
	}
	if f.Exchange != nil {
		fmt.Fprintf(&b, "  again     %s\n", Curl(t, *f.Exchange))
	}
	return t.Hide(b.String())
}

// AnswerLine is what came back to a post, in one line.
func AnswerLine(x check.Exchange) string {
	tr := x.Result.Transcript
	if tr.Status == 0 {
		return "none: " + tr.Error
	}
	body := strings.TrimSpace(string(tr.AnswerBody))
	if body == "" {
		return fmt.Sprintf("HTTP %d with an empty body", tr.Status)
	}
	const most = 300
	if len(body) > most {
		body = strings.ToValidUTF8(body[:most], "") + "…"
	}
	quoted := fmt.Sprintf("%q", body)
	if !strings.ContainsAny(body, "\n\r\t\x1b") && isPlain(body) {
		quoted = body
	}
	return fmt.Sprintf("HTTP %d %s", tr.Status, quoted)
}

// isPlain tells whether a text can be shown as it is: nothing in it steers a terminal.
func isPlain(text string) bool {
	for _, r := range text {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0xfffd || r == 0x202e {
			return false
		}
	}
	return true
}

// Curl is the line that repeats a post, with the secrets of the target masked.
func Curl(t target.Target, x check.Exchange) string { return t.Hide(x.Result.Transcript.Curl()) }
