package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A token lets in the commands that have it and a browser that follows the link. No output shows the token.
func TestServe_AsksForTheControlToken(t *testing.T) {
	const token = "f3a9-long-enough-5d1c"
	file := writeFile(t, "token", token+"\n")
	var said struct{ URL, ControlURL, PageURL string }
	begun(t, &said, "serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json", "--control-token-file", file)
	if strings.Contains(said.PageURL, token) || !strings.HasPrefix(said.PageURL, said.ControlURL+"/enter?key=") {
		t.Errorf("the link is %s", said.PageURL)
	}
	runErpkit(t, "", "send", "device", "add", "--serial", "SN-1", "--url", said.URL, "--state", filepath.Join(t.TempDir(), "s.json"))
	export := []string{"export", "--format", "curl", "--control-url", said.ControlURL}
	if got := runErpkit(t, "", export...); got.code != exitUsage || !strings.Contains(got.stderr, "ERPKIT_CONTROL_TOKEN") {
		t.Errorf("without the token: got %+v", got)
	}
	if got := runErpkit(t, "", append(export, "--control-token", "another-one-of-16")...); got.code != exitUsage {
		t.Errorf("with a wrong token: got %+v", got)
	}
	if got := runErpkit(t, "", append(export, "--control-token", token)...); got.code != exitOK || !strings.Contains(got.stdout, "SN-1") {
		t.Errorf("with the token: got %+v", got)
	}
	if got := runErpkit(t, "", "health", "--control-addr", strings.TrimPrefix(said.ControlURL, "http://")); got.code != exitOK {
		t.Errorf("a probe: got %+v", got)
	}
	if got := runErpkit(t, "", "run", "../../scenarios/guitar.yaml", "--control-url", said.ControlURL, "--control-token", token); got.code != exitOK {
		t.Errorf("a story: got %+v", got)
	}
	t.Setenv("ERPKIT_CONTROL_TOKEN", token)
	if got := runErpkit(t, "", export...); got.code != exitOK {
		t.Errorf("from the environment: got %+v", got)
	}
	answer, err := http.Get(said.ControlURL + "/api/v1/events")
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("events without the token: %v", err)
	}
	answer.Body.Close()
}

func TestServe_RefusesAWrongToken(t *testing.T) {
	for name, flags := range map[string][]string{
		"short": {"--control-token", "short"}, "with a blank": {"--control-token", "a token with blanks in it"},
		"no file": {"--control-token-file", "none"}, "an empty file": {"--control-token-file", writeFile(t, "t", "\n")},
		"both": {"--control-token", "f3a9-long-enough-5d1c", "--control-token-file", "x"},
	} {
		got := runErpkit(t, "", append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0"}, flags...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "token") || strings.Contains(got.stderr, "f3a9") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	for addr, loud := range map[string]bool{"127.0.0.1:8086": false, "[::1]:8086": false, "localhost:1": false, "0.0.0.0:8086": true, ":8086": true, "192.0.2.1:8086": true} {
		var said, quiet strings.Builder
		(&accessFlags{}).warn(&said, "http://mock:8086", addr)
		(&accessFlags{token: "t"}).warn(&quiet, "http://mock:8086", addr)
		if strings.HasPrefix(said.String(), "WARNING") != loud || quiet.Len() > 0 {
			t.Errorf("%s: said %q, and with a token %q", addr, said.String(), quiet.String())
		}
	}
}
