package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// Markdown writes the report for a comment on a pull request or for the summary of a job: the verdict, what to mend, and
// the rest folded. What came from outside stands as text, whatever it says. It is as long as a comment may be (65,536
// letters) at the most, however much failed.
func (r *Report) Markdown(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n%s in %s against %s.\n", r.Headline(), r.plain(r.Why), r.tally(), r.Took.Round(1e7), r.plain(strings.Join(r.urls(), ", ")))
	r.markdownComparison(&b)
	for i := range r.causes {
		if i == mostLines {
			fmt.Fprintf(&b, "\n%d more causes stand in the other reports.\n", len(r.causes)-mostLines)
			break
		}
		r.markdownCause(&b, i)
	}
	r.markdownFollowing(&b)
	r.markdownOpen(&b)
	r.markdownClauses(&b)
	_, err := io.WriteString(out, r.Target.Hide(b.String()))
	return err
}

// markdownComparison says how the run differs from the earlier one, if it is compared with one.
func (r *Report) markdownComparison(b *strings.Builder) {
	c := r.compare()
	if c == nil {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n", r.plain(c.title()))
	groups := c.groups()
	for _, group := range groups {
		names := strings.Join(group.Checks[:min(len(group.Checks), mostLines)], ", ")
		if more := len(group.Checks) - mostLines; more > 0 {
			names += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(b, "- **%d %s:** %s\n", len(group.Checks), r.plain(group.What), r.plain(names))
	}
	if len(groups) == 0 {
		fmt.Fprintf(b, "%s.\n", strings.ToUpper(nothingNew[:1])+nothingNew[1:])
	}
}

func (r *Report) markdownCause(b *strings.Builder, i int) {
	c := &r.causes[i]
	one := c.example()
	fmt.Fprintf(b, "\n### %d. %s %s: %s\n\n", i+1, one.Check.Clause, one.Check.Level(), r.plain(r.mark(one)+one.Check.Name))
	f := one.Failure
	if f == nil {
		fmt.Fprintf(b, "%s\n", r.plain(one.Reason))
		return
	}
	fmt.Fprintf(b, "- **Expected:** %s\n- **But:** %s\n", r.plain(f.Expected), r.plain(f.Got))
	if f.Exchange != nil {
		fmt.Fprintf(b, "- **Answer:** %s\n", r.code(answerLine(*f.Exchange)))
	}
	if f.Cure != "" {
		fmt.Fprintf(b, "- **Cure:** %s More: `erpkit explain %s`\n", r.plain(f.Cure), one.Check.Clause)
	}
	if rest := c.Failures[1:]; len(rest) > 0 {
		fmt.Fprintf(b, "- **Also:** %s in the same way: %s\n", show.Count(len(rest), "more check fails", "more checks fail"), r.plain(names(rest)))
	}
	if follows := r.followWords(c); follows != "" {
		fmt.Fprintf(b, "- **Follows:** %s\n", follows)
	}
	if f.Exchange != nil {
		fmt.Fprintf(b, "\n<details><summary>Repeat it</summary>\n\n%s\n</details>\n", r.fenced(strings.Join(r.repeating(one), "\n")))
	}
}

func (r *Report) markdownFollowing(b *strings.Builder) {
	var lines []string
	for _, one := range r.following() {
		lines = append(lines, fmt.Sprintf("- %s %s, likely from %s", one.Check.Clause, r.plain(one.Check.Name), r.plain(Entry(one.from))))
	}
	fold(b, show.Count(len(lines), "failure that likely follows", "failures that likely follow"), lines)
}

// markdownOpen lists what could not be judged, by reason.
func (r *Report) markdownOpen(b *strings.Builder) {
	var lines []string
	for _, group := range r.open() {
		lines = append(lines, fmt.Sprintf("- %d: %s", len(group.Names), r.plain(group.Why)))
	}
	fold(b, "What could not be judged, and why", lines)
}

func (r *Report) markdownClauses(b *strings.Builder) {
	var lines []string
	for _, cell := range r.grid() {
		if word := cell.word(); word != "none" {
			lines = append(lines, fmt.Sprintf("| %s | %s | %s | %s |", cell.Clause.ID, cell.Clause.Level, word, r.plain(cell.Clause.Sentence)))
		}
	}
	if len(lines) > 0 {
		lines = append([]string{"| clause | level | | sentence |", "| --- | --- | --- | --- |"}, lines...)
	}
	fold(b, holding(r.held()), lines)
}

// fold writes lines that a reader opens if at all.
func fold(b *strings.Builder, title string, lines []string) {
	const most = 60
	if len(lines) == 0 {
		return
	}
	if len(lines) > most {
		lines = append(lines[:most:most], fmt.Sprintf("- … and %d more in the other reports", len(lines)-most))
	}
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n%s\n</details>\n", title, strings.Join(lines, "\n"))
}

// plain is one line of text without the target's secrets, which Markdown shows as it is.
func (r *Report) plain(text string) string {
	return show.Markdown(show.Clip(oneLine(r.Target.Hide(text)), 600))
}

// code is text in a code span, whatever it holds.
func (r *Report) code(text string) string {
	text = r.Target.Hide(text)
	fence := strings.Repeat("`", longestRun(text)+1)
	return fence + " " + strings.NewReplacer("\n", " ", "\r", " ").Replace(text) + " " + fence
}

func (r *Report) fenced(text string) string {
	text = show.Clip(r.Target.Hide(text), 4000)
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	return fence + "sh\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}

// longestRun is the longest run of back quotes in a text.
func longestRun(text string) int {
	longest, run := 0, 0
	for _, letter := range text {
		if letter != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
