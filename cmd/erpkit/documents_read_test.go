package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const treeRoot = "../.."

// docBlock is one code block of a document, with the note above it.
type docBlock struct {
	document, section, language, note, text string
	line                                    int
}

// document is one *.md file: its path below the root of the tree, and its text.
type document struct {
	path, text string
}

var (
	docNote  = regexp.MustCompile(`^\s*<!-- (.*) -->$`)
	docFence = regexp.MustCompile("(?ms)^\\s*```.*?^\\s*```$")
)

// documents are all *.md files of the tree: a new one is found without a list.
func documents(t *testing.T) (found []document) {
	t.Helper()
	err := filepath.WalkDir(treeRoot, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != treeRoot && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") { // in testdata is what tests compare with
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".md") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(treeRoot, path)
		found = append(found, document{filepath.ToSlash(below), string(raw)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found, func(d document) bool { return d.path == "README.md" }) {
		t.Fatalf("there is no README.md among %d documents", len(found))
	}
	return found
}

// blocks are the code blocks of a document in order. A section begins with a heading of level two.
func (d document) blocks() (blocks []docBlock) {
	section, note, open := "top", "", false
	for i, line := range strings.Split(d.text, "\n") {
		fence := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(fence, "```") && !open:
			blocks = append(blocks, docBlock{document: d.path, section: section, language: fence[3:], note: note, line: i + 1})
			open, note = true, ""
		case strings.HasPrefix(fence, "```"):
			open = false
		case open:
			blocks[len(blocks)-1].text += line + "\n"
		case strings.HasPrefix(line, "## "):
			section = line[3:]
		case docNote.MatchString(line) && !tableMark.MatchString(line):
			note = docNote.FindStringSubmatch(line)[1]
		case fence != "": // a note stands right above its block
			note = ""
		}
	}
	return blocks
}

// What a code block is to the test.
type blockUse int

const (
	useUnknown blockUse = iota
	useCommand
	useBackground
	useStopped
	useElsewhere
	useDocker
	useFile
	useSame
	useFolders
	useOutput
)

// use says what is done with a block; useUnknown is a block that nothing would run.
func (b docBlock) use() (use blockUse, value string) {
	key, value, _ := strings.Cut(b.note, " ")
	shell := b.language == "sh"
	switch {
	case key == "file:" && value != "":
		return useFile, value
	case key == "same" && strings.HasPrefix(value, "as: "):
		return useSame, strings.TrimPrefix(value, "as: ")
	case key == "folders" && b.language == "text":
		return useFolders, ""
	case b.language == "text" && b.note == "":
		return useOutput, ""
	case !shell:
		return useUnknown, ""
	case key == "elsewhere:" && value != "":
		return useElsewhere, value
	case b.note == "needs docker" && b.onlyDocker():
		return useDocker, ""
	case key == "background", key == "background:":
		return useBackground, value
	case b.note == "stopped":
		return useStopped, "0"
	case key == "exit":
		return useCommand, value
	case b.note == "":
		return useCommand, "0"
	}
	return useUnknown, ""
}

// onlyDocker tells whether each command of the block needs a container engine, which the test does not have.
func (b docBlock) onlyDocker() bool {
	for _, line := range strings.Split(strings.TrimSpace(b.text), "\n") {
		if !strings.HasPrefix(line, "docker ") {
			return false
		}
	}
	return true
}

// Every code block is executed, written to a file, compared with something, or marked as output of the command
// before it.
func TestDocuments_EveryBlockIsRunOrShown(t *testing.T) {
	seen := 0
	for _, d := range documents(t) {
		before := docBlock{}
		for _, b := range d.blocks() {
			seen++
			checkBlock(t, b, before)
			before = b
		}
	}
	if seen == 0 {
		t.Fatal("the documents show nothing")
	}
}

// checkBlock looks at what needs no run.
func checkBlock(t *testing.T, b, before docBlock) {
	use, value := b.use()
	ran, _ := before.use()
	switch {
	case use == useUnknown:
		t.Errorf("%s:%d: a block of %q with the note %q is neither run nor compared: the notes are explained in documents_test.go",
			b.document, b.line, b.language, b.note)
	case use == useOutput && (before.section != b.section || ran != useCommand && ran != useStopped):
		t.Errorf("%s:%d: a block of output must come behind the command that it is compared with", b.document, b.line)
	case use == useElsewhere:
		checkElsewhere(t, b, value)
	case use == useSame:
		checkSame(t, b, value)
	case use == useFolders:
		checkFolders(t, b)
	}
}
