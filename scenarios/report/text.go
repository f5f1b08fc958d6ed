package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas/show"
)

// Text writes the result for a person: every story with its outcome, each failure in full, and the totals at the
// end. For a dry run it writes every post. What repeats something is a line for the shell. The error is the writer's.
func Text(to io.Writer, r *play.Result, shell show.Shell) error {
	var b strings.Builder
	for i := range r.Cases {
		c := &r.Cases[i]
		if r.DryRun {
			writeDry(&b, c)
			continue
		}
		writeCase(&b, c, r.Notes, shell)
	}
	writeLeftovers(&b, r, shell)
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "Note: %s\n", show.Text(note))
	}
	b.WriteString(sum(r) + "\n")
	_, err := io.WriteString(to, b.String())
	return err
}

// sum is the last line of a report.
func sum(r *play.Result) string {
	if r.DryRun {
		posts := 0
		for i := range r.Cases {
			for k := range r.Cases[i].Steps {
				if x := r.Cases[i].Steps[k].Exchange; x != nil && x.HeldBy == "" {
					posts++
				}
			}
		}
		return fmt.Sprintf("Dry run: %s of %s, nothing was sent.", show.Count(posts, "post", "posts"), show.Count(len(r.Cases), "story", "stories"))
	}
	var parts []string
	for _, v := range []play.Outcome{play.Passed, play.Failed, play.Unreachable, play.Interrupted, play.Skipped} {
		if n := r.Count(v); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word(v)))
		}
	}
	if len(parts) == 0 {
		return "No story was played, so nothing was shown."
	}
	text := fmt.Sprintf("%s: %s, in %s, against %s", show.Count(len(r.Cases), "story", "stories"), strings.Join(parts, ", "), short(r.Took), show.Text(r.Target))
	if r.Prefix != "" {
		text += ", prefix " + r.Prefix
	}
	if r.Count(play.Passed) == 0 && r.Exit == play.ExitNothing {
		text += ". Nothing was played, so nothing was shown"
	}
	return text + "."
}

// short rounds a duration for people.
func short(d time.Duration) string {
	if d > time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// outcome is the word for a case; the story of an issue has words of its own.
func outcome(c *play.Case) string {
	switch {
	case c.Story.Reproduces != "" && c.Outcome == play.Passed:
		return "reproduces"
	case c.Story.Reproduces != "" && c.Outcome == play.Failed:
		return "does not reproduce"
	}
	return word(c.Outcome)
}

// word is the word for an outcome.
func word(o play.Outcome) string {
	if o == play.Passed {
		return "passed"
	}
	return string(o)
}

// meaning explains the outcome of an issue's story; "" if there is nothing to say.
func meaning(c *play.Case) string {
	switch {
	case c.Story.Reproduces != "" && c.Outcome == play.Passed:
		return "reproduces: the reported problem is still there"
	case c.Story.Reproduces != "" && c.Outcome == play.Failed:
		return "does not reproduce: the problem is fixed, or this is another ERP"
	}
	return ""
}

// writeCase describes one case, without what the notes say about all cases.
func writeCase(b *strings.Builder, c *play.Case, notes []string, shell show.Shell) {
	fmt.Fprintf(b, "%-11s  %s  (%s, %s)\n", outcome(c), show.Text(c.Name), show.Count(c.Posts(), "post", "posts"), short(c.Took))
	if words := meaning(c); words != "" {
		fmt.Fprintf(b, "    %s\n    %s\n", show.Text(c.Story.Reproduces), words)
	}
	if c.Reason != "" && !slices.Contains(notes, c.Reason) {
		fmt.Fprintf(b, "    %s\n", show.Text(c.Reason))
	}
	for _, s := range c.Failed() {
		b.WriteString(indent(failure(s, shell), "    "))
	}
	for _, note := range c.Notes {
		fmt.Fprintf(b, "    Note: %s\n", show.Text(note))
	}
}

// failure describes one failed step in full.
func failure(s *play.StepResult, shell show.Shell) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s%s\n", show.Text(s.Step.File), s.Step.Line, s.Step.Verb, where(s))
	if s.Step.Say != "" {
		fmt.Fprintf(&b, "%s\n", show.Text(s.Step.Say))
	}
	for i, line := range s.Step.Source {
		fmt.Fprintf(&b, "%4d | %s\n", s.Step.Line+i, show.Text(line))
	}
	words := ""
	for _, f := range s.Failures {
		fmt.Fprintf(&b, "%s:\n%s", f.What, indent(difference(f.Expected, f.Came), "  "))
		if f.Words != "" && f.Words != words {
			words = f.Words
			fmt.Fprintf(&b, "%s\n", show.Text(words))
		}
	}
	if s.Exchange != nil && s.Exchange.Sent {
		fmt.Fprintf(&b, "Repeat it with:\n%s\n", s.Exchange.Result.Transcript.CurlIn(shell))
	}
	return b.String()
}

// where distinguishes one run of a step from others.
func where(s *play.StepResult) string {
	text := ""
	if s.Station > 0 {
		text += fmt.Sprintf(", station %d", s.Station)
	}
	if s.Turn > 0 {
		text += fmt.Sprintf(", turn %d", s.Turn)
	}
	if s.Finally {
		text += ", finally"
	}
	return text
}

// writeDry lists the posts that would be made.
func writeDry(b *strings.Builder, c *play.Case) {
	fmt.Fprintf(b, "%s\n", show.Text(c.Name))
	if c.Reason != "" {
		fmt.Fprintf(b, "    %s\n", show.Text(c.Reason))
	}
	for i := range c.Steps {
		s := &c.Steps[i]
		for _, f := range s.Failures {
			fmt.Fprintf(b, "  line %-4d %s%s: %s\n", s.Step.Line, s.Step.Verb, where(s), show.Text(f.Came))
		}
		if s.Exchange == nil {
			continue
		}
		t := s.Exchange.Result.Transcript
		if s.Exchange.HeldBy != "" {
			fmt.Fprintf(b, "  line %-4d %s%s: not sent (%s)\n", s.Step.Line, s.Step.Verb, where(s), s.Exchange.HeldBy)
			continue
		}
		fmt.Fprintf(b, "  line %-4d %s%s\n    POST %s\n    %s\n", s.Step.Line, s.Step.Verb, where(s), show.Text(show.URL(t.URL)), show.Text(string(t.RequestBody)))
	}
}

func writeLeftovers(b *strings.Builder, r *play.Result, shell show.Shell) {
	if len(r.Leftovers) == 0 {
		return
	}
	fmt.Fprintf(b, "%d things were added to the ERP and are still there:\n", len(r.Leftovers))
	for _, left := range r.Leftovers {
		unsure := ""
		if left.Unsure {
			unsure = " (perhaps: no answer came)"
		}
		fmt.Fprintf(b, "  %s: %s%s. %s\n", show.Text(left.Story), show.Text(left.What), unsure, show.Text(left.Why))
	}
	if r.LeftoversFile != "" {
		fmt.Fprintf(b, "They are in %s. Remove them with: %s\n", r.LeftoversFile, shell.Command("erpkit", "cleanup", r.LeftoversFile))
	}
}

// Cleanup writes the result of a cleanup for a person.
func Cleanup(to io.Writer, path string, r *play.CleanupResult, shell show.Shell) error {
	var b strings.Builder
	for _, step := range r.Steps {
		word := "still there"
		if step.Gone {
			word = "removed"
		}
		fmt.Fprintf(&b, "%-11s  %s: %s\n", word, show.Text(step.Leftover.Story), show.Text(step.Leftover.What))
		if step.Why != "" {
			fmt.Fprintf(&b, "    %s\n", show.Text(step.Why))
		}
		if !step.Gone && step.Result.Transcript.URL != "" {
			fmt.Fprintf(&b, "    %s\n", step.Result.Transcript.CurlIn(shell))
		}
	}
	fmt.Fprintf(&b, "%d of %d removed.", len(r.Steps)-r.Left, len(r.Steps))
	if r.Left > 0 {
		fmt.Fprintf(&b, " The rest is still in %s.", path)
	}
	_, err := io.WriteString(to, b.String()+"\n")
	return err
}
