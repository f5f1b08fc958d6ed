package scenarios

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// head is the beginning of a valid story; its steps begin on line 7.
const head = `version: 1
title: A story
workOrders:
  - {number: NXT-915, sku: "0007"}
with: {serial: SN-7}
steps:
`

const begin = head + "  - device.set: {serial: SN-7}\n    as: guitar\n"

func problems(t *testing.T, err error) yamlfile.Problems {
	t.Helper()
	var all yamlfile.Problems
	if !errors.As(err, &all) {
		t.Fatalf("got %v, want problems", err)
	}
	return all
}

// Each wrong story is refused at the given place, in the given words.
func TestWrongStories(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
		column     int
		words      string
	}{
		{"unknown key", "version: 1\ntitel: x\ntitle: x\nsteps: [{pause: 1s}]\n", 2, 1, `did you mean "title"?`},
		{"no steps", "version: 1\ntitle: x\n", 1, 1, `"steps" is missing`},
		{"wrong type", begin + "    expect: {message: {length: many}}\n", 9, 32, "must be a whole number"},
		{"unknown verb", head + "  - device.sett: {serial: SN-7}\n", 7, 5, `did you mean "device.set"?`},
		{"no verb", head + "  - say: hello\n", 7, 5, "the step has no verb"},
		{"two verbs", begin + "    device.remove: guitar\n", 9, 5, "give each verb a step of its own"},
		{"unknown member", head + "  - device.set: {seriel: SN-7}\n", 7, 18, `did you mean "serial"?`},
		{"unknown stock", begin + "  - device.remove: gitar\n", 9, 20, `did you mean "guitar"?`},
		{"no stock", head + "  - device.change: {serial: SN-8}\n", 7, 20, "there is no stock yet"},
		{"two stocks", begin + "  - stock.new:\n    as: other\n  - device.remove:\n", 11, 19, "there are 2 stocks"},
		{"name twice", begin + "  - stock.new:\n    as: guitar\n", 10, 9, "is already the name of what is on line 7"},
		{"reserved name", head + "  - stock.new:\n    as: row\n", 8, 9, "means something else"},
		{"name of another kind", begin + "  - item.detach: guitar\n", 9, 18, "needs an item"},
		{"used before it is there", begin + "  - item.detach: pickup\n  - item.attach: {sku: x}\n    as: pickup\n", 9, 18, "it is made on line 10"},
		{"reference before it is there", begin + "  - item.attach: {sku: \"${token}\"}\n    capture: {token: /a}\n", 9, 24, "it is made on line 9"},
		{"unknown reference", begin + "  - item.attach: {sku: \"${gitar.sku}\"}\n", 9, 24, `did you mean "guitar"?`},
		{"unknown field", begin + "  - item.attach: {sku: \"${guitar.skuu}\"}\n", 9, 24, `did you mean "sku"?`},
		{"no field", begin + "  - item.attach: {sku: \"${guitar}\"}\n", 9, 24, "say which part of it"},
		{"field of a captured value", begin + "    capture: {token: /a}\n  - item.attach: {sku: \"${token.sku}\"}\n", 10, 24, "leave .sku out"},
		{"reference without end", begin + "  - item.attach: {sku: \"${guitar\"}\n", 9, 24, "has no }"},
		{"empty reference", begin + "  - item.attach: {sku: \"${}\"}\n", 9, 24, "is not a reference"},
		{"station without stations", begin + "  - item.attach: {sku: \"${station}\"}\n", 9, 24, "only inside of parallel"},
		{"turn without turns", begin + "  - item.attach: {sku: \"${turn}\"}\n", 9, 24, "only inside of repeat"},
		{"row without table", begin + "  - item.attach: {sku: \"${row.sku}\"}\n", 9, 24, "the table has no"},
		{"unknown value of with", begin + "  - item.attach: {sku: \"${with.seriel}\"}\n", 9, 24, `did you mean "serial"?`},
		{"unknown work order", head + "  - device.set: {workOrder: NXT-951}\n", 7, 29, "there is no work order"},
		{"quantity in quotes", begin + "  - item.attach: {sku: x, quantity: \"5\"}\n", 9, 37, "without quotes"},
		{"quantity of nothing", begin + "  - item.attach: {sku: x, quantity: 0}\n", 9, 37, "must be above 0"},
		{"wrong duration", head + "  - pause: 2x\n", 7, 12, "write it like 500ms"},
		{"endless duration", head + "  - pause: 20m\n", 7, 12, "10m at most"},
		{"wrong outcome", begin + "    expect: acepted\n", 9, 13, `did you mean "accepted"?`},
		{"wrong status", begin + "    expect: {status: 700}\n", 9, 22, "must be at most 599"},
		{"unknown clause", begin + "    expect: {findings: [Z9]}\n", 9, 25, "there is no clause"},
		{"changed without a change", begin + "    expect: {id: changed}\n", 9, 18, "is for device.change"},
		{"same as nothing", begin + "    expect: {id: {sameAs: gitar}}\n", 9, 27, `nothing has the name "gitar"`},
		{"held and answered", begin + "    expect: {status: 200, heldBy: C1}\n", 9, 27, "neither outcome nor status"},
		{"expect on what posts nothing", head + "  - pause: 1s\n    expect: any\n", 8, 5, "does not go together with pause"},
		{"together alone", begin + "    together: {accepted: 1}\n", 9, 5, "add one of them"},
		{"too many stations", begin + "    parallel: 65\n", 9, 15, "at most 64"},
		{"parallel in parallel", head + "  - parallel: 2\n    steps:\n      - stock.new:\n        parallel: 2\n", 10, 19, "already parallel"},
		{"too many steps", head + "  - repeat: 1000\n    steps:\n      - {pause: 1ms, repeat: 1000}\n", 0, 0, "more than 10000 steps"},
		{"name of a group", head + "  - parallel: 2\n    steps: [{stock.new: , as: a}]\n  - device.set: {on: a}\n", 9, 22, "only inside a group"},
		{"raw without body", head + "  - post: {kind: device}\n", 7, 11, `"body" or "bodyBase64" is missing`},
		{"raw with wrong base64", head + "  - post: {kind: device, bodyBase64: \"?\"}\n", 7, 38, "not base64"},
		{"script needed but not there", "version: 1\ntitle: x\nneeds: script\nsteps: [{pause: 1s}]\n", 3, 8, "but it has none"},
		{"rows that differ", "version: 1\ntitle: x\ntable: [{a: 1}, {b: 1}]\nsteps: [{pause: 1s}]\n", 3, 17, `the row has no "a"`},
		{"include without a folder", head + "  - include: other.yaml\n", 7, 14, "not in a folder"},
		{"not YAML", "version: [\n", 0, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("story.yaml", []byte(c.text))
			for _, p := range problems(t, err) {
				if p.File == "story.yaml" && (c.line == 0 || p.Line == c.line && p.Column == c.column) && strings.Contains(p.Message, c.words) {
					return
				}
			}
			t.Fatalf("wanted %d:%d %q, got\n%v", c.line, c.column, c.words, err)
		})
	}
}

// All mistakes are reported at once, also those in the script, with their places in this file.
func TestAllMistakesAtOnce(t *testing.T) {
	text := strings.Replace(head, "steps:", "erp: # what it says\n  rules:\n    - when: {kind: devise}\n      answer: {stauts: 409}\nsteps:", 1) +
		"  - device.sett: {}\n  - pause: 1x\n  - item.detach: nothing\n"
	_, err := Parse("story.yaml", []byte(text))
	for _, want := range []string{
		`story.yaml:8:20: "kind" must be device`, `story.yaml:9:16: "stauts" is not known here: did you mean "status"?`,
		"story.yaml:11:5: ", "story.yaml:12:12: ", "story.yaml:13:18: ",
		"   9 |       answer: {stauts: 409}\n     |                ^",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told in\n%v", want, err)
		}
	}
	if all := problems(t, err); all[0].Pointer != "/erp/rules/0/when/kind" {
		t.Errorf("the pointer is %q", all[0].Pointer)
	}
}

// The script may be written in every way that YAML allows.
func TestScriptIsFoundWhereverItStands(t *testing.T) {
	rule := `{when: {kind: device}, answer: {status: 409, body: {message: "don't } do #that"}}}`
	for name, text := range map[string]string{
		"block":      "erp:\n    # first\n    rules:\n      - " + rule + "\n# behind\n" + head + "  - pause: 1s\n",
		"last":       head + "  - pause: 1s\nerp:\n  rules:\n  - " + rule + "\n  \n# the end",
		"versioned":  head + "  - pause: 1s\nerp: # here\n  version: 1\n  rules: [" + rule + "]\n",
		"flow":       head + "  - pause: 1s\nerp: {rules: [" + rule + "]} # behind\n",
		"many lines": head + "  - pause: 1s\nerp: {rules: [\n    " + rule + ",\n  ],\n  }\nabout: x\n",
		"CRLF":       strings.ReplaceAll("erp:\n  rules:\n    - "+rule+"\n"+head+"  - pause: 1s\n", "\n", "\r\n"),
		"json":       `{"version":1,"title":"x","erp":{"rules":[{"answer":{"status":409,"body":"}"}}]},"steps":[{"pause":"1s"}]}`,
	} {
		story, err := Parse("story.yaml", []byte(text))
		if err != nil || story.Script == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestStepsKnowTheirLines(t *testing.T) {
	story, err := Parse("story.yaml", []byte(begin+"    # the end of it\n\n  - repeat: 2\n    steps:\n      - device.change: {serial: SN-8}\n        say: again\n      # nothing\nfinally:\n  - device.remove:\n"))
	if err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]*Step{
		"  - device.set: {serial: SN-7}\n    as: guitar":            story.Steps[0],
		"      - device.change: {serial: SN-8}\n        say: again": story.Steps[1].Steps[0],
		"  - device.remove:": story.Finally[0],
	} {
		if got := strings.Join(s.Source, "\n"); got != want {
			t.Errorf("line %d: got\n%s\nwant\n%s", s.Line, got, want)
		}
	}
	if story.Steps[1].Steps[0].On != "guitar" || story.Finally[0].On != "guitar" {
		t.Error("the only stock was not taken for the one that is meant")
	}
}

func TestInclude(t *testing.T) {
	part := "version: 1\ntitle: A part\nwith: {serial: SN-1}\nworkOrders: [{number: P-1, sku: x}]\nsteps:\n  - device.set: {serial: \"${with.serial}\", workOrder: P-1}\n    as: built\nfinally: [{device.remove: built}]\n"
	story := func(step string) fstest.MapFS {
		return fstest.MapFS{
			"story.yaml":      {Data: []byte(head + step)},
			"parts/one.yaml":  {Data: []byte(part)},
			"parts/self.yaml": {Data: []byte(head + "  - include: self.yaml\n")},
			"parts/own.yaml":  {Data: []byte("version: 1\ntitle: x\ntimeout: 1s\nsteps: [{device.set: {seriel: x}}]\n")},
			"parts/dir.yaml":  {Mode: fs.ModeDir},
		}
	}
	read, err := LoadFS(story("  - include: {file: parts/one.yaml, with: {serial: SN-9}}\n  - device.change: {on: built, serial: SN-10}\n"), "story.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s := read[0]; len(s.Steps) != 2 || s.Steps[0].File != "parts/one.yaml" || len(s.WorkOrders) != 2 || len(s.Finally) != 1 {
		t.Fatalf("got %+v", s)
	}
	if serial, _ := read[0].Steps[0].Arg("serial").Resolve(nil); serial != "SN-9" {
		t.Errorf("the value of the story did not win: %q", serial)
	}
	for step, words := range map[string]string{
		"  - include: missing.yaml\n":                                          "missing.yaml cannot be included",
		"  - include: ../secret.yaml\n":                                        "only files in the folder of the story",
		"  - include: parts/../../secret.yaml\n":                               "only files in the folder of the story",
		"  - include: parts/self.yaml\n":                                       "parts/self.yaml:7:14: self.yaml includes itself",
		"  - include: parts/own.yaml\n":                                        "parts/own.yaml:4:23: \"seriel\" is not known here",
		"  - include: {file: parts/own.yaml}\n":                                "cannot have timeout",
		"  - include: parts/dir.yaml\n":                                        "not an ordinary file",
		"  - include: {file: parts/one.yaml, with: {seriel: x}}\n":             `did you mean "serial"?`,
		"  - include: parts/one.yaml\n    as: x\n":                             "as does not go together with include",
		"  - {include: parts/one.yaml, repeat: 2}\n  - device.remove: built\n": "only inside a group",
	} {
		if _, err := LoadFS(story(step), "story.yaml"); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: wanted %q, got %v", step, words, err)
		}
	}
}

// A link must not lead out of the folder of the story.
func TestIncludeFollowsNoLinkOut(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret.yaml")
	write(t, secret, "password: 1234\n")
	write(t, filepath.Join(dir, "story.yaml"), head+"  - include: link.yaml\n")
	if err := os.Symlink(secret, filepath.Join(dir, "link.yaml")); err != nil {
		t.Skip(err)
	}
	for _, given := range []string{dir, filepath.Join(dir, "story.yaml")} {
		_, err := Load(given)
		if err == nil || strings.Contains(err.Error(), "1234") {
			t.Errorf("%s: got %v", given, err)
		}
	}
}

func TestLoadFoldersAndFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.yaml"), begin)
	write(t, filepath.Join(dir, "b.yml"), head)
	write(t, filepath.Join(dir, "readme.txt"), "hello")
	if _, err := Load(dir, filepath.Join(dir, "none.yaml")); len(problems(t, err)) != 2 {
		t.Fatalf("wanted the wrong file and the missing one, got %v", err)
	}
	stories, err := Load(filepath.Join(dir, "a.yaml"))
	if err != nil || len(stories) != 1 || stories[0].Name != "a" {
		t.Fatalf("got %v, %v", stories, err)
	}
	if stories, err := Load(t.TempDir()); err != nil || len(stories) != 0 {
		t.Fatalf("an empty folder gave %v, %v", stories, err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A script that is taken for a story is reported as such, in one problem.
func TestAScriptIsNoStory(t *testing.T) {
	_, err := Parse("slow.yaml", []byte("version: 1\nrules:\n  - {answer: {status: 500, delay: 2s}}\n"))
	for _, words := range []string{"slow.yaml:2:1: this is a script for the mock, not a story", "erpkit serve --script slow.yaml"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("no %q in %v", words, err)
		}
	}
	var problems yamlfile.Problems
	if errors.As(err, &problems); len(problems) != 1 {
		t.Errorf("%d problems, wanted the one that helps: %v", len(problems), err)
	}
}

// An unknown word hides no other mistake in its step.
func TestAnUnknownWordHidesNothing(t *testing.T) {
	_, err := Parse("story.yaml", []byte(begin+"  - device.change: {on: nobody, serial: \"${nothing.externalId}\"}\n    expects: refused\n"))
	for _, words := range []string{`did you mean "expect"`, `"nobody"`, `"nothing"`} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("no %s in %v", words, err)
		}
	}
}
