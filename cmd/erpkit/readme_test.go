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
	"strconv"
	"strings"
	"testing"
	"time"
)

// The README is executed. What its code blocks mean to this test:
//
//	```sh                          run by bash, in order, in a folder of the section's own
//	<!-- background --> ```sh      started, and ended with the section, or before one on the same ports
//	<!-- exit 1 --> ```sh          must end with this code
//	<!-- stopped --> ```sh         run when everything that was started has ended
//	<!-- elsewhere: WHERE --> …    run by WHERE instead, which must say so: a file that holds the command
//	```text after ```sh            every line must be in the output; … stands for anything
//	<!-- file: NAME --> ```yaml    written to NAME, for the commands after it; of a .yml, a CI job, the
//	                               erpkit commands are run
//
// The ports 8085 and 8086, 9085 and 9086 (a second mock) and 8443 stand for free ones.
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

type readmeSection struct {
	t       *testing.T
	dir     string
	env     []string
	replace *strings.Replacer
	erp     string
	control string
	output  string
	running map[string]func() // what ends the program that listens there
}

func newReadmeSection(t *testing.T, bin string) *readmeSection {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	ports := freePorts(t, 5)
	erp, control := ports[0], ports[1]
	s := &readmeSection{t: t, dir: t.TempDir(), erp: "127.0.0.1:" + erp, control: "127.0.0.1:" + control, running: map[string]func(){}}
	s.replace = strings.NewReplacer("8085", erp, "8086", control, "9085", ports[2], "9086", ports[3], "8443", ports[4],
		"go run ./cmd/erpkit", "erpkit")
	s.env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "ERPKIT_ROOT="+root, plainBuild,
		"ERPKIT_STATE="+filepath.Join(s.dir, "state.json"), "ERPKIT_ADDR=127.0.0.1:"+erp, "ERPKIT_CONTROL_ADDR="+s.control)
	for _, shared := range []string{"scenarios", "schemas", "mockerp"} {
		if err := os.Symlink(filepath.Join(root, shared), filepath.Join(s.dir, shared)); err != nil {
			t.Fatal(err)
		}
	}
	return s
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
		case key == "stopped":
			for _, end := range s.running {
				end()
			}
			s.command(b, "")
		default:
			s.command(b, strings.TrimPrefix(b.note, "exit "))
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

var controlAddr = regexp.MustCompile(`--control-addr (\S+)`)

func (s *readmeSection) background(b readmeBlock) {
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
		s.t.Logf("README.md:%d\n%s%s", b.line, b.text, out.String())
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

// wait asks until what was started answers.
func (s *readmeSection) wait(b readmeBlock, address string, answers func(address string) bool) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if answers(address) {
			return
		}
	}
	s.t.Fatalf("README.md:%d: nothing answers on %s: %s", b.line, address, b.text)
}

// listening is for what has no control door.
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
