package report_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
)

// TestMarkdown: what came from outside is text in it and nothing else: no tag, no table, no heading, and nobody is called.
func TestMarkdown(t *testing.T) {
	hostile := failed("E1", "f")
	hostile.Failure.Got = "# head\n<img src=x onerror=alert(1)> @everyone [a](http://evil.test) `code` | cell \u202e"
	text := render(t, report.New(settings(), append(mixed(), hostile)))["markdown"]
	for _, part := range []string{
		"## RED\n", "### 1. E1 MUST: f1", "- **Cure:** do c", "- **Also:** 4 more checks fail in the same way: f2; f3; f4; and 1 more",
		"<details><summary>Repeat it</summary>", "```sh\n# E1 f1\ncurl ", "<details><summary>What could not be judged, and why</summary>", "| E1 | MUST | broken | Accepts",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	alone := render(t, report.New(settings(), []check.Result{hostile}))["markdown"]
	if !strings.Contains(alone, "**But:** \\# head\n") {
		t.Errorf("got\n%s", alone)
	}
	hostile.Failure.Got = strings.TrimPrefix(hostile.Failure.Got, "# head\n")
	alone = render(t, report.New(settings(), []check.Result{hostile}))["markdown"]
	for _, bad := range []string{"<img", "@everyone", "[a](", " `code`", " | cell", "\u202e"} {
		if strings.Contains(alone, bad) {
			t.Errorf("%q gets through:\n%s", bad, alone)
		}
	}
}

// TestMarkdown_IsNeverTooLongForAComment: however much failed, with however long texts.
func TestMarkdown_IsNeverTooLongForAComment(t *testing.T) {
	var many []check.Result
	for i := range 400 {
		one := failed("E1", strings.Repeat("n", 300)+string(rune('a'+i%26))+strings.Repeat("x", i))
		one.Failure.Cure = strings.Repeat("&", 5000) + strings.Repeat("y", i)
		one.Failure.Exchange.Result.Status = 200 // the cure tells them apart
		many = append(many, one)
	}
	if text := render(t, report.New(settings(), many))["markdown"]; len(text) > 65_536 || len(text) < 10_000 {
		t.Errorf("%d bytes", len(text))
	}
}

// TestScript_RepeatsOneFailure: a shell reads it, lists the failures, and runs the posts of the one that is asked for.
func TestScript_RepeatsOneFailure(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "failures.sh")
	text := render(t, report.New(settings(), mixed()))["script"]
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := exec.CommandContext(t.Context(), "sh", file).CombinedOutput()
	if err != nil || !strings.Contains(string(list), "   1  E1 MUST  f1\n") || !strings.Contains(string(list), "   5  E7 SHOULD  should\n") {
		t.Errorf("got %v\n%s", err, list)
	}
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte("#!/bin/sh\necho asked \"$@\"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	again := exec.CommandContext(t.Context(), "sh", file, "2")
	again.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	if out, err := again.CombinedOutput(); err != nil || strings.Count(string(out), "asked ") != 1 {
		t.Errorf("got %v\n%s", err, out)
	}
}
