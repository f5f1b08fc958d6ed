package contracttests_test

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

const module = "github.com/erpkit/erpkit/"

// TestArrowsRunOneWay checks which packages may import which, tests aside.
func TestArrowsRunOneWay(t *testing.T) {
	for _, rule := range []struct {
		from   string
		never  []string
		except string
	}{
		{from: "schemas", never: []string{module}, except: module + "schemas"},
		{from: "mockerp/...", never: []string{module + "sender", module + "scenarios", module + "contracttests", "github.com/onsi/"}},
		{from: "sender/...", never: []string{module + "mockerp", module + "scenarios", module + "contracttests"}},
		{from: "mockerp/control/client", never: []string{module + "mockerp/engine", "github.com/gin-gonic/", "modernc.org/"}},
		{from: "contracttests/...", never: []string{module + "mockerp", module + "scenarios"}},
	} {
		for _, reached := range reach(t, rule.from) {
			for _, forbidden := range rule.never {
				if strings.HasPrefix(reached, forbidden) && (rule.except == "" || reached != rule.except) {
					t.Errorf("%s reaches %s: arrows run from the sides to schemas, and from the judge to the sender, never back", rule.from, reached)
				}
			}
		}
	}
}

// TestDocs_SayWhatARoomMayImport holds the sentence in each doc.go against what the package imports, tests
// aside: no package gets a new dependency without saying so.
func TestDocs_SayWhatARoomMayImport(t *testing.T) {
	for _, line := range goList(t, "-f", "{{.Dir}} {{.ImportPath}} {{join .Imports \" \"}}", module+"...") {
		words := strings.Fields(line)
		folder, room := words[0], strings.TrimPrefix(words[1], module)
		var imports []string
		for _, path := range words[2:] {
			if own, isOurs := strings.CutPrefix(path, module); isOurs {
				imports = append(imports, own)
			}
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, "doc.go"), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Errorf("%s has no doc.go that can be read: %v", room, err)
			continue
		}
		said, ok := saidImports(file.Doc.Text())
		if !ok || !slices.Equal(said, imports) && (said != nil || room != program) {
			t.Errorf("%s/doc.go does not say what it imports: write %q", room, importSentence(imports))
		}
	}
}

// program brings the rooms together, and everyPackage is what it says of that.
const (
	program      = "cmd/erpkit"
	everyPackage = "It may import every package of ours."
)

var mayImport = regexp.MustCompile(`It may import ([^.]*), nothing else of ours\.`)

// saidImports reads the sentence of a doc.go, sorted; nil means all.
func saidImports(doc string) (imports []string, ok bool) {
	text := strings.Join(strings.Fields(doc), " ")
	if found := mayImport.FindAllStringSubmatch(text, -1); len(found) == 1 {
		imports = strings.Split(strings.ReplaceAll(found[0][1], " and ", ", "), ", ")
		slices.Sort(imports)
		return imports, true
	}
	if strings.Contains(text, importSentence(nil)) {
		return []string{}, true
	}
	return nil, strings.Contains(text, everyPackage)
}

func importSentence(imports []string) string {
	if len(imports) == 0 {
		return "It imports nothing of ours."
	}
	return "It may import " + schemas.List(imports, "and") + ", nothing else of ours."
}

// reach lists every package that the packages of a room are made of, tests aside. What stands under
// bench is a program of its own.
func reach(t *testing.T, room string) []string {
	t.Helper()
	packages := goList(t, module+room)
	if len(packages) == 0 {
		t.Fatalf("there are no packages in %s, so nothing was looked at", room)
	}
	return goList(t, append([]string{"-deps"}, packages...)...)
}

// goList gives the lines of go list.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-tags", "nomsgpack"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}
