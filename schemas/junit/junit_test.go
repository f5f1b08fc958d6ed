package junit_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas/junit"
)

func Example() {
	report := junit.Report{Name: "erpkit run", Took: 2 * time.Second, Suites: []junit.Suite{{
		Name: "A story", File: "story.yaml", Took: 1500 * time.Millisecond, Started: time.Unix(1e9, 0),
		Cases: []junit.Case{
			{Name: "it holds", Class: "scenarios.story", File: "story.yaml", Failure: &junit.Problem{Message: "expected <409>", Type: "failed", Text: "came 200"}},
			{Name: "it ends", Class: "scenarios.story", Skipped: &junit.Problem{Message: "left out"}, Out: "a note"},
		},
	}}}
	if err := report.Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="erpkit run" tests="2" failures="1" errors="0" skipped="1" time="2.000">
	//   <testsuite name="A story" file="story.yaml" tests="2" failures="1" errors="0" skipped="1" time="1.500" timestamp="2001-09-09T01:46:40">
	//     <testcase name="it holds" classname="scenarios.story" file="story.yaml" time="0.000">
	//       <failure message="expected &lt;409&gt;" type="failed">came 200</failure>
	//     </testcase>
	//     <testcase classname="scenarios.story" name="it ends" time="0.000">
	//       <skipped message="left out"></skipped>
	//       <system-out>a note</system-out>
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}

func TestWrite_WithoutANameHasNoSums(t *testing.T) {
	var b strings.Builder
	report := junit.Report{Suites: []junit.Suite{{Properties: []junit.Property{{Name: "tool", Value: "v1"}}, Cases: []junit.Case{{Error: &junit.Problem{}}}}}}
	if err := report.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<testsuites>\n", `tests="1" failures="0" errors="1" skipped="0"`, `<property name="tool" value="v1">`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("there is no %s in %s", want, b.String())
		}
	}
}

func TestWrite_GivesTheErrorOfTheWriter(t *testing.T) {
	full := errors.New("full")
	report := junit.Report{Suites: []junit.Suite{{Name: strings.Repeat("x", 1<<16)}}}
	if err := report.Write(writer{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

type writer struct{ err error }

func (w writer) Write([]byte) (int, error) { return 0, w.err }
