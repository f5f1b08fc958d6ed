package offline

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/junit"
	"github.com/erpkit/erpkit/schemas/show"
)

// JUnit gives the report as a suite for a build server: a case for each entry. One that breaks a MUST and one that
// cannot be read are failures; that nothing was judged is an error.
func (r Report) JUnit(file string) junit.Suite {
	suite := junit.Suite{Name: show.Text(file), File: file}
	failures := 0
	for i := range r.Entries {
		c := r.Entries[i].junit(file)
		suite.Cases = append(suite.Cases, c)
		if c.Failure != nil {
			failures++
		}
	}
	whole := junit.Case{Name: "the whole capture", Class: "capture", File: file}
	if more := r.Broken + r.Unreadable - failures; more > 0 {
		whole.Failure = &junit.Problem{Message: fmt.Sprintf("%d more that are not listed break the contract or cannot be read", more), Type: "broken"}
	}
	if r.Judged+r.Unreadable == 0 {
		whole.Error = &junit.Problem{Message: "no post of the contract is in it, so nothing was judged", Type: "nothing"}
	}
	if whole.Failure != nil || whole.Error != nil {
		suite.Cases = append(suite.Cases, whole)
	}
	return suite
}

func (e *Entry) junit(file string) junit.Case {
	what := strings.Join(strings.Fields(fmt.Sprint(e.Place, " ", e.Kind, " ", e.Type, " ", e.Serial)), " ")
	c := junit.Case{Name: show.Text(what), Class: "capture", File: file}
	findings := e.Findings
	if e.Answer != nil {
		findings = append(findings[:len(findings):len(findings)], e.Answer.Findings...)
	}
	switch {
	case e.Unreadable != "":
		c.Failure = &junit.Problem{Message: "a post that cannot be read: " + show.Text(e.Unreadable), Type: "unreadable"}
	case e.Skipped != "":
		c.Skipped = &junit.Problem{Message: show.Text(e.Skipped)}
	case !e.OK:
		c.Failure = Problem(findings)
	}
	return c
}

// Problem tells findings to a build server: the first that breaks a MUST, and all of them below it.
func Problem(findings []schemas.Finding) *junit.Problem {
	problem := &junit.Problem{Type: "broken"}
	var text strings.Builder
	for _, f := range findings {
		line := show.Text(strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Level, f.Clause, f.Pointer, f.Message)))
		if problem.Message == "" && f.Level == schemas.Must {
			problem.Message = line
		}
		text.WriteString(line + "\n")
		if f.Hint != "" {
			text.WriteString("  " + show.Text(f.Hint) + "\n")
		}
	}
	problem.Text = text.String()
	return problem
}
