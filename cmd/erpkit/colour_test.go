package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestPaint_ColoursTheWordsThatDecide(t *testing.T) {
	marks := strings.NewReplacer("\x1b[32m", "<good>", "\x1b[31m", "<bad>", "\x1b[33m", "<doubt>", "\x1b[1m", "<strong>", "\x1b[2m", "<weak>", "\x1b[0m", "</>")
	for line, want := range map[string]string{
		"ok      page toggle: fine":                       "<good>ok</>      page toggle: fine",
		"FAIL  SN-7 is registered once":                   "<bad>FAIL</>  SN-7 is registered once",
		"[ 3/12] passed      guitar (46ms)":               "[ 3/12] <good>passed</>      guitar (46ms)",
		"skipped page source":                             "<doubt>skipped</> page source",
		"2 of 3 expectations passed, 1 failed":            "2 of 3 expectations passed, <bad>1 failed</>",
		"update.json: breaks the contract (device)":       "update.json: <bad>breaks the contract</> (device)",
		"  MUST   D2  /serial  `serial` is 7":             "  <bad>MUST   D2</>  /serial  `serial` is 7",
		"    post   NOTE   T8  /x  is not known":          "    post   <weak>NOTE   T8</>  /x  is not known",
		"known to fail: E3 MUST  the answer":              "known to fail: <bad>E3 MUST</>  the answer",
		"ERP             ?E1 !E3 +E5 -E10":                "ERP             <doubt>?E1</> <bad>!E3</> <good>+E5</> <weak>-E10</>",
		"GREEN but 2 known failures: 40 checks passed.":   "<good>GREEN but 2 known failures</>: 40 checks passed.",
		"RED: 4 checks failed":                            "<bad>RED</>: 4 checks failed",
		"06:40:02 #7 r device add -> 422 No. [D2, F1]":    "06:40:02 #7 r device add -> <bad>422</> No. <doubt>[D2, F1]</>",
		"06:40:02 #7 r device add -> 200 {} (fault drip)": "06:40:02 #7 r device add -> <good>200</> {} <bad>(fault drip)</>",
		"nothing to say of this":                          "nothing to say of this",
		"":                                                "",
	} {
		if got := marks.Replace(paint(line)); got != want {
			t.Errorf("got    %q\nwanted %q", got, want)
		}
	}
}

var codes = regexp.MustCompile("\x1b\\[[0-9]+m")

func TestColour_OnlyWhereItIsWanted(t *testing.T) {
	file := "../../schemas/examples/device/invalid/D3-add-with-oldSerial.json"
	plain := runErpkit(t, "", "check", file)
	always := runErpkit(t, "", "check", file, "--color", "always")
	if strings.Contains(plain.stdout, "\x1b") || !codes.MatchString(always.stdout) || codes.ReplaceAllString(always.stdout, "") != plain.stdout {
		t.Errorf("got %q and %q", plain.stdout, always.stdout)
	}
	for _, args := range [][]string{{"check", file, "--color", "never"}, {"check", file, "--json", "--color", "always"}, {"explain", "E3", "--color", "always"}} {
		if got := runErpkit(t, "", args...); strings.Contains(got.stdout, "\x1b") {
			t.Errorf("%v: got %q", args, got.stdout)
		}
	}
	if wrong := runErpkit(t, "", "check", file, "--color", "blue"); wrong.code != exitUsage || !strings.Contains(wrong.stderr, "auto, always or never") {
		t.Errorf("got %+v", wrong)
	}
}

// Colours do not let through what a sender or an ERP says, and a line that never ends is still printed.
func TestColour_LetsNothingElseThrough(t *testing.T) {
	hostile := `{"type": "add", "serial": "` + "\u009b31m ok \u202e" + `", "x\u001b[2J": 1}`
	got := runErpkit(t, hostile, "check", "-", "--color", "always")
	if rest := codes.ReplaceAllString(got.stdout, ""); got.code != exitFailed || strings.ContainsAny(rest, "\x1b\u009b\u202e") {
		t.Errorf("got %q", got.stdout)
	}
	var b strings.Builder
	to := terminal{to: &b, coloured: true}
	for _, part := range []string{"FAIL  an", " end\nok  with", "out"} {
		if _, err := to.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	to.flush()
	if got := codes.ReplaceAllString(b.String(), ""); got != "FAIL  an end\nok  without" {
		t.Errorf("got %q", got)
	}
}

func TestColoursAreWanted_FollowsTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want bool
	}{
		"a terminal": {map[string]string{"TERM": "xterm"}, true}, "NO_COLOR": {map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, false},
		"an empty NO_COLOR": {map[string]string{"TERM": "xterm", "NO_COLOR": ""}, true}, "dumb": {map[string]string{"TERM": "dumb"}, false},
	} {
		if got := coloursAreWanted(func(key string) string { return test.env[key] }); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}
