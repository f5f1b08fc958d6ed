package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
)

// perClause is how many failures of one clause the summary tells in full.
const perClause = 3

// Summary writes what a person at a terminal needs, the most important last.
func (r *Report) Summary(out io.Writer) error {
	var b strings.Builder
	r.writeFailures(&b)
	r.writeErrors(&b)
	r.writeNeeds(&b)
	r.writeLeftovers(&b)
	r.writeGrid(&b)
	fmt.Fprintf(&b, "\n%s: %s\n", r.Headline(), r.Target.Hide(r.Why))
	fmt.Fprintf(&b, "%s in %s\n", r.tally(), r.Took.Round(10*time.Millisecond))
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) writeFailures(b *strings.Builder) {
	for _, id := range r.broken() {
		told := 0
		for _, one := range r.Results {
			if one.Check.Clause != id || one.Outcome != check.Fail {
				continue
			}
			if told++; told > perClause {
				continue
			}
			if r.known.lists(one.Check) {
				b.WriteString("known to fail: ")
			}
			b.WriteString(r.explain(one) + "\n")
		}
		if told > perClause {
			fmt.Fprintf(b, "… and %s more of %s: see the JSON or HTML report\n\n", number(told-perClause, "failure"), id)
		}
	}
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

func holding(n int) string {
	if n == 1 {
		return "1 clause holds"
	}
	return fmt.Sprintf("%d clauses hold", n)
}

func (r *Report) held() int {
	n := 0
	for _, cell := range r.grid() {
		if cell.Outcome == check.Pass && cell.sign() != "-" {
			n++
		}
	}
	return n
}
