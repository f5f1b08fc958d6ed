package main

import (
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/schemas/junit"
	"github.com/erpkit/erpkit/schemas/show"
)

// writeJUnit writes a JUnit report of a command; without a path it writes nothing.
func writeJUnit(path, command string, suites ...junit.Suite) error {
	report := junit.Report{Name: command, Suites: suites}
	for i := range report.Suites {
		report.Suites[i].Started = time.Now()
	}
	return writeReport(path, report.Write)
}

// casesOf are a case for each error that a command ended with. One that has no words is told by other cases.
func casesOf(class, file string, err error) []junit.Case {
	if err == nil || err.Error() == "" {
		return nil
	}
	if all, several := err.(interface{ Unwrap() []error }); several {
		var cases []junit.Case
		for _, one := range all.Unwrap() {
			cases = append(cases, casesOf(class, file, one)...)
		}
		return cases
	}
	words := show.Lines(err.Error())
	first, _, _ := strings.Cut(words, "\n")
	return []junit.Case{{Name: "it can be judged", Class: class, File: file, Error: &junit.Problem{Message: first, Type: "error", Text: words}}}
}

// checkOutput is where check writes.
type checkOutput struct {
	asJSON bool
	junit  string
}

// write writes the JUnit report of check: what could not be read is an error in it.
func (o *checkOutput) write(results []checked, captures []judgedCapture, wrong error) error {
	var suites []junit.Suite
	files := junit.Suite{Name: "payloads"}
	for _, r := range results {
		c := junit.Case{Name: show.Text(r.File), Class: "payload", File: r.File}
		if !r.OK {
			c.Failure = offline.Problem(r.Findings)
		}
		files.Cases = append(files.Cases, c)
	}
	files.Cases = append(files.Cases, casesOf("payload", "", wrong)...)
	if len(files.Cases) > 0 {
		suites = append(suites, files)
	}
	for i := range captures {
		suites = append(suites, captures[i].JUnit(captures[i].File))
	}
	return writeJUnit(o.junit, "erpkit check", suites...)
}
