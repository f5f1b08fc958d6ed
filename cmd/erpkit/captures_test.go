package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaptures_CheckAndCapsuleAgree about what is a post, in archives of many makers: what the one judges
// the other replays.
func TestCaptures_CheckAndCapsuleAgree(t *testing.T) {
	files, err := filepath.Glob("testdata/captures/*.har")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d archives, %v", len(files), err)
	}
	exits := map[string]int{"utf16.har": exitUsage, "item-without-type.har": exitFailed, "post-unreadable.har": exitFailed}
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
			if made.code != exitUsage || !strings.Contains(made.stderr, "save it as UTF-8") || !strings.Contains(got.stderr, "save it as UTF-8") {
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

// TestCheck_CapturesOfManyMakers: what is odd is skipped, named or refused, each with its exit code.
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
		"foreign lines":      {[]string{"--jsonl", "pino.jsonl"}, exitUsage, []string{"no line of erpkit export"}},
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
