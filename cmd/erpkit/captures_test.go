package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaptures_CheckAndCapsuleAgree about what is a post, in archives of many tools: capsule replays what check
// judges.
func TestCaptures_CheckAndCapsuleAgree(t *testing.T) {
	files, err := filepath.Glob("testdata/captures/*.har")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d archives, %v", len(files), err)
	}
	exits := map[string]int{"utf16.har": exitUsage, "breaks-off.har": exitUsage, "item-without-type.har": exitFailed, "post-unreadable.har": exitFailed}
	for _, file := range files {
		name := filepath.Base(file)
		var checked struct{ Captures []judgedCapture }
		got := runErpkit(t, "", "check", "--har", file, "--json")
		if got.code != exits[name] {
			t.Errorf("%s: check says %+v, wanted %d", name, got, exits[name])
		}
		story := filepath.Join(t.TempDir(), "story.yaml")
		made := runErpkit(t, "", "capsule", "--har", file, "--out", story, "--json")
		if exits[name] == exitUsage {
			cure := map[string]string{"utf16.har": "save it as UTF-8", "breaks-off.har": "entry 2"}[name]
			if made.code != exitUsage || !strings.Contains(made.stderr, cure) || !strings.Contains(got.stderr, cure) {
				t.Errorf("%s: got %+v and %+v", name, got, made)
			}
			continue
		}
		var report struct{ Posts int }
		if err := json.Unmarshal([]byte(got.stdout), &checked); err != nil {
			t.Fatalf("%s: %v in %+v", name, err, got)
		}
		if err := json.Unmarshal([]byte(made.stdout), &report); err != nil || made.code != exitOK {
			t.Fatalf("%s: %v in %+v", name, err, made)
		}
		if judged := checked.Captures[0].Judged; judged != report.Posts || judged == 0 {
			t.Errorf("%s: check judged %d posts, and the capsule has %d", name, judged, report.Posts)
		}
		if name == "post-unreadable.har" || name == "item-without-type.har" {
			continue
		}
		if got := runErpkit(t, "", "run", story); got.code != exitOK {
			t.Errorf("%s: the capsule does not reproduce: %+v", name, got)
		}
	}
}

// TestCheck_CapturesOfManyMakers: odd entries are skipped, named or refused, each with its exit code.
func TestCheck_CapturesOfManyMakers(t *testing.T) {
	for name, test := range map[string]struct {
		args  []string
		code  int
		wants []string
	}{
		"body not captured":  {[]string{"--har", "answer-body-not-captured.har"}, exitOK, []string{"1 answers", "NOTE   F1", "not captured whole"}},
		"lost":               {[]string{"--har", "own-answer-lost.har"}, exitOK, []string{"3 judged (3 with their flow, 2 answers), 0 broken"}},
		"lost in lines":      {[]string{"--jsonl", "own-answer-lost.jsonl"}, exitOK, []string{"3 judged (3 with their flow, 2 answers), 0 broken"}},
		"odd entry":          {[]string{"--har", "not-utf8.har"}, exitOK, []string{"skipped 1: GET is not how the MES reports (entry 2)"}},
		"item":               {[]string{"--har", "item-without-type.har"}, exitFailed, []string{"2 judged", "item-attach SN-7", "MUST   I1", "entry 2", "MUST   T1"}},
		"newest first":       {[]string{"--har", "newest-first.har"}, exitOK, []string{"2 judged (2 with their flow, 2 answers), 0 broken"}},
		"unreadable":         {[]string{"--har", "post-unreadable.har"}, exitFailed, []string{"entry 1: a post that cannot be read: /request/postData/text must be base64", "posts that cannot be read: 1"}},
		"unreadable, strict": {[]string{"--strict", "--har", "post-unreadable.har"}, exitUsage, []string{"1 judged"}},
		"foreign lines":      {[]string{"--jsonl", "pino.jsonl"}, exitUsage, []string{"no line of erpkit export", "pino", "--jsonl-body req.body"}},
		"foreign posts":      {[]string{"--jsonl", "docker.jsonl"}, exitUsage, []string{"Docker", "say so with --jsonl-body log.req.body"}},
		"pino":               {[]string{"--jsonl-body", "req.body", "--jsonl", "pino-posts.jsonl"}, exitOK, []string{"1 judged", "skipped 1: it has no member req.body (line 1)"}},
		"Serilog":            {[]string{"--jsonl-body", "Body", "--jsonl", "serilog.jsonl"}, exitOK, []string{"1 judged"}},
		"Docker":             {[]string{"--jsonl-body", "log.req.body", "--jsonl", "docker.jsonl"}, exitOK, []string{"1 judged"}},
		"Loki":               {[]string{"--jsonl-body", "line", "--jsonl", "loki.jsonl"}, exitOK, []string{"1 judged"}},
		"Postman":            {[]string{"--har", "postman.json"}, exitUsage, []string{"a collection of Postman", "--raw"}},
		"Postman, raw":       {[]string{"--raw", "postman.json"}, exitUsage, []string{"a collection of Postman", "--raw"}},
		"Insomnia":           {[]string{"--jsonl", "insomnia.json"}, exitUsage, []string{"an export of Insomnia", "--raw"}},
		"archive as raw":     {[]string{"--raw", "newest-first.har"}, exitUsage, []string{"--har"}},
		"raw as archive":     {[]string{"--har", "http2.txt"}, exitUsage, []string{"--raw"}},
		"lines as archive":   {[]string{"--har", "own-answer-lost.jsonl"}, exitUsage, []string{"--jsonl"}},
		"breaks off":         {[]string{"--har", "breaks-off.har"}, exitUsage, []string{"1 judged", "entry 2: at byte", "it breaks off"}},
		"curl -v alone":      {[]string{"--raw", "curl-v.txt"}, exitFailed, []string{"a post that cannot be read: curl -v does not show the body", "paste the line with the curl command"}},
		"a session":          {[]string{"--raw", "pasted-session.txt"}, exitOK, []string{"2 judged (2 with their flow, 2 answers), 0 broken, 0 skipped"}},
		"send --verbose":     {[]string{"--raw", "send-verbose.txt"}, exitOK, []string{"1 judged (1 with their flow, 1 answers)"}},
		"HTTPie":             {[]string{"--raw", "httpie.txt"}, exitOK, []string{"1 judged (1 with their flow, 1 answers)"}},
		"UTF-16 payload":     {[]string{"utf16.json"}, exitUsage, []string{"save it as UTF-8"}},
		"HTTPie command":     {[]string{"--raw", "httpie-command.txt"}, exitOK, []string{"1 judged (1 with their flow, 1 answers)"}},
		"curl --trace-ascii": {[]string{"--raw", "curl-trace.txt"}, exitUsage, []string{"a trace of curl", "curl -v"}},
		"HTTP/2":             {[]string{"--raw", "http2.txt"}, exitOK, []string{"1 judged (1 with their flow, 1 answers)"}},
		"byte order mark":    {[]string{"--raw", "bom.txt"}, exitOK, []string{"1 judged"}},
		"UTF-16":             {[]string{"--raw", "utf16.txt"}, exitUsage, []string{"save it as UTF-8"}},
	} {
		args := append([]string{"check"}, test.args...)
		args[len(args)-1] = filepath.Join("testdata", "captures", args[len(args)-1])
		if _, err := os.Stat(args[len(args)-1]); err != nil {
			t.Fatal(err)
		}
		got := runErpkit(t, "", args...)
		for _, want := range test.wants {
			if !strings.Contains(got.stdout+got.stderr, want) {
				t.Errorf("%s: no %q in %+v", name, want, got)
			}
		}
		if got.code != test.code {
			t.Errorf("%s: got %+v, wanted %d", name, got, test.code)
		}
	}
}

// TestCapsule_OfWhatWasPasted reproduces pasted traffic in every form.
func TestCapsule_OfWhatWasPasted(t *testing.T) {
	for name, flags := range map[string][]string{
		"pasted-session.txt": {"--raw"}, "http2.txt": {"--raw"}, "send-verbose.txt": {"--raw"}, "httpie.txt": {"--raw"}, "httpie-command.txt": {"--raw"},
	} {
		story := filepath.Join(t.TempDir(), "story.yaml")
		args := append(append([]string{"capsule"}, flags...), filepath.Join("testdata", "captures", name), "--serial", "SN-7", "--out", story)
		if made := runErpkit(t, "", args...); made.code != exitOK {
			t.Errorf("%s: got %+v", name, made)
			continue
		}
		if got := runErpkit(t, "", "run", story); got.code != exitOK {
			t.Errorf("%s: the capsule does not reproduce: %+v", name, got)
		}
	}
	got := runErpkit(t, "", "capsule", "--jsonl-body", "req.body", "--serial", "SN-7")
	if got.code != exitUsage || !strings.Contains(got.stderr, "--jsonl-body is about the lines of a file") {
		t.Errorf("got %+v", got)
	}
}
