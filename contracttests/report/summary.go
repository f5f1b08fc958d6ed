package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas/show"
)

const (
	fullCauses = 3  // causes that the summary tells in full
	mostNames  = 3  // names of checks in one line
	mostLines  = 10 // lines of one list
)

// Summary writes what a person at a terminal needs, the most important last.
func (r *Report) Summary(out io.Writer) error {
	var b strings.Builder
	r.writeFailures(&b)
	r.writeErrors(&b)
	r.writeNeeds(&b)
	r.writeLeftovers(&b)
	r.writeGrid(&b)
	r.writeComparison(&b)
	fmt.Fprintf(&b, "\n%s: %s\n", r.Headline(), r.Target.Hide(r.Why))
	fmt.Fprintf(&b, "%s in %s\n", r.tally(), r.Took.Round(10*time.Millisecond))
	_, err := io.WriteString(out, b.String())
	return err
}

// writeFailures tells the causes, the one to mend first at the top, and then what follows from them.
func (r *Report) writeFailures(b *strings.Builder) {
	for i := range r.causes {
		c := &r.causes[i]
		if i == fullCauses {
			fmt.Fprintf(b, "%s:\n", show.Count(len(r.causes)-fullCauses, "more cause", "more causes"))
		}
		switch {
		case i == 0 && len(r.causes) > 1:
			b.WriteString("Mend this first:\n")
			fallthrough
		case i < fullCauses:
			b.WriteString(r.tell(c, i == 0) + "\n")
		case i < fullCauses+mostLines:
			fmt.Fprintf(b, "  %s\n", r.inOneLine(c))
		}
	}
	if len(r.causes) > fullCauses {
		b.WriteString("\n")
	}
	r.writeFollowing(b)
}

// tell is a cause with all that a person needs. The line that repeats it is whole for the one to mend first.
func (r *Report) tell(c *cause, whole bool) string {
	one := c.example()
	facts, again := explain(r.Target, one, r.Shell)
	if !whole {
		again = folded(again)
	}
	text := r.mark(one) + facts + again
	if rest := c.Failures[1:]; len(rest) > 0 {
		text += fmt.Sprintf("  also      %s in the same way: %s\n", show.Count(len(rest), "more check fails", "more checks fail"), names(rest))
	}
	if follows := r.followWords(c); follows != "" {
		text += "  follows   " + follows + "\n"
	}
	return text
}

// mark says before a failure that it was known.
func (r *Report) mark(one check.Result) string {
	if r.known.lists(one.Check) {
		return "known to fail: "
	}
	return ""
}

// followWords says how much follows from a cause; "" is nothing.
func (r *Report) followWords(c *cause) string {
	var parts []string
	if n := len(c.Follow); n > 0 {
		parts = append(parts, show.Count(n, "failure follows", "failures follow"))
	}
	if n := c.Blocked; n > 0 {
		parts = append(parts, show.Count(n, "check could not be run", "checks could not be run"))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ", likely because of this"
}

// folded cuts the lines that repeat a failure.
func folded(text string) string {
	const most = 120
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if at := commandAt(line); at >= 0 && len(line) > most {
			lines[i] = strings.ToValidUTF8(line[:most], "") + " … (whole with --script FILE)\n"
		}
	}
	return strings.Join(lines, "")
}

// commandAt is where a line begins to run curl.
func commandAt(line string) int {
	return max(strings.Index(line, "curl "), strings.Index(line, "$post = "))
}

// inOneLine is a cause in short.
func (r *Report) inOneLine(c *cause) string {
	one := c.example()
	line := fmt.Sprintf("%s%s %s  %s", r.mark(one), one.Check.Clause, one.Check.Level(), one.Check.Name)
	if rest := len(c.Failures) - 1; rest > 0 {
		line += fmt.Sprintf(" (and %d more in the same way)", rest)
	}
	if one.Failure != nil && one.Failure.Cure != "" {
		line += ". " + one.Failure.Cure
	}
	return line
}

// writeFollowing lists the failures that are likely gone when their causes are mended.
func (r *Report) writeFollowing(b *strings.Builder) {
	all := r.following()
	if len(all) == 0 {
		return
	}
	b.WriteString("Likely consequences, to look at after that:\n")
	for i, one := range all {
		if i == mostLines {
			fmt.Fprintf(b, "  … and %d more: see the JSON or HTML report\n", len(all)-mostLines)
			break
		}
		fmt.Fprintf(b, "  %s%s %s  %s: follows likely from [%s] %q\n", r.mark(one.Result), one.Check.Clause, one.Check.Level(), one.Check.Name, one.from.Clause, one.from.Name)
	}
	b.WriteString("\n")
}

// names are the names of the first checks.
func names(results []check.Result) string {
	var list []string
	for i, one := range results {
		if i == mostNames {
			list = append(list, fmt.Sprintf("and %d more", len(results)-mostNames))
			break
		}
		list = append(list, one.Check.Name)
	}
	return strings.Join(list, "; ")
}

func (r *Report) writeErrors(b *strings.Builder) {
	told := map[string]bool{}
	for _, one := range r.Results {
		if one.Outcome == check.Error && !told[one.Reason] {
			told[one.Reason] = true
			b.WriteString(Explain(r.Target, one) + "\n")
		}
	}
}

// writeGrid writes one line for each section of the contract: its clauses with a sign.
func (r *Report) writeGrid(b *strings.Builder) {
	section := ""
	for _, cell := range r.grid() {
		if cell.Clause.Section != section {
			if section != "" {
				b.WriteString("\n")
			}
			section = cell.Clause.Section
			fmt.Fprintf(b, "%-15s", section)
		}
		fmt.Fprintf(b, " %s%s", cell.sign(), cell.Clause.ID)
	}
	b.WriteString("\n(+ holds, ! broken, ? could not be judged, - nothing to judge)\n")
}

func (r *Report) tally() string {
	var parts []string
	for _, v := range check.Outcomes() {
		if n := r.count(v); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	if len(parts) == 0 {
		return "no checks"
	}
	if n := r.skipped(check.NeedsData); n > 0 {
		parts = append(parts, fmt.Sprintf("%d of the skipped need master data", n))
	}
	return strings.Join(parts, ", ")
}

// Badge is the verdict in one line, without anything that changes from run to run.
func (r *Report) Badge() string {
	words := map[Verdict]string{
		Red: "broken: " + strings.Join(broken(r.counted()), ", "), Unjudged: "could not be judged",
		Empty: "nothing was run", Interrupted: "interrupted", Green: holding(r.held()),
	}[r.Verdict]
	if r.Verdict == Red && len(r.counted()) == 0 {
		words = "a known failure passes"
	}
	if _, known, but := strings.Cut(r.Headline(), " but "); but {
		words += ", but " + known
	}
	return fmt.Sprintf("erpkit contract %s: %s", contractVersion, words)
}

func holding(n int) string { return show.Count(n, "clause holds", "clauses hold") }

func (r *Report) held() int {
	n := 0
	for _, cell := range r.grid() {
		if cell.Outcome == check.Pass && cell.sign() != "-" {
			n++
		}
	}
	return n
}
