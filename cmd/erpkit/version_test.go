package main

import (
	"bytes"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

// goFound is what Go writes into a program that is built in a checkout.
func goFound(modified string) *debug.BuildInfo {
	return &debug.BuildInfo{
		Main: debug.Module{Version: "v0.0.0-20261129100004-a99cc08bd1d0"},
		Settings: []debug.BuildSetting{
			{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "a99cc08bd1d0"}, {Key: "vcs.time", Value: "2026-11-29T12:00:04+02:00"},
			{Key: "vcs.modified", Value: modified},
		},
	}
}

// Real builds are judged by .ci/release/run.
func TestVersion_TakesTheCommitFromTheReleaseOrFromGo(t *testing.T) {
	released := built{Version: "v1.2.3", Commit: "0123456789ab", Date: "2026-01-02T03:04:05Z"}
	for name, c := range map[string]struct {
		info     *debug.BuildInfo
		given    built
		modified bool
		version  string
		second   string
	}{
		"release":                     {goFound("true"), released, false, "v1.2.3", "commit 0123456789ab of 2026-01-02T03:04:05Z"},
		"release of changed files":    {goFound("false"), released, true, "v1.2.3", "commit 0123456789ab of 2026-01-02T03:04:05Z, modified"},
		"checkout":                    {goFound("false"), built{}, false, "v0.0.0-20261129100004-a99cc08bd1d0", "commit a99cc08bd1d0 of 2026-11-29T10:00:04Z"},
		"changed checkout":            {goFound("true"), built{}, false, "v0.0.0-20261129100004-a99cc08bd1d0", "commit a99cc08bd1d0 of 2026-11-29T10:00:04Z, modified"},
		"only the version is given":   {goFound("true"), built{Version: "ci"}, false, "ci", "commit a99cc08bd1d0 of 2026-11-29T10:00:04Z, modified"},
		"a commit without its date":   {goFound("true"), built{Commit: "0123456789ab"}, false, "v0.0.0-20261129100004-a99cc08bd1d0", "commit 0123456789ab"},
		"a date that is none":         {goFound("true"), built{Commit: "0123456789ab", Date: "today"}, false, "v0.0.0-20261129100004-a99cc08bd1d0", "commit 0123456789ab of today"},
		"go run":                      {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, built{}, false, "dev", "commit unknown: built outside"},
		"a test":                      {&debug.BuildInfo{}, built{}, false, "dev", "commit unknown: built outside"},
		"a date, but of which commit": {&debug.BuildInfo{}, built{Date: "2026-01-02T03:04:05Z"}, true, "dev", "commit unknown: built outside"},
	} {
		b := buildOf(c.info, c.given, c.modified)
		first, second, _ := strings.Cut(b.text(), "\n")
		if !strings.HasPrefix(first, "erpkit "+c.version+" (go1.") || !strings.HasPrefix(second, c.second) || strings.Count(second, "\n") != 1 {
			t.Errorf("%s: %q", name, b.text())
		}
		if strings.Contains(second, "modified") != strings.Contains(c.second, "modified") {
			t.Errorf("%s: %q", name, b.text())
		}
	}
}

// In a test nothing tells the commit: the words that were always there stay, and no key is there without a value.
func TestVersion_JSONWithoutACommit(t *testing.T) {
	var out bytes.Buffer
	if code := Run(t.Context(), []string{"version", "--json"}, nil, &out, &out); code != exitOK {
		t.Fatalf("exit code %d: %s", code, out.String())
	}
	keys := regexp.MustCompile(`"(\w+)":`).FindAllString(out.String(), -1)
	if got := strings.Join(keys, " "); got != `"version": "go": "platform":` && thisBuild().Commit == "" {
		t.Errorf("keys %s: %s", got, out.String())
	}
}
