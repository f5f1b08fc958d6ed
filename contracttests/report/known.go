package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// ReadKnown reads a list of checks that are known to fail, one a line: a clause id, which means all its
// checks, or a clause id and the name of a check, also one that it had earlier. # begins a comment. The error names every line that
// matches none of the given checks.
func ReadKnown(from io.Reader, checks []check.Check) ([]string, error) {
	var entries, wrong []string
	list, err := io.ReadAll(io.LimitReader(from, 1<<20)) // it has some hundred lines
	if err == nil {
		list, err = schemas.FileText(list)
	}
	if err != nil {
		return nil, fmt.Errorf("the list of known failures cannot be read: %w", err)
	}
	number := 0
	for line := range strings.Lines(string(list)) {
		number++
		text, _, _ := strings.Cut(line, "#")
		entry := check.Current(strings.Join(strings.Fields(text), " "))
		if entry == "" {
			continue
		}
		if !slices.ContainsFunc(checks, newKnown([]string{entry}).lists) {
			wrong = append(wrong, fmt.Sprintf("line %d: %q is not a check: write a clause id, or a clause id and the name as --list shows it", number, entry))
		}
		entries = append(entries, entry)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the list of known failures is wrong: %s", strings.Join(wrong, "; "))
	}
	return entries, nil
}

// WriteKnown writes a list that ReadKnown reads: each failure that turns the run red or is known already, and each
// entry of the list so far of which nothing was judged. The first lines say what was run. The error is the writer's.
func (r *Report) WriteKnown(to io.Writer) error {
	var b strings.Builder
	b.WriteString("# Checks that are known to fail, for erpkit verify --known-failing. Take out what you mend.\n")
	fmt.Fprintf(&b, "# Written %s; the verdict was %s.\n", r.Started.UTC().Format(time.DateTime), r.Headline())
	written := map[string]bool{}
	for _, one := range failuresOf(r.Results) {
		entry := Entry(one.Check)
		if r.known[one.Check.Clause] {
			entry = one.Check.Clause
		}
		if !written[entry] && (r.known.lists(one.Check) || r.weighs(one.Check.Level())) {
			fmt.Fprintf(&b, "%s # %s: %s\n", entry, one.Check.Level(), show.Text(r.Target.Hide(oneLine(one.Reason))))
			written[entry] = true
		}
	}
	for _, entry := range slices.Sorted(slices.Values(r.KnownFailing)) {
		if !written[entry] && !r.judged(entry) {
			fmt.Fprintf(&b, "%s # not judged in this run\n", entry)
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// judged tells whether a check of an entry passed or failed.
func (r *Report) judged(entry string) bool {
	return slices.ContainsFunc(r.Results, func(one check.Result) bool {
		return newKnown([]string{entry}).lists(one.Check) && (one.Outcome == check.Pass || one.Outcome == check.Fail)
	})
}

// knownFailing is the set of entries.
type knownFailing map[string]bool

func newKnown(entries []string) knownFailing {
	known := knownFailing{}
	for _, entry := range entries {
		known[entry] = true
	}
	return known
}

// Entry is how a list of known failures names a check.
func Entry(c check.Check) string { return c.Clause + " " + c.Name }

func (k knownFailing) lists(c check.Check) bool { return k[c.Clause] || k[Entry(c)] }

// surprises are the entries that did not fail though they are listed: a check that passed, or a clause
// of which some checks passed and none failed.
func (r *Report) surprises() []string {
	var names []string
	listed := newKnown(r.KnownFailing)
	for _, one := range r.Results {
		if one.Outcome == check.Pass && listed[Entry(one.Check)] {
			names = append(names, Entry(one.Check))
		}
	}
	for _, clause := range schemas.Clauses() {
		if listed[clause.ID] && r.has(clause.ID, check.Pass) && !r.has(clause.ID, check.Fail) {
			names = append(names, clause.ID)
		}
	}
	return names
}

func (r *Report) has(clause string, v check.Outcome) bool {
	return slices.ContainsFunc(r.Results, func(one check.Result) bool { return one.Check.Clause == clause && one.Outcome == v })
}
