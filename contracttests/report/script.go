package report

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/target"
)

// fewPosts is how many posts are shown in full where a person reads line by line.
const fewPosts = 4

// postsOf are the posts of a check that failed, in their order, without what only took things away and
// without a second try.
func postsOf(r check.Result) []check.Exchange {
	for i, x := range r.Exchanges {
		if x.Number != i+1 || x.Cleanup {
			return r.Exchanges[:i]
		}
	}
	return r.Exchanges
}

// failedPost is the number of the post that showed the failure; 0 is none.
func failedPost(r check.Result) int {
	if r.Failure == nil || r.Failure.Exchange == nil {
		return 0
	}
	return r.Failure.Exchange.Number
}

// script gives the posts of a check that failed as a small script for a POSIX shell: one curl line each, in
// their order. The ids that the ERP answers go into the posts that carry them. Secrets are masked. It is ""
// when one line is enough.
func script(t target.Target, r check.Result) string {
	posts := postsOf(r)
	if r.Outcome != check.Fail || len(posts) < 2 {
		return ""
	}
	return strings.Join(scriptLines(t, r, posts, show.Sh), "\n") + "\n"
}

// scriptLines are the lines of a script of posts of the check.
func scriptLines(t target.Target, r check.Result, posts []check.Exchange, shell show.Shell) []string {
	lines, failed := notes(posts), failedPost(r)
	if len(r.Leftovers) > 0 {
		lines = append(lines, "# The ERP still has things of this check: take them out first, or write other serials.")
	}
	for i, x := range posts {
		line, foreign := withIDs(curl(t, x, shell), posts, i, shell)
		if givesID(posts, i) {
			line = capture(line, x.Number, shell)
		}
		lines = append(lines, fmt.Sprintf("# post %d%s: %s. In the run: %s", x.Number, place(x.Number, failed), x.What, short(t.Hide(answerLine(x)))))
		lines = append(lines, foreign...)
		lines = append(lines, line)
	}
	if strings.Contains(strings.Join(lines, "\n"), "***") {
		lines = append([]string{"# *** stands for a secret: fill it in."}, lines...)
	}
	return lines
}

// notes say what a person has to know before the posts are sent again.
func notes(posts []check.Exchange) []string {
	var lines []string
	for i := range posts {
		if givesID(posts, i) {
			lines = append(lines, "# Your ERP answers other ids now: id1 is the one that it answers to post 1, and so on.")
			break
		}
	}
	if together(posts) {
		lines = append(lines, "# Some of these were sent at the same time; one after another they may be answered in another way.")
	}
	return lines
}

// together tells whether posts were sent before those before them were answered.
func together(posts []check.Exchange) bool {
	for i := 1; i < len(posts); i++ {
		before, x := posts[i-1].Result.Transcript, posts[i].Result.Transcript
		if !x.Started.IsZero() && x.Started.Before(before.Started.Add(before.Took)) {
			return true
		}
	}
	return false
}

// capture keeps the id of the answer in a variable and shows the answer all the same.
func capture(line string, number int, shell show.Shell) string {
	remark := strings.HasSuffix(line, ";") // it would hide what comes behind it
	if remark {
		line += "\n"
	}
	if shell == show.PowerShell {
		return fmt.Sprintf(`$answer = & { %s }; $answer; if ("$answer" -match '"externalId" *: *"([^"]*)"') { $id%d = $Matches[1] }`, line, number)
	}
	if remark {
		line = "{ " + line + "}"
	}
	return fmt.Sprintf(`id%d=$(%s | tee /dev/stderr | sed -n 's/.*"externalId" *: *"\([^"]*\)".*/\1/p')`, number, line)
}

// idOf stands in the quotes of a line for the id that a post is answered now.
func idOf(number int, shell show.Shell) string {
	if shell == show.PowerShell {
		return fmt.Sprintf(`' + $id%d + '`, number)
	}
	return fmt.Sprintf(`'"$id%d"'`, number)
}

func place(number, failed int) string {
	switch {
	case failed == 0 || number < failed:
		return ""
	case number == failed:
		return ", THE ONE THAT FAILED"
	}
	return ", to make sure afterwards"
}

// short is an answer for a comment.
func short(answer string) string { return show.Clip(answer, 120) }

// safeID is an id that a script can hold as it is.
var safeID = regexp.MustCompile(`^[A-Za-z0-9._:/-]+$`)

// member is how a payload carries an id.
func member(id string) string { return `"externalId":"` + id + `"` }

// givesID tells whether the id of an answer stands in a later post, before it is answered again.
func givesID(posts []check.Exchange, i int) bool {
	id := posts[i].Result.ExternalID
	if !safeID.MatchString(id) {
		return false
	}
	for _, later := range posts[i+1:] {
		if strings.Contains(string(later.Result.Transcript.RequestBody), member(id)) {
			return true
		}
		if later.Result.ExternalID == id {
			return false
		}
	}
	return false
}

// withIDs puts the ids of the answers before it into the curl line of a post. Where a shell could not hold
// one, a comment says what to change by hand.
func withIDs(line string, posts []check.Exchange, i int, shell show.Shell) (string, []string) {
	var byHand []string
	told, body := map[string]bool{}, string(posts[i].Result.Transcript.RequestBody)
	for j := i - 1; j >= 0; j-- {
		id := posts[j].Result.ExternalID
		if id == "" || told[id] {
			continue
		}
		told[id] = true
		switch {
		case safeID.MatchString(id) && strings.Contains(line, member(id)):
			line = strings.ReplaceAll(line, member(id), member(idOf(posts[j].Number, shell)))
		case !safeID.MatchString(id) && strings.Contains(body, "externalId"), strings.Contains(body, member(id)): // or the line shows no body
			byHand = append(byHand, fmt.Sprintf("#   if its externalId is %q, put in what the ERP answers to post %d now", id, posts[j].Number))
		}
	}
	return line, byHand
}
