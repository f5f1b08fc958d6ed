package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/scenarios"
)

// The README is executed. What its code blocks mean to this test:
//
//	```sh                          run by bash, in order, in a folder of the section's own
//	<!-- background --> ```sh      started, and ended with the section
//	<!-- exit 1 --> ```sh          must end with this code
//	<!-- elsewhere: WHERE --> …    run by WHERE instead, which must say so: a file that holds the command
//	```text after ```sh            every line must be in the output; … stands for anything
//	<!-- file: NAME --> ```yaml    written to NAME, for the commands after it; of a .yml, a CI job, the
//	                               erpkit commands are run
//
// Ports 8085 and 8086 stand for free ones.
type readmeBlock struct {
	section, language, note, text string
	line                          int
}

var readmeNote = regexp.MustCompile(`^<!-- (.*) -->$`)

func readReadme(t *testing.T) []readmeBlock {
	t.Helper()
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []readmeBlock
	section, note, open := "top", "", -1
	for i, line := range strings.Split(string(raw), "\n") {
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

func TestReadme_EveryCommandAndFileWorks(t *testing.T) {
	blocks := readReadme(t)
	if len(blocks) == 0 {
		t.Fatal("the README shows nothing")
	}
	bin := buildBinary(t)
	sections := map[string][]readmeBlock{}
	var order []string
	for _, b := range blocks {
		if len(sections[b.section]) == 0 {
			order = append(order, b.section)
		}
		sections[b.section] = append(sections[b.section], b)
	}
	for _, name := range order {
		t.Run(name, func(t *testing.T) { newReadmeSection(t, bin).run(sections[name]) })
	}
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

type readmeSection struct {
	t       *testing.T
	dir     string
	env     []string
	replace *strings.Replacer
	erp     string
	control string
	output  string
}

func newReadmeSection(t *testing.T, bin string) *readmeSection {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	erp, control := freePort(t), freePort(t)
	s := &readmeSection{t: t, dir: t.TempDir(), erp: "127.0.0.1:" + erp, control: "127.0.0.1:" + control}
	s.replace = strings.NewReplacer("8085", erp, "8086", control, "go run ./cmd/erpkit", "erpkit")
	s.env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "ERPKIT_ROOT="+root, plainBuild,
		"ERPKIT_ADDR=127.0.0.1:"+erp, "ERPKIT_CONTROL_ADDR="+s.control)
	for _, shared := range []string{"scenarios", "schemas", "mockerp"} {
		if err := os.Symlink(filepath.Join(root, shared), filepath.Join(s.dir, shared)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func (s *readmeSection) run(blocks []readmeBlock) {
	for _, b := range blocks {
		key, value, _ := strings.Cut(b.note, " ")
		switch {
		case key == "file:":
			s.write(b, value)
			if strings.HasSuffix(value, ".yml") {
				s.jobs(b)
			}
		case key == "elsewhere:":
			s.elsewhere(b, value)
		case b.language == "text":
			s.compare(b)
		case b.language != "sh":
			s.t.Fatalf("README.md:%d: a %q block is neither run nor written; give it <!-- file: NAME -->", b.line, b.language)
		case key == "background", key == "background:":
			s.background(b)
		default:
			s.command(b, strings.TrimPrefix(b.note, "exit "))
		}
	}
}

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

func (s *readmeSection) bash(ctx context.Context, b readmeBlock) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", s.replace.Replace(b.text))
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

func (s *readmeSection) command(b readmeBlock, wanted string) {
	if wanted == "" {
		wanted = "0"
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := s.bash(ctx, b)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatalf("README.md:%d: %v", b.line, err)
	}
	s.output = string(out)
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != wanted {
		s.t.Fatalf("README.md:%d: exit code %s, wanted %s\n%s%s", b.line, got, wanted, b.text, out)
	}
}

func (s *readmeSection) background(b readmeBlock) {
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	b.text = "exec " + strings.TrimSpace(b.text)
	cmd := s.bash(ctx, b)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // its output tells
		s.t.Logf("README.md:%d\n%s%s", b.line, b.text, out.String())
	})
	if b.note == "background" {
		s.waitReady(b)
		return
	}
	s.waitListening(b)
}

// waitListening is for what has no control door: its port is the one of the ERP door.
func (s *readmeSection) waitListening(b readmeBlock) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		conn, err := net.Dial("tcp", s.erp)
		if err == nil {
			conn.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("README.md:%d: %s does not listen on %s", b.line, b.text, s.erp)
}

func (s *readmeSection) waitReady(b readmeBlock) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		answer, err := http.Get("http://" + s.control + "/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("README.md:%d: %s is not ready on %s", b.line, b.text, s.control)
}

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
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil || len(stories) == 0 {
		t.Fatal(len(stories), err)
	}
	for _, story := range stories {
		row := fmt.Sprintf("(scenarios/%s.yaml) | %s |", story.Name, story.Title)
		if !strings.Contains(string(raw), row) {
			t.Errorf("the README has no row with %q", row)
		}
	}
}
