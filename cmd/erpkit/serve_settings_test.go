package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// The control door says of every setting where it came from.
func TestServe_SaysWhereSettingsCameFrom(t *testing.T) {
	t.Setenv("ERPKIT_MAX_RUNS", "5")
	t.Setenv("ERPKIT_MAX_BODY", "4096")
	token := "f3a9-long-enough-5d1c"
	file, script := writeFile(t, "token", token), writeFile(t, "script.yaml", "version: 1\nseed: 77\nrules:\n  - answer: { status: 200 }\n")
	_, control := served(t, "--max-body", "8192", "--tls-addr", "127.0.0.1:0", "--tls-host", "erp.example", "--script", script, "--control-token-file", file, "--upstream-device", "http://127.0.0.1:1/d")
	info := askInfo(t, control, token)
	for name, wanted := range map[string]api.Source{
		"maxRuns": {From: "environment", Name: "ERPKIT_MAX_RUNS"}, "maxBody": {From: "flag", Name: "--max-body"}, "maxThings": {From: "default"},
		"addr": {From: "flag", Name: "--addr"}, "tlsHosts": {From: "flag", Name: "--tls-host"}, "tlsCert": {From: "default"}, "maxConns": {From: "default"},
		"script": {From: "flag", Name: "--script"}, "controlToken": {From: "file", Name: file}, "upstream": {From: "flag", Name: "--upstream-device"},
		"seed": {From: "file", Name: script},
	} {
		if got := info.SettingsFrom[name]; got != wanted {
			t.Errorf("%s came from %v, wanted %v", name, got, wanted)
		}
	}
	for name := range info.Settings {
		if info.SettingsFrom[name].From == "" {
			t.Errorf("nothing says where %s came from", name)
		}
	}
	if len(info.SettingsFrom) != len(info.Settings) {
		t.Errorf("%d settings, %d origins", len(info.Settings), len(info.SettingsFrom))
	}
}

func askInfo(t *testing.T, control, token string) (info struct {
	Settings     map[string]any
	SettingsFrom map[string]api.Source
}) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, control+"/api/v1/info", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&info); err != nil {
		t.Fatal(err)
	}
	return info
}
