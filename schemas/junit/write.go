package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"
)

// The XML elements. Attributes are lists, because some are left out and their order is fixed.
type (
	xmlReport struct {
		XMLName xml.Name   `xml:"testsuites"`
		Attrs   []xml.Attr `xml:",any,attr"`
		Suites  []xmlSuite `xml:"testsuite"`
	}
	xmlSuite struct {
		Attrs      []xml.Attr     `xml:",any,attr"`
		Properties *xmlProperties `xml:"properties"`
		Cases      []xmlCase      `xml:"testcase"`
	}
	xmlProperties struct {
		List []Property `xml:"property"`
	}
	xmlCase struct {
		Attrs   []xml.Attr `xml:",any,attr"`
		Failure *Problem   `xml:"failure"`
		Error   *Problem   `xml:"error"`
		Skipped *Problem   `xml:"skipped"`
		Out     string     `xml:"system-out,omitempty"`
	}
	counts struct{ tests, failures, errors, skipped int }
)

// Write writes the report. The error is the writer's.
func (r *Report) Write(to io.Writer) error {
	var out xmlReport
	var all counts
	for i := range r.Suites {
		suite, sum := r.Suites[i].element()
		out.Suites = append(out.Suites, suite)
		all.add(sum)
	}
	if r.Name != "" {
		out.Attrs = append(append(attrs("name", r.Name), all.attrs()...), attrs("time", seconds(r.Took))...)
	}
	if _, err := io.WriteString(to, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(to)
	encoder.Indent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(to, "\n")
	return err
}

func (s *Suite) element() (xmlSuite, counts) {
	out := xmlSuite{Attrs: attrs("name", s.Name)}
	if len(s.Properties) > 0 {
		out.Properties = &xmlProperties{s.Properties}
	}
	sum := counts{tests: len(s.Cases)}
	for i := range s.Cases {
		c := &s.Cases[i]
		out.Cases = append(out.Cases, c.element())
		sum.add(counts{0, one(c.Failure), one(c.Error), one(c.Skipped)})
	}
	if s.File != "" {
		out.Attrs = append(out.Attrs, attrs("file", s.File)...)
	}
	out.Attrs = append(out.Attrs, sum.attrs()...)
	out.Attrs = append(out.Attrs, attrs("time", seconds(s.Took), "timestamp", s.Started.UTC().Format("2006-01-02T15:04:05"))...)
	return out, sum
}

func (c *Case) element() xmlCase {
	out := xmlCase{Failure: c.Failure, Error: c.Error, Skipped: c.Skipped, Out: c.Out}
	if c.File != "" {
		out.Attrs = attrs("name", c.Name, "classname", c.Class, "file", c.File, "time", seconds(c.Took))
	} else {
		out.Attrs = attrs("classname", c.Class, "name", c.Name, "time", seconds(c.Took))
	}
	return out
}

func one(p *Problem) int {
	if p == nil {
		return 0
	}
	return 1
}

func (n *counts) add(more counts) {
	n.tests, n.failures = n.tests+more.tests, n.failures+more.failures
	n.errors, n.skipped = n.errors+more.errors, n.skipped+more.skipped
}

func (n counts) attrs() []xml.Attr {
	return attrs("tests", strconv.Itoa(n.tests), "failures", strconv.Itoa(n.failures),
		"errors", strconv.Itoa(n.errors), "skipped", strconv.Itoa(n.skipped))
}

// attrs makes attributes from names, each followed by its value.
func attrs(pairs ...string) []xml.Attr {
	var all []xml.Attr
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, xml.Attr{Name: xml.Name{Local: pairs[i]}, Value: pairs[i+1]})
	}
	return all
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
