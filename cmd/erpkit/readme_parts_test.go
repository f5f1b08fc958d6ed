package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios"
)

// readmeBlock is one code block with the note above it.
type readmeBlock struct {
	section, language, note, text string
	line                          int
}

var (
	readmeNote    = regexp.MustCompile(`^<!-- (.*) -->$`)
	readmeHeading = regexp.MustCompile(`(?m)^##+ (.*)$`)
	readmeLink    = regexp.MustCompile(`\]\(([^)]+)\)`)
	readmeFence   = regexp.MustCompile("(?ms)^```.*?^```$")
	notInAnchor   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

func readmeText(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func readReadme(t *testing.T) []readmeBlock {
	t.Helper()
	var blocks []readmeBlock
	section, note, open := "top", "", -1
	for i, line := range strings.Split(readmeText(t), "\n") {
		switch {
		case strings.HasPrefix(line, "```") && open < 0:
			blocks = append(blocks, readmeBlock{section: section, language: line[3:], note: note, line: i + 1})
			open, note = len(blocks)-1, ""
		case strings.HasPrefix(line, "```"):
			open = -1
		case open >= 0:
			blocks[open].text += line + "\n"
		case strings.HasPrefix(line, "## "):
			section = line[3:]
		case readmeNote.MatchString(line):
			note = readmeNote.FindStringSubmatch(line)[1]
		}
	}
	return blocks
}

// plainBuild builds what the README shows as it is shipped, whatever this test is built with.
const plainBuild = "GOFLAGS=-tags=nomsgpack"

// buildBinary builds erpkit once for all commands of the README.
func buildBinary(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "erpkit"), ".")
	build.Env = append(os.Environ(), plainBuild)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("erpkit does not build: %v\n%s", err, out)
	}
	return bin
}

// freePorts are so many different ports that nothing listens on now.
func freePorts(t *testing.T, n int) (ports []string) {
	t.Helper()
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close() // at the end, so that no port comes twice
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, port)
	}
	return ports
}

// write puts a file of the README where the commands after it find it.
func (s *readmeSection) write(b readmeBlock, name string) {
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(s.replace.Replace(b.text)), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// jobs runs what a CI file runs of erpkit, against the mock of the section: port 8000 stands for the ERP.
func (s *readmeSection) jobs(b readmeBlock) {
	ran := 0
	for _, line := range strings.Split(b.text, "\n") {
		command := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "- "), "run: ")
		if !strings.HasPrefix(command, "erpkit ") {
			continue
		}
		ran++
		s.command(readmeBlock{text: strings.ReplaceAll(command, "127.0.0.1:8000", s.erp), line: b.line}, "")
	}
	if ran == 0 {
		s.t.Errorf("README.md:%d: the job runs no erpkit", b.line)
	}
}

// elsewhere: every command of the block must stand in the file that runs it.
func (s *readmeSection) elsewhere(b readmeBlock, where string) {
	raw, err := os.ReadFile(filepath.Join("../..", where))
	if err != nil {
		s.t.Fatalf("README.md:%d: %v", b.line, err)
	}
	for _, line := range strings.Split(strings.TrimSpace(b.text), "\n") {
		if !strings.Contains(string(raw), strings.TrimSpace(line)) {
			s.t.Errorf("README.md:%d: %s does not run %q", b.line, where, line)
		}
	}
}

// compare holds the output of the last command against the parts that it must have, in their order.
func (s *readmeSection) compare(b readmeBlock) {
	rest := s.output
	for _, line := range strings.Split(strings.TrimSpace(s.replace.Replace(b.text)), "\n") {
		for _, part := range strings.Split(line, "…") {
			part = strings.TrimSpace(part)
			at := strings.Index(rest, part)
			if at < 0 {
				s.t.Errorf("README.md:%d: the output has no %q (in this order):\n%s", b.line, part, s.output)
				return
			}
			rest = rest[at+len(part):]
		}
	}
}

// The README's table names every story that ships, with its title.
func TestReadme_ListsEveryStory(t *testing.T) {
	text := readmeText(t)
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil || len(stories) == 0 {
		t.Fatal(len(stories), err)
	}
	for _, story := range stories {
		row := fmt.Sprintf("(scenarios/%s.yaml) | %s |", story.Name, story.Title)
		if !strings.Contains(text, row) {
			t.Errorf("the README has no row with %q", row)
		}
	}
}

// A link leads to a heading of the README or to a file of the tree.
func TestReadme_LinksLeadSomewhere(t *testing.T) {
	text := readmeFence.ReplaceAllString(readmeText(t), "")
	anchors := map[string]bool{}
	for _, heading := range readmeHeading.FindAllStringSubmatch(text, -1) {
		anchors["#"+anchorOf(heading[1])] = true
	}
	links := readmeLink.FindAllStringSubmatch(text, -1)
	if len(anchors) == 0 || len(links) == 0 {
		t.Fatal("the README has no headings or no links")
	}
	for _, link := range links {
		switch to := link[1]; {
		case strings.HasPrefix(to, "#"):
			if !anchors[to] {
				t.Errorf("no heading has the anchor %s", to)
			}
		case !strings.Contains(to, "://"):
			matches, err := filepath.Glob(filepath.Join("../..", to))
			if err != nil || len(matches) == 0 {
				t.Errorf("there is no file %s", to)
			}
		}
	}
}

// anchorOf is what a heading is called in links: small letters, hyphens for spaces, no punctuation.
func anchorOf(heading string) string {
	return strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}
