package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas/show"
)

// Script writes the posts of every failure as a program for a POSIX shell: with a number it repeats that failure, without
// one it lists them. Secrets are masked.
func (r *Report) Script(out io.Writer) error {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# Repeats what failed: give the number of a failure. Needs curl.\n")
	failures := failuresOf(r.Results)
	for i, one := range failures {
		fmt.Fprintf(&b, "\nfailure_%d() {\n", i+1)
		for _, line := range r.repeating(one) {
			b.WriteString(line + "\n")
		}
		b.WriteString("}\n")
	}
	b.WriteString("\ncase \"$1\" in\n")
	for i := range failures {
		fmt.Fprintf(&b, "%d) failure_%d ;;\n", i+1, i+1)
	}
	b.WriteString("*) cat <<'END'\nGive the number of a failure:\n")
	for i, one := range failures {
		fmt.Fprintf(&b, "%4d  %s %s  %s\n", i+1, one.Check.Clause, one.Check.Level(), one.Check.Name)
	}
	b.WriteString("END\n;;\nesac\n")
	_, err := io.WriteString(out, r.Target.Hide(b.String()))
	return err
}

// repeating are the lines that repeat a failure; they do nothing where no post showed it.
func (r *Report) repeating(one check.Result) []string {
	lines := []string{"# " + one.Check.Clause + " " + one.Check.Name}
	if posts := postsOf(one); len(posts) > 0 {
		return append(append(lines, scriptLines(r.Target, one, posts, show.Sh)...), ":")
	}
	if one.Failure != nil && one.Failure.Exchange != nil {
		return append(lines, curl(r.Target, *one.Failure.Exchange, show.Sh))
	}
	return append(lines, "echo 'No single post shows this failure.'")
}
