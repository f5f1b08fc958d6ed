package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/script"
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
	_, control := served(t, "--tls-addr", "127.0.0.1:0", "--tls-ca-file", ca)
	var info struct{ Addresses struct{ TLS string } }
	response, err := http.Get(control + "/api/v1/info")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&info); err != nil {
		t.Fatal(err)
	}
	send := []string{"send", "device", "add", "--serial", "SN-1", "--state", filepath.Join(t.TempDir(), "s.json"), "--url", info.Addresses.TLS}
	if got := runErpkit(t, "", send...); got.code != exitUnreachable || !strings.Contains(got.stderr+got.stdout, "authority") {
		t.Errorf("without its authority: got %+v", got)
	}
	if got := runErpkit(t, "", append(send, "--ca-file", ca)...); got.code != exitOK {
		t.Errorf("with its authority: got %+v", got)
	}
	if got := runErpkit(t, "", append(send, "--ca-file", ca+".none")...); got.code != exitUsage || !strings.Contains(got.stderr, "ca.pem.none") {
		t.Errorf("without the file: got %+v", got)
	}
	if got := runErpkit(t, "", "serve", "--tls-certificate", "old"); got.code != exitUsage || !strings.Contains(got.stderr, "expired") {
		t.Errorf("got %+v", got)
	}
}

// The output of serve names the TLS door if there is one, for a person and for a program.
func TestServe_SaysWhereTheTLSDoorIs(t *testing.T) {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", TLSAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	for asJSON, want := range map[bool]string{true: `"tlsUrl":"` + server.TLSURL() + `"`, false: "TLS door      " + server.TLSURL()} {
		var said strings.Builder
		if err := announce(&said, server, asJSON); err != nil || !strings.Contains(said.String(), want) {
			t.Errorf("%v: %s, wanted %s", err, said.String(), want)
		}
	}
}

// If a changed script is wrong, the terminal says so and names the place.
func TestServe_SaysWhatBecameOfTheScript(t *testing.T) {
	path := writeFile(t, "script.yaml", "version: 1\nrules: [{answer: {status: 409}}]\n")
	good, err := script.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := script.Parse(path, []byte("version: 1\nrules: 7\n"))
	var said strings.Builder
	tell := scriptNews(&said, path)
	tell(good, nil)
	tell(nil, wrong)
	tell(nil, nil)
	for _, want := range []string{"it plays from its beginning (rules: 1)", path + ":2:8", "last good content plays on", "is again what plays"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is missing in %s", want, said.String())
		}
	}
	if got := runErpkit(t, "", "serve", "--script", path+".none"); got.code != exitUsage || !strings.Contains(got.stderr, ".none") {
		t.Errorf("a script that is not there: got %+v", got)
	}
}
