package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Every document is executed: each section in a folder of its own. What its code blocks mean to this test:
//
//	```sh                          run by bash, in order
//	<!-- background --> ```sh      started, and ended with the section, or before one on the same ports
//	<!-- exit 1 --> ```sh          must end with this code
//	<!-- stopped --> ```sh         run when everything that was started has ended
//	<!-- elsewhere: WHERE --> …    run by WHERE instead, which must say so: a file that holds the command
//	<!-- needs docker --> ```sh    not run; every line must be a docker command
//	```text after ```sh            every line must be in the output; … stands for anything
//	<!-- file: NAME --> ```yaml    written to NAME, for the commands after it; of a CI job (.yml) the
//	                               commands are run, too
//	<!-- same as: FILE -->         must be what is in this file of the tree
//	<!-- folders --> ```text       each line begins with a folder of the tree; all packages must be below one
//
// The ports 8085 and 8086, 9085 and 9086 (a second mock), 8443 and 8000 (the ERP of a CI job) stand for free ones.
//
//	go test ./cmd/erpkit -run 'TestDocuments_EveryCommandAndFileWorks/sender'
func TestDocuments_EveryCommandAndFileWorks(t *testing.T) {
	bin := buildBinary(t)
	for _, d := range documents(t) {
		blocks := d.blocks()
		if len(blocks) == 0 {
			continue
		}
		t.Run(strings.ReplaceAll(strings.TrimSuffix(d.path, "/README.md"), "/", "-"), func(t *testing.T) {
			for len(blocks) > 0 {
				end := slices.IndexFunc(blocks, func(b docBlock) bool { return b.section != blocks[0].section })
				if end < 0 {
					end = len(blocks)
				}
				section := blocks[:end]
				blocks = blocks[end:]
				t.Run(section[0].section, func(t *testing.T) { newDocSection(t, bin).run(section) })
			}
		})
	}
}

type docSection struct {
	t       *testing.T
	dir     string
	env     []string
	replace *strings.Replacer
	erp     string
	control string
	output  string
	running map[string]func() // what ends the program that listens on the port
}

func newDocSection(t *testing.T, bin string) *docSection {
	root, err := filepath.Abs(treeRoot)
	if err != nil {
		t.Fatal(err)
	}
	ports := freePorts(t, 6)
	erp, control := ports[0], ports[1]
	s := &docSection{t: t, dir: t.TempDir(), erp: "127.0.0.1:" + erp, control: "127.0.0.1:" + control, running: map[string]func(){}}
	s.replace = strings.NewReplacer("8085", erp, "8086", control, "9085", ports[2], "9086", ports[3], "8443", ports[4], "8000", ports[5],
		"go run ./cmd/erpkit", "erpkit")
	s.env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "ERPKIT_ROOT="+root, plainBuild,
		"ERPKIT_STATE="+filepath.Join(s.dir, "state.json"), "ERPKIT_ADDR=127.0.0.1:"+erp, "ERPKIT_CONTROL_ADDR="+s.control)
	for _, shared := range []string{"scenarios", "schemas", "mockerp", "contracttests"} {
		if err := os.Symlink(filepath.Join(root, shared), filepath.Join(s.dir, shared)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(root, filepath.Join(s.dir, "erpkit")); err != nil { // a checkout inside of a reader's project
		t.Fatal(err)
	}
	return s
}

func (s *docSection) run(blocks []docBlock) {
	for _, b := range blocks {
		switch use, value := b.use(); use {
		case useFile:
			s.write(b, value)
			if strings.HasSuffix(value, ".yml") {
				s.job(b)
			}
		case useOutput:
			s.compare(b)
		case useBackground:
			s.background(b)
		case useStopped, useCommand:
			if use == useStopped {
				s.endAll()
			}
			s.command(b, value)
		case useUnknown, useDocker, useElsewhere, useSame, useFolders: // TestDocuments_EveryBlockIsRunOrShown
		}
	}
}

func (s *docSection) endAll() {
	for _, end := range s.running {
		end()
	}
}

func (s *docSection) bash(ctx context.Context, b docBlock) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", s.replace.Replace(b.text))
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

func (s *docSection) command(b docBlock, wanted string) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := s.bash(ctx, b)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatalf("%s:%d: %v", b.document, b.line, err)
	}
	s.output = string(out)
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != wanted {
		s.t.Fatalf("%s:%d: exit code %s, wanted %s\n%s%s", b.document, b.line, got, wanted, b.text, out)
	}
}

var controlAddr = regexp.MustCompile(`--control-addr (\S+)`)

func (s *docSection) background(b docBlock) {
	control := s.control
	if given := controlAddr.FindStringSubmatch(s.replace.Replace(b.text)); given != nil {
		control = given[1]
	}
	if end := s.running[control]; end != nil {
		end()
	}
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	b.text = "exec " + strings.TrimSpace(b.text)
	cmd := s.bash(ctx, b)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.running[control] = func() {
		cancel()
		_ = cmd.Wait() // its output tells
		s.t.Logf("%s:%d\n%s%s", b.document, b.line, b.text, out.String())
		delete(s.running, control)
	}
	s.t.Cleanup(func() {
		if end := s.running[control]; end != nil {
			end()
		}
	})
	if b.note == "background" {
		s.wait(b, control, ready)
		return
	}
	s.wait(b, s.erp, listening)
}

// wait waits until the started program answers.
func (s *docSection) wait(b docBlock, address string, answers func(address string) bool) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if answers(address) {
			return
		}
	}
	s.t.Fatalf("%s:%d: nothing answers on %s: %s", b.document, b.line, address, b.text)
}

// listening waits for a program that has no control door.
func listening(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err == nil {
		conn.Close()
	}
	return err == nil
}

func ready(address string) bool {
	answer, err := http.Get("http://" + address + "/readyz")
	if err == nil {
		answer.Body.Close()
	}
	return err == nil && answer.StatusCode == http.StatusOK
}
