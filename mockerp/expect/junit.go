package expect

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas/junit"
	"github.com/erpkit/erpkit/schemas/show"
)

// JUnit gives the report as a suite for a build server: a case for each expectation. One that fails is a failure, one
// that cannot be judged an error; so is the whole file if the mock had to drop exchanges of the run.
func (r Report) JUnit(file string) junit.Suite {
	suite := junit.Suite{Name: "expectations of run " + show.Text(r.Run), File: file}
	for i := range r.Items {
		suite.Cases = append(suite.Cases, r.Items[i].junit(file))
	}
	if r.Why != "" {
		suite.Cases = append(suite.Cases, junit.Case{
			Name: "the whole file", Class: "expectations", File: file, Error: &junit.Problem{Message: show.Text(r.Why), Type: string(r.Outcome)},
		})
	}
	return suite
}

func (i *Item) junit(file string) junit.Case {
	c := junit.Case{Name: show.Text(i.Name), Class: "expectations", File: file}
	var text strings.Builder
	i.write(&text)
	problem := &junit.Problem{
		Message: show.Text(fmt.Sprintf("line %d: wanted %s, got %s", i.Line, i.Wanted, i.Got)), Type: string(i.Outcome), Text: show.Lines(text.String()),
	}
	switch i.Outcome {
	case Passes:
	case CannotTell:
		c.Error = problem
	default:
		c.Failure = problem
	}
	return c
}
