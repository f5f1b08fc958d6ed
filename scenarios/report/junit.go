package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas/junit"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// JUnit writes the result as a JUnit XML file: a suite for each story, a case for each time
// it was played. A failed expectation is a failure; an ERP that could not be reached and master data that are missing
// are errors. What else makes the run fail has a case of its own: that nothing was played, and each error of failed.
// The error is the writer's.
func JUnit(to io.Writer, r *play.Result, failed ...error) error {
	all := junit.Report{Name: "erpkit run", Took: r.Took}
	for i := range r.Cases {
		c := &r.Cases[i]
		if n := len(all.Suites); n == 0 || all.Suites[n-1].File != c.Story.File {
			all.Suites = append(all.Suites, junit.Suite{Name: c.Story.Title, File: c.Story.File, Started: r.Started})
		}
		suite := &all.Suites[len(all.Suites)-1]
		suite.Took += c.Took
		suite.Cases = append(suite.Cases, junitCase(c))
	}
	if cases := wholeRun(r, failed); len(cases) > 0 {
		all.Suites = append(all.Suites, junit.Suite{Name: "erpkit run", Started: r.Started, Cases: cases})
	}
	return all.Write(to)
}

// wholeRun are the cases of what no story shows.
func wholeRun(r *play.Result, failed []error) []junit.Case {
	var cases []junit.Case
	if r.Exit == play.ExitNothing {
		cases = append(cases, junit.Case{Name: "something is played", Class: "scenarios", Error: &junit.Problem{Message: sum(r), Type: "nothing"}})
	}
	for _, err := range failed {
		if err != nil {
			cases = append(cases, junit.Case{Name: "the whole run", Class: "scenarios", Failure: &junit.Problem{Message: err.Error(), Type: string(play.Failed)}})
		}
	}
	return cases
}

func junitCase(c *play.Case) junit.Case {
	out := junit.Case{Name: c.Name, Class: "scenarios." + c.Story.Name, File: c.Story.File, Took: c.Took, Out: strings.Join(c.Notes, "\n")}
	problem := &junit.Problem{Message: headline(c), Type: string(c.Outcome), Text: details(c)}
	switch {
	case c.Outcome == play.Passed:
	case c.Outcome == play.Failed:
		out.Failure = problem
	case c.Outcome == play.Skipped && !c.Lacks:
		out.Skipped = &junit.Problem{Message: c.Reason}
	default:
		out.Error = problem
	}
	return out
}

// headline is the first expectation that failed, in one line.
func headline(c *play.Case) string {
	for _, s := range c.Failed() {
		f := s.Failures[0]
		return fmt.Sprintf("%s:%d: %s: expected %s, came %s", s.Step.File, s.Step.Line, f.What, cut(f.Expected), cut(f.Came))
	}
	return c.Reason
}

func details(c *play.Case) string {
	var b strings.Builder
	if words := meaning(c); words != "" {
		b.WriteString(words + "\n")
	}
	if c.Reason != "" {
		b.WriteString(show.Text(c.Reason) + "\n")
	}
	for _, s := range c.Failed() {
		b.WriteString(failure(s, show.Sh))
	}
	return b.String()
}

// JUnitWrong writes a JUnit XML file of stories that do not load: a suite with one error for each file, because
// nothing was played. The error is the writer's.
func JUnitWrong(to io.Writer, problems yamlfile.Problems, at time.Time) error {
	var files []string
	of := map[string]yamlfile.Problems{}
	for _, p := range problems {
		if !slices.Contains(files, p.File) {
			files = append(files, p.File)
		}
		of[p.File] = append(of[p.File], p)
	}
	all := junit.Report{Name: "erpkit run"}
	for _, file := range files {
		message, _, _ := strings.Cut(of[file][0].Error(), "\n")
		message = show.Text(message)
		if more := len(of[file]) - 1; more > 0 {
			message += fmt.Sprintf(" (and %d more)", more)
		}
		problem := junit.Problem{Message: message, Type: "wrong", Text: show.Lines(of[file].Error())}
		all.Suites = append(all.Suites, junit.Suite{Name: file, File: file, Started: at, Cases: []junit.Case{
			{Name: "it loads", Class: "scenarios", File: file, Error: &problem},
		}})
	}
	return all.Write(to)
}
