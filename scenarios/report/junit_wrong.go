package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/schemas/junit"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

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
