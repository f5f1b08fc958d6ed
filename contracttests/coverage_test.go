package contracttests_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/golden"
)

// TestCoverage keeps the table of what covers which clause, and fails for an uncovered clause.
//
//	go test ./contracttests -run TestCoverage -update
func TestCoverage(t *testing.T) {
	table := coverage(t)
	for _, row := range table {
		if len(row.specs)+row.checks == 0 {
			t.Errorf("clause %s is covered by no spec: write one and label it", row.clause.ID)
		}
	}
	golden.Compare(t, "COVERAGE.md", []byte(writeTable(table)))
}

// covered is what covers one clause.
type covered struct {
	clause   schemas.Clause
	examples []string // kinds of post that have examples of it
	judges   []string // packages whose tests name it
	specs    []string // containers of specs that are labelled with it
	checks   int      // of the kit, which run on any ERP
}

func coverage(t *testing.T) []covered {
	examples, judges, specs := exampleKinds(t), judgeTests(t), specLabels(t)
	checks := map[string]int{}
	all, err := contracttests.List(contracttests.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, id := range c.Clauses() {
			checks[id]++
		}
	}
	var table []covered
	for _, clause := range schemas.Clauses() {
		table = append(table, covered{clause, examples[clause.ID], judges[clause.ID], specs[clause.ID], checks[clause.ID]})
	}
	return table
}

// exampleKinds gives, for each clause, the folders of examples that show or break it.
func exampleKinds(t *testing.T) map[string][]string {
	list, err := schemas.ExampleList()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string][]string{}
	for _, example := range list {
		for _, id := range example.Clauses {
			kinds[id] = append(kinds[id], example.Kind())
		}
	}
	return tidied(kinds)
}

// judgeTests gives, for each clause, the packages of the judges whose plain tests name it in a text.
func judgeTests(t *testing.T) map[string][]string {
	clause := regexp.MustCompile(`\b[CTPDIOFE][0-9]{1,2}\b`)
	packages := map[string][]string{}
	for _, room := range []string{"schemas", filepath.Join("mockerp", "books")} {
		err := filepath.WalkDir(filepath.Join("..", room), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			name := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), ".."+string(filepath.Separator)))
			ast.Inspect(file, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
					for _, id := range clause.FindAllString(text.Value, -1) {
						packages[id] = append(packages[id], name)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tidied(packages)
}

// specLabels gives, for each clause, the outermost containers of the specs of this folder.
func specLabels(t *testing.T) map[string][]string {
	containers := map[string][]string{}
	report := ginkgo.PreviewSpecs("coverage")
	for _, spec := range report.SpecReports {
		if len(spec.ContainerHierarchyTexts) == 0 || spec.ContainerHierarchyTexts[0] == "The ERP" {
			continue // the checks of the kit are counted for themselves
		}
		for _, label := range spec.Labels() {
			containers[label] = append(containers[label], spec.ContainerHierarchyTexts[0])
		}
	}
	if len(containers) == 0 {
		t.Fatal("there are no specs in this folder, so nothing was looked at")
	}
	return tidied(containers)
}

func tidied(lists map[string][]string) map[string][]string {
	for key, list := range lists {
		slices.Sort(list)
		lists[key] = slices.Compact(list)
	}
	return lists
}

func writeTable(table []covered) string {
	var b strings.Builder
	b.WriteString(`# What covers which clause

Written by ` + "`go test ./contracttests -run TestCoverage -update`" + `; the same test without -update keeps it true.
Examples are those of schemas/examples, by kind. Tests are those of the two
judges, schemas for a post and mockerp/books for a flow, that name the clause. Specs are those of this folder, between the
reference sender and the mock. Checks are those that run on any ERP, the mock included.

| clause | level | examples | tests | specs | checks |
| --- | --- | --- | --- | --- | --- |
`)
	for _, row := range table {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d |\n", row.clause.ID, row.clause.Level,
			cell(row.examples), cell(row.judges), cell(row.specs), row.checks)
	}
	return b.String()
}

func cell(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, ", ")
}
