package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServe_PlaysATrap(t *testing.T) {
	url, _ := served(t, "--trap", "redirect-to-login")
	got := runErpkit(t, "", "send", "device", "add", "--serial", "SN-1", "--url", url, "--state", filepath.Join(t.TempDir(), "s.json"))
	if got.code != exitOK || !strings.Contains(got.stdout, "302") {
		t.Errorf("got %+v, wanted a redirect that counts as success", got)
	}
	if got := runErpkit(t, "", "serve", "--trap", "no-such-trap"); got.code != exitUsage || !strings.Contains(got.stderr, "erpkit traps") {
		t.Errorf("got %+v, wanted where the names are", got)
	}
}

func TestServe_PutsARealERPBehindTheMock(t *testing.T) {
	erp, _ := served(t)
	url, control := served(t, "--upstream", erp)
	got := runErpkit(t, "", "shift", "--seed", "5", "--events", "50", "--url", url)
	if got.code != exitOK || !strings.Contains(got.stdout, "50 accepted") {
		t.Errorf("got %+v", got)
	}
	if control == "" {
		t.Error("there is no control door")
	}
	down, _ := served(t, "--upstream", "http://127.0.0.1:1")
	if got := runErpkit(t, `{"type":"add"}`, "send", "--file", "-", "--url", down); got.code != exitFailed || !strings.Contains(got.stdout, "502") {
		t.Errorf("an upstream that is down: got %+v", got)
	}
	if got := runErpkit(t, "", "serve", "--upstream", "erp.example"); got.code != exitUsage || got.stderr == "" {
		t.Errorf("a wrong upstream: got %+v", got)
	}
}

func TestServe_HasATLSDoor(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	served(t, "--tls-addr", "127.0.0.1:0", "--tls-ca-file", ca)
	if raw, err := os.ReadFile(ca); err != nil || !strings.Contains(string(raw), "CERTIFICATE") {
		t.Errorf("the authority was not written: %v", err)
	}
	if got := runErpkit(t, "", "serve", "--tls-certificate", "old"); got.code != exitUsage || !strings.Contains(got.stderr, "expired") {
		t.Errorf("got %+v", got)
	}
}
