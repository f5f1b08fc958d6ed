package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas/show"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	File     string      `xml:"file,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Stamp    string      `xml:"timestamp,attr"`
	Cases    []junitCase `xml:"testcase"`

	took time.Duration
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Skipped *junitProblem `xml:"skipped"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit writes the result as a JUnit XML file: a suite for each story, a case for each time
// it was played. A failed expectation is a failure, an ERP that could not be reached an error.
// The error is the writer's.
func JUnit(to io.Writer, r *play.Result) error {
	all := junitSuites{Name: "erpkit run", Time: seconds(r.Took)}
	for i := range r.Cases {
		c := &r.Cases[i]
		if n := len(all.Suites); n == 0 || all.Suites[n-1].File != c.Story.File {
			all.Suites = append(all.Suites, junitSuite{Name: c.Story.Title, File: c.Story.File, Stamp: r.Started.UTC().Format("2006-01-02T15:04:05")})
		}
		all.Suites[len(all.Suites)-1].add(c)
	}
	for i := range all.Suites {
		s := &all.Suites[i]
		s.Time = seconds(s.took)
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Errors, all.Skipped = all.Errors+s.Errors, all.Skipped+s.Skipped
	}
	return writeJUnit(to, &all)
}

func writeJUnit(to io.Writer, all *junitSuites) error {
	if _, err := io.WriteString(to, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(to)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(to, "\n")
	return err
}

func (s *junitSuite) add(c *play.Case) {
	out := junitCase{Name: c.Name, Class: "scenarios." + c.Story.Name, File: c.Story.File, Time: seconds(c.Took), Out: strings.Join(c.Notes, "\n")}
	problem := &junitProblem{Message: headline(c), Type: string(c.Verdict), Text: details(c)}
	s.Tests++
	s.took += c.Took
	switch c.Verdict {
	case play.Held:
	case play.Failed:
		out.Failure = problem
		s.Failures++
	case play.Skipped:
		out.Skipped = &junitProblem{Message: c.Reason}
		s.Skipped++
	default:
		out.Error = problem
		s.Errors++
	}
	s.Cases = append(s.Cases, out)
}

// headline is the first thing that did not hold, in one line.
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
		b.WriteString(failure(s))
	}
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
