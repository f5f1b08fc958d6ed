package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestSend_AddTodayRemoveTomorrow(t *testing.T) {
	url, _ := served(t)
	state := filepath.Join(t.TempDir(), "state.json")
	steps := []struct {
		args string
		code int
		said string
	}{
		{"device add --serial SN-7 --sku 0007 --work-order NXT-915", exitOK, "ERP-DEV-000001"},
		{"item-attach add --serial SN-7 --item-sku 0002 --item-quantity 0.1", exitOK, "ERP-ITM-000001"},
		{"operation add --serial SN-7 --act-code ASSY --valid 1", exitOK, "ERP-OPR-000001"},
		{"device update --old-serial SN-7 --serial SN-8", exitOK, "ERP-DEV-000001"},
		{"operation remove --serial SN-8 --act-code ASSY", exitOK, "ERP-OPR-000001"},
		{"item-attach remove --serial SN-8 --item-sku 0002", exitOK, "ERP-ITM-000001"},
		{"device remove --serial SN-8", exitOK, "ERP-DEV-000001"},
		{"device remove --serial SN-8", exitUsage, ""},
		{"device replace --serial SN-8", exitUsage, ""},
		{"gadget add --serial SN-8", exitUsage, ""},
	}
	for _, step := range steps {
		args := append([]string{"send"}, strings.Fields(step.args)...)
		got := runErpkit(t, "", append(args, "--url", url, "--state", state)...)
		if got.code != step.code || !strings.Contains(got.stdout, step.said) {
			t.Fatalf("send %s: got %+v, wanted code %d and %q", step.args, got, step.code, step.said)
		}
		if step.code == exitUsage && got.stderr == "" {
			t.Errorf("send %s: nothing was said", step.args)
		}
	}
}

func TestSend_FileAsItIs(t *testing.T) {
	url, _ := served(t)
	broken := writeFile(t, "payload.json", `{"type":"add"}`)
	got := runErpkit(t, "", "send", "--file", broken, "--url", url, "--json")
	var report struct {
		Result struct {
			Accepted bool
			Status   int
			Message  string
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		t.Fatal(err, got.stdout)
	}
	if got.code != exitFailed || report.Result.Status != 422 || report.Result.Message == "" {
		t.Errorf("got %+v %+v", got.code, report)
	}
	if got := runErpkit(t, "", "send", "--file", broken, "--url", "http://127.0.0.1:1"); got.code != exitUnreachable {
		t.Errorf("nobody there: got %+v", got)
	}
	if got := runErpkit(t, "", "send", "--file", broken, "--dry-run", "--url", url); !strings.Contains(got.stdout, "POST "+url+"/device") {
		t.Errorf("the dry run shows %q", got.stdout)
	}
}

func TestSend_KeepsSecretsToItself(t *testing.T) {
	url, _ := served(t)
	got := runErpkit(t, `{"type":"add"}`, "send", "--file", "-", "--url", url, "-v", "--header", "Authorization: Bearer hidden-word")
	if strings.Contains(got.stdout+got.stderr, "hidden-word") {
		t.Errorf("the secret is shown: %s", got.stdout)
	}
	got = runErpkit(t, `{"type":"add"}`, "send", "--file", "-", "--url", url, "--header", "hidden-word")
	if got.code != exitUsage || strings.Contains(got.stdout+got.stderr, "hidden-word") {
		t.Errorf("got %+v", got)
	}
}

// TestShell_IsThatOfTheLinesToRepeat: of a post and of a command, and the JSON stays as it is.
func TestShell_IsThatOfTheLinesToRepeat(t *testing.T) {
	url, _ := served(t)
	for shell, want := range map[string]string{"sh": "\ncurl -sS", "powershell": "; curl.exe -sS"} {
		for _, args := range [][]string{
			{"send", "--file", "-", "--url", url, "--verbose"}, {"shift", "--events", "1", "--url", "http://127.0.0.1:1"},
		} {
			got := runErpkit(t, `{"type":"add"}`, append(args, "--shell", shell)...)
			if !strings.Contains(strings.ReplaceAll(got.stdout, "  curl", "curl"), want) {
				t.Errorf("%v: no %q in %+v", args, want, got)
			}
			if got := runErpkit(t, `{"type":"add"}`, append(args, "--shell", shell, "--json")...); strings.Contains(got.stdout, "curl.exe") || !strings.Contains(got.stdout, `"curl -sS`) {
				t.Errorf("%v --json: %+v", args, got)
			}
		}
	}
	story := filepath.Join(t.TempDir(), "it's a story.yaml")
	traffic := []string{"capsule", "--raw", "testdata/captures/pasted-session.txt", "--serial", "SN-7", "--out", story, "--force", "--shell"}
	for shell, want := range map[string]string{"sh": `it'\''s a story.yaml'`, "powershell": `it''s a story.yaml'`} {
		if got := runErpkit(t, "", append(traffic, shell)...); !strings.Contains(got.stdout, want) {
			t.Errorf("no %q in %+v", want, got)
		}
	}
	for shell, want := range map[string]string{"sh": `it'\''s $x`, "powershell": `it''s $x`} {
		folder := filepath.Join(t.TempDir(), "it's $x")
		if got := runErpkit(t, "", "starter", "go", "--dir", folder, "--shell", shell); !strings.Contains(got.stdout, "\n  cd '") || !strings.Contains(got.stdout, want+"'\n") {
			t.Errorf("no %q in %+v", want, got)
		}
		if got := runErpkit(t, "", "target", "init", filepath.Join(folder, "erp.yaml"), "--shell", shell); !strings.Contains(got.stdout, want+"/erp.yaml'\n") {
			t.Errorf("no %q in %+v", want, got)
		}
	}
	t.Setenv("ERPKIT_SHELL", "cmd")
	if got := runErpkit(t, "", "run", story); got.code != exitUsage || !strings.Contains(got.stderr, "ERPKIT_SHELL is wrong: give sh or powershell") {
		t.Errorf("got %+v", got)
	}
}

func TestTry_SaysWhatWorksAndWhatNot(t *testing.T) {
	url, _ := served(t)
	if got := runErpkit(t, "", "try", "--url", url); got.code != exitOK || !strings.Contains(got.stdout, "operation remove") {
		t.Errorf("got %+v", got)
	}
	settings := writeFile(t, "settings.yaml", `version: 1
customIntegration: true
workOrderSource: Local
device: {enabled: true, url: "`+url+`/device"}
itemAttach: {enabled: false}
operation: {enabled: false}
`)
	order := writeFile(t, "order.json", `{"workorderNumber":"NXT-1","sku":"0007","quantity":1,"source":"local"}`)
	got := runErpkit(t, "", "try", "--settings", settings, "--order", order)
	if got.code != exitFailed || !strings.Contains(got.stdout, "source") {
		t.Errorf("a source that differs in case only: got %+v", got)
	}
	for _, args := range [][]string{{"try"}, {"try", "--settings", "nowhere.yaml"}, {"try", "--url", "ftp://x"}, {"try", "--url", url, "--only", "gadget"}} {
		if got := runErpkit(t, "", args...); got.code != exitUsage || got.stderr == "" {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}
