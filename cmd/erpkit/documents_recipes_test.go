package main

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// recipe is what runs commands in the file of a build server. GitHub runs each step in a shell of its own; the steps
// behind a failed one only if they say so. GitLab runs the lines of the script in one shell.
type recipe struct {
	Jobs map[string]struct {
		Steps []struct{ Run, If string }
	}
	Contract struct {
		Script    []string
		Artifacts struct {
			When    string
			Link    string `yaml:"expose_as"`
			Paths   []string
			Reports struct{ JUnit string }
		}
	}
}

// onERPs stand for the ERP of the reader: which one the job starts, and what the job must say of it.
var onERPs = map[string]struct {
	start, verdict, also string
	code                 int
	failures             bool
}{
	"right": {`serve --control-addr 127.0.0.1:0 --log none`, "## GREEN", "E3 MUST: ", exitOK, false},
	"wrong": {`brokenerp number-as-id`, "## RED", "E3 MUST: ", exitFailed, true},
}

// The recipes run against an ERP that is right and one that is wrong: the job ends as verify does, and its summary tells
// the verdict.
func TestDocuments_RecipesPutTheVerdictIntoTheSummary(t *testing.T) {
	bin := buildBinary(t)
	for name, erp := range onERPs {
		for file, run := range map[string]func(*docSection, recipe) (int, string){
			".github/workflows/contract.yml": (*docSection).asGitHub, ".gitlab-ci.yml": (*docSection).asGitLab,
		} {
			t.Run(name+"/"+file, func(t *testing.T) {
				s := newDocSection(t, bin)
				s.startsERP(erp.start)
				code, summary := run(s, recipeIn(t, "contracttests/README.md", file))
				if code != erp.code {
					t.Errorf("the job ended with %d, wanted %d", code, erp.code)
				}
				raw, err := os.ReadFile(filepath.Join(s.dir, summary))
				if said := string(raw); err != nil || !strings.HasPrefix(said, erp.verdict) || strings.Contains(said, erp.also) != erp.failures {
					t.Errorf("the summary: %v\n%s", err, said)
				}
				junit, err := os.ReadFile(filepath.Join(s.dir, "junit.xml"))
				if err != nil || strings.Contains(string(junit), "<failure") != erp.failures || strings.Contains(string(junit), "<error") {
					t.Errorf("the JUnit report: %v\n%s", err, junit)
				}
			})
		}
	}
}

// recipeIn reads the block of a document that is the file.
func recipeIn(t *testing.T, in, file string) (r recipe) {
	t.Helper()
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			if _, name := b.use(); d.path == in && name == file {
				if err := yaml.Unmarshal([]byte(b.text), &r); err != nil {
					t.Fatalf("%s:%d: %v", b.document, b.line, err)
				}
				return r
			}
		}
	}
	t.Fatalf("%s does not show %s", in, file)
	return r
}

// startsERP writes what the job starts as the ERP. It leaves its process id, since it outlives the shell of its step.
func (s *docSection) startsERP(command string) {
	script := "#!/bin/sh\necho $$ >erp.pid\nexec erpkit " + command + " --addr \"127.0.0.1:$2\" >erp.log 2>&1\n"
	if err := os.WriteFile(filepath.Join(s.dir, "start-my-erp"), []byte(script), 0o755); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		raw, _ := os.ReadFile(filepath.Join(s.dir, "erp.pid"))
		if pid, err := strconv.Atoi(strings.TrimSpace(string(raw))); err == nil {
			if erp, err := os.FindProcess(pid); err == nil {
				_ = erp.Kill()
			}
		}
	})
}

// asGitHub runs the steps and returns the code of the first that failed, and where the summary is.
func (s *docSection) asGitHub(r recipe) (code int, summary string) {
	summary = "summary.md"
	s.env = append(s.env, "CI=true", "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+filepath.Join(s.dir, summary))
	for _, job := range r.Jobs {
		for _, step := range job.Steps {
			if step.Run != "" && (code == 0 || strings.Contains(step.If, "always()")) {
				code = cmp.Or(code, s.shell("-e", step.Run))
			}
		}
	}
	return code, summary
}

// asGitLab runs the script. The summary is what a merge request links to.
func (s *docSection) asGitLab(r recipe) (code int, summary string) {
	kept := r.Contract.Artifacts
	if kept.When != "always" || kept.Link == "" || !slices.Contains(kept.Paths, "report.md") || kept.Reports.JUnit != "junit.xml" {
		s.t.Errorf("a red job does not keep its reports: %+v", kept)
	}
	s.env = append(s.env, "CI=true", "GITLAB_CI=true")
	return s.shell("-eo", "pipefail", strings.Join(r.Contract.Script, "\n")), "report.md"
}

// shell runs a text as a script file, as the build servers do, and returns its exit code.
func (s *docSection) shell(flags ...string) int {
	last := len(flags) - 1
	file := filepath.Join(s.dir, "step.sh")
	if err := os.WriteFile(file, []byte(s.replace.Replace(flags[last])), 0o644); err != nil {
		s.t.Fatal(err)
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "job.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.CommandContext(s.t.Context(), "bash", append(flags[:last:last], file)...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = s.dir, s.env, log, log // a file: what the ERP holds open does not keep the test waiting
	err = cmd.Run()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code > exitFailed {
		said, _ := os.ReadFile(log.Name()) // only to tell why
		s.t.Logf("%s\n%s", flags[last], said)
	}
	return cmd.ProcessState.ExitCode()
}
