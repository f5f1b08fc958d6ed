package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/golden"
)

// A table stands between <!-- table: NAME WORDS --> and <!-- end of table -->, and is generated.
var (
	tableMark = regexp.MustCompile(`^<!-- (table: .*|end of table) -->$`)
	docTable  = regexp.MustCompile(`(?s)<!-- table: ([^\n]*) -->\n(.*?)<!-- end of table -->`)
)

// The tables that the documents must have: how each is generated, and what its mark says.
var tables = map[string]func(t *testing.T, about string) string{
	"exit codes":   exitTable,
	"clauses":      clauseTable,
	"stories":      storyTable,
	"control door": controlTable,
	"limits":       limitTable,
	"target flags": targetTable,
	"keys":         keyTable,
}

// Tables of the documents are what the program and its schemas say.
//
//	go test ./cmd/erpkit -run TestDocuments_TablesAreTrue -update
func TestDocuments_TablesAreTrue(t *testing.T) {
	used := map[string]bool{}
	for _, d := range documents(t) {
		text := docTable.ReplaceAllStringFunc(d.text, func(found string) string {
			mark := docTable.FindStringSubmatch(found)[1]
			name, about := mark, ""
			if file, ok := strings.CutPrefix(mark, "keys "); ok {
				name, about = "keys", file
			}
			if tables[name] == nil {
				t.Errorf("%s: there is no table %q", d.path, mark)
				return found
			}
			used[strings.TrimSpace(name+" "+about)] = true
			return fmt.Sprintf("<!-- table: %s -->\n%s<!-- end of table -->", mark, tables[name](t, about))
		})
		golden.Compare(t, filepath.Join(treeRoot, d.path), []byte(text))
	}
	wanted := slices.DeleteFunc(slices.Sorted(maps.Keys(tables)), func(name string) bool { return name == "keys" })
	published, err := filepath.Glob(filepath.Join(treeRoot, "schemas", "*.schema.json"))
	if err != nil || len(published) < 9 {
		t.Fatal(err, published)
	}
	for _, file := range published {
		wanted = append(wanted, "keys "+filepath.Base(file))
	}
	for _, wanted := range wanted {
		if !used[wanted] {
			t.Errorf("no document has the table %q", wanted)
		}
	}
}

func row(cells ...string) string {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(strings.Join(strings.Fields(cell), " "), "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func head(cells ...string) string {
	return row(cells...) + strings.Repeat("| --- ", len(cells)) + "|\n"
}

func clauseTable(t *testing.T, _ string) string {
	var text strings.Builder
	section := ""
	for _, c := range schemas.Clauses() {
		if c.Section != section {
			section = c.Section
			text.WriteString("\n### Clauses: " + section + "\n\n" + head("id", "level", "clause"))
		}
		sentence := c.Sentence
		if c.Reading {
			sentence += " *(reading)*"
		}
		text.WriteString(row(c.ID, string(c.Level), sentence))
	}
	return text.String() + "\n"
}

func storyTable(t *testing.T, _ string) string {
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil || len(stories) == 0 {
		t.Fatal(len(stories), err)
	}
	text := head("story", "what it is about", "tags")
	for _, story := range stories {
		text += row(fmt.Sprintf("[`%s`](%s.yaml)", story.Name, story.Name), story.Title, strings.Join(story.Tags, ", "))
	}
	return text
}

func controlTable(t *testing.T, _ string) string {
	raw := fileText(t, filepath.Join(treeRoot, "mockerp/control/openapi.json"))
	var api yaml.Node // JSON is YAML, and a node keeps the order
	if err := yaml.Unmarshal([]byte(raw), &api); err != nil {
		t.Fatal(err)
	}
	text := head("request", "what it does")
	for path, methods := range members(member(api.Content[0], "paths")) {
		for method, operation := range members(methods) {
			if summary := member(operation, "summary"); summary != nil {
				text += row("`"+strings.ToUpper(method)+" "+path+"`", summary.Value)
			}
		}
	}
	return text
}

// limitTable shows the flags of serve that set a limit.
func limitTable(t *testing.T, _ string) string {
	text := head("flag", "what it bounds", "default")
	serveCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if strings.HasPrefix(f.Name, "max-") || strings.HasSuffix(f.Name, "-timeout") {
			text += row("`--"+f.Name+"`", f.Usage, "`"+f.DefValue+"`")
		}
	})
	return text
}

// targetTable shows the flags of every command that posts.
func targetTable(t *testing.T, _ string) string {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	new(targetFlags).add(flags)
	flags.SortFlags = false
	text := head("flag", "meaning")
	flags.VisitAll(func(f *pflag.Flag) { text += row("`--"+f.Name+"`", f.Usage) })
	return text
}

var (
	exitCodes = regexp.MustCompile(`(?s)Exit codes: (.*?)(?:\n\n|$)`)
	exitCode  = regexp.MustCompile(`(?:^|[,;] )(\d+) `)
)

// exitTable is generated from the help texts; the codes of the root are those of exit.go.
func exitTable(t *testing.T, _ string) string {
	codes := []string{"0", "1", "2", "3", "4", "130"}
	constants := []int{exitOK, exitFailed, exitUsage, exitUnreachable, exitNothing, exitInterrupted}
	text := head(append([]string{"command"}, codes...)...)
	root := newRoot()
	for i, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
			continue
		}
		meanings := exitMeanings(cmd.Long)
		if len(meanings) == 0 {
			t.Errorf("the help of %s does not tell its exit codes", cmd.Name())
		}
		cells := []string{"`" + cmd.Name() + "`"}
		if i == 0 {
			cells[0] = "in general"
		}
		for _, code := range codes {
			cells = append(cells, meanings[code])
			delete(meanings, code)
		}
		if len(meanings) > 0 {
			t.Errorf("the help of %s tells exit codes that there are not: %v", cmd.Name(), meanings)
		}
		text += row(cells...)
	}
	raw, err := json.Marshal(constants)
	if err != nil || string(raw) != "["+strings.Join(codes, ",")+"]" || len(exitMeanings(root.Long)) != len(constants) {
		t.Errorf("exit.go has the codes %s, the help %v", raw, exitMeanings(root.Long))
	}
	return text
}

func exitMeanings(help string) map[string]string {
	meanings := map[string]string{}
	for _, sentence := range exitCodes.FindAllStringSubmatch(help, -1) {
		said := strings.TrimSuffix(strings.Join(strings.Fields(sentence[1]), " "), ".")
		at := exitCode.FindAllStringSubmatchIndex(said, -1)
		for i, found := range at {
			end := len(said)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			meanings[said[found[2]:found[3]]] = said[found[1]:end]
		}
	}
	return meanings
}

// keyTable shows every key of a file format, and of every object in it.
func keyTable(t *testing.T, file string) string {
	k := &keys{t: t, file: file, root: readSchema(t, file)}
	text := ""
	whole := k.chain(k.root)
	for k.open = []keysOf{{node: whole[len(whole)-1]}}; len(k.open) > 0; {
		next := k.open[0]
		k.open = k.open[1:]
		text += k.table(next)
	}
	return text + "\n"
}

// readSchema keeps the order of the file: JSON is YAML, and a node of YAML is a list.
func readSchema(t *testing.T, file string) *yaml.Node {
	raw, err := schemas.File(file)
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		t.Fatal(err)
	}
	return root.Content[0]
}

// required lists what the schema requires in every object of this form.
func required(node *yaml.Node) (names []string) {
	if list := member(node, "required"); list != nil {
		for _, name := range list.Content {
			names = append(names, name.Value)
		}
	}
	slices.Sort(names)
	return names
}
