package report

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/target"
)

// Explain says of one result all that a person needs: the clause and its sentence, what was expected, what
// the ERP answered, the cure, and the curl lines that repeat the post. Secrets are masked.
func Explain(t target.Target, r check.Result) string {
	facts, again := explain(t, r, show.Sh)
	return facts + again
}

// explain is Explain in two parts: what happened, and how to repeat it.
func explain(t target.Target, r check.Result, shell show.Shell) (facts, repeat string) {
	clause, _ := schemas.ClauseByID(r.Check.Clause)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s\n", clause.ID, clause.Level, r.Check.Name)
	fmt.Fprintf(&b, "  clause    %s\n", clause.Sentence)
	f := r.Failure
	if f == nil {
		fmt.Fprintf(&b, "  %-9s %s\n", r.Outcome, r.Reason)
		return t.Hide(b.String()), ""
	}
	fmt.Fprintf(&b, "  expected  %s\n", f.Expected)
	fmt.Fprintf(&b, "  but       %s\n", f.Got)
	if f.Exchange != nil {
		fmt.Fprintf(&b, "  answer    %s\n", answerLine(*f.Exchange))
	}
	if f.Cure != "" {
		fmt.Fprintf(&b, "  cure      %s\n", f.Cure)
	}
	fmt.Fprintf(&b, "  more      erpkit explain %s\n", clause.ID)
	return t.Hide(b.String()), t.Hide(again(t, r, shell))
}

// explain is Explain with the failure from which this one follows, if there is one.
func (r *Report) explain(one check.Result) string {
	text := Explain(r.Target, one)
	if cause, follows := r.causeOf(one); follows {
		text += fmt.Sprintf("  follows   likely from [%s] %q: mend that first\n", cause.Clause, cause.Name)
	}
	return text
}

// again says how to repeat a failure: the post that showed it, with those before it where they are few.
func again(t target.Target, r check.Result, shell show.Shell) string {
	posts, failed := postsOf(r), failedPost(r)
	switch {
	case r.Failure.Exchange == nil && len(posts) == 0:
		return ""
	case r.Failure.Exchange == nil:
		return fmt.Sprintf("  again     %s show this together: %s\n", number(len(posts), "post"), whereAll)
	case failed > 1 && failed <= len(posts) && failed <= fewPosts && !together(posts):
		return "  again     " + strings.Join(scriptLines(t, r, posts[:failed], shell), "\n            ") + "\n"
	}
	line := fmt.Sprintf("  again     %s\n", curl(t, *r.Failure.Exchange, shell))
	switch {
	case failed > 0 && together(posts):
		line += fmt.Sprintf("            (post %d of this check, which sent posts at the same time: %s)\n", failed, whereAll)
	case failed > 1:
		line += fmt.Sprintf("            (post %d of this check; it needs the %d before it: %s)\n", failed, failed-1, whereAll)
	}
	return line
}

// whereAll is where all posts of a check stand as a script.
const whereAll = "--html=FILE, --junit=FILE, --json=FILE and --script=FILE have all of them as a script"

// sentence is what a clause asks for.
func sentence(id string) string {
	clause, _ := schemas.ClauseByID(id)
	return clause.Sentence
}

// answerLine is what came back to a post, in one line.
func answerLine(x check.Exchange) string {
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
	if isPlain(body) {
		quoted = body
	}
	return fmt.Sprintf("HTTP %d %s", tr.Status, quoted)
}

// isPlain tells whether a text can be shown as it is: nothing in it steers a terminal.
func isPlain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd || r == 0x202e
	})
}

// curl is the line that repeats a post, with the secrets of the target masked.
func curl(t target.Target, x check.Exchange, shell show.Shell) string {
	return t.Hide(x.Result.Transcript.CurlIn(shell))
}
