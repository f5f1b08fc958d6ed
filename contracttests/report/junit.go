package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string    `xml:"classname,attr"`
	Name    string    `xml:"name,attr"`
	Time    string    `xml:"time,attr"`
	Failure *junitEnd `xml:"failure,omitempty"`
	Error   *junitEnd `xml:"error,omitempty"`
	Skipped *junitEnd `xml:"skipped,omitempty"`
	Out     string    `xml:"system-out,omitempty"`
}

type junitEnd struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the report for a CI server. What turns the run red is a failure; what could not be judged is
// an error; a failure that does not turn the run red, because of its level or because it is known, is skipped
// with its text. The output of a failed case is the script that repeats its posts.
func (r *Report) JUnit(out io.Writer) error {
	suite := junitSuite{
		Name: "erpkit verify", Tests: len(r.Results), Time: seconds(r.Took.Seconds()), Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{{"contract", ContractVersion}, {"tool", r.Tool}, {"outcome", string(r.Outcome)}, {"why", r.Target.Hide(r.Why)}},
	}
	for _, one := range r.Results {
		suite.add(r, one)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(out)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}

func (s *junitSuite) add(r *Report, one check.Result) {
	c := junitCase{
		Class: fmt.Sprintf("%s.%s", one.Check.Level(), one.Check.Family), Time: seconds(one.Took.Seconds()),
		Name: fmt.Sprintf("[%s] %s", strings.Join(one.Check.Clauses(), ", "), one.Check.Name), Out: Script(r.Target, one),
	}
	end := &junitEnd{Message: r.Target.Hide(oneLine(one.Reason)), Text: Explain(r.Target, one)}
	switch {
	case one.Verdict == check.Fail && r.weighs(one.Check.Level()) && !r.known.lists(one.Check):
		c.Failure = end
		s.Failures++
	case one.Verdict == check.Error:
		c.Error = end
		s.Errors++
	case one.Verdict != check.Pass:
		c.Skipped = &junitEnd{Message: fmt.Sprintf("%s: %s", one.Verdict, end.Message)}
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func seconds(s float64) string { return fmt.Sprintf("%.3f", s) }
