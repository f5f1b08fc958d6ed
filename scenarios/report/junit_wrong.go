package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// JUnitWrong writes a JUnit XML file of stories that do not load: a suite with one error for each
// file, for nothing was played. The error is the writer's.
func JUnitWrong(to io.Writer, problems yamlfile.Problems, at time.Time) error {
	var files []string
	of := map[string]yamlfile.Problems{}
	for _, p := range problems {
		if !slices.Contains(files, p.File) {
			files = append(files, p.File)
		}
		of[p.File] = append(of[p.File], p)
	}
	all := junitSuites{Name: "erpkit run", Time: seconds(0)}
	for _, file := range files {
		message, _, _ := strings.Cut(of[file][0].Error(), "\n")
		message = show.Text(message)
		if more := len(of[file]) - 1; more > 0 {
			message += fmt.Sprintf(" (and %d more)", more)
		}
		one := junitCase{Name: "it loads", Class: "scenarios", File: file, Time: seconds(0), Error: &junitProblem{
			Message: message, Type: "wrong", Text: allPrintable(of[file].Error()),
		}}
		all.Suites = append(all.Suites, junitSuite{
			Name: file, File: file, Tests: 1, Errors: 1, Time: seconds(0), Stamp: at.UTC().Format("2006-01-02T15:04:05"), Cases: []junitCase{one},
		})
	}
	all.Tests, all.Errors = len(files), len(files)
	return writeJUnit(to, &all)
}

// allPrintable makes every line of a text printable.
func allPrintable(text string) string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = show.Text(all[i])
	}
	return strings.Join(all, "\n")
}
