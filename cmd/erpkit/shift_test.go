package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// The issue's own words: 500 accepted posts, no finding.
func TestShift_FiveHundredAcceptedPostsAndNoFinding(t *testing.T) {
	url, control := served(t)
	for _, seed := range []string{"7", "8", "9"} {
		got := runErpkit(t, "", "shift", "--seed", seed, "--events", "500", "--url", url+"/r/seed-"+seed)
		if got.code != exitOK || !strings.Contains(got.stdout, "500 accepted") {
			t.Errorf("seed %s: got %+v", seed, got)
		}
	}
	answer, err := http.Get(control + "/api/v1/exchanges?level=MUST")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Total, Dropped int }
	if err := json.Unmarshal(raw, &page); err != nil || page.Total != 0 || page.Dropped != 0 {
		t.Errorf("the mock found something: %v %s", err, raw)
	}
	for _, level := range []string{"SHOULD", "NOTE"} {
		answer, err := http.Get(control + "/api/v1/exchanges?level=" + level)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if !strings.Contains(string(raw), `"total":0`) {
			t.Errorf("the mock found something of level %s: %.400s", level, raw)
		}
	}
}

func TestShift_ExitCodes(t *testing.T) {
	if got := runErpkit(t, "", "shift", "--url", "http://127.0.0.1:1", "--events", "5"); got.code != exitUnreachable {
		t.Errorf("nobody there: got %+v", got)
	}
	for _, args := range [][]string{{"shift"}, {"shift", "--url", "x"}, {"shift", "--url", "http://127.0.0.1:1", "--events", "0"}} {
		if got := runErpkit(t, "", args...); got.code != exitUsage || got.stderr == "" {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}

func TestProgress_IsSilentAtFirstAndThenALine(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, "posts")
	p.step(1, 10)
	if out.Len() != 0 {
		t.Errorf("at once: %q", out.String())
	}
	p.every = 0
	p.step(5, 10)
	p.finish()
	if out.String() != "posts: 5 of 10\n" {
		t.Errorf("got %q", out.String())
	}
}
