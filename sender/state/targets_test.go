package state_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/state"
)

// TestTargets: one ERP under its three URLs is one; others know nothing of it.
func TestTargets(t *testing.T) {
	for url, want := range map[string]string{
		"http://erp/device": "http://erp", "http://erp/item-attach/": "http://erp", "http://erp/r/7/operation": "http://erp/r/7",
		"http://erp": "http://erp", "http://u:p@erp/x/device?token=1&plant=2": "http://***@erp/x?token=***&plant=***1287d28d",
		"http://erp/device?prefer=status=409": "http://erp", "http://erp/device?prefer=fault=timeout&plant=2": "http://erp?plant=***7c18423e",
	} {
		if got := state.TargetOf(url); got != want {
			t.Errorf("%s is %s, wanted %s", url, got, want)
		}
	}
	path, _ := stored(t)
	f := open(t, path)
	for _, url := range []string{"http://other/device", "http://erp/r/7/device"} {
		_, err := f.Send(t.Context(), fine(""), url, state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
		if err == nil || !strings.Contains(err.Error(), "is known at") {
			t.Errorf("%s: %v", url, err)
		}
	}
	sendTo(t, f, fine(""), "http://erp/operation", state.Intent{Kind: schemas.Operation, Type: "add", Serial: "SN-7"})
	closeIt(t, f)
}

// TestTargets_OfAnOlderFile are found under the name that they had, and get one without values.
func TestTargets_OfAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	f := open(t, path)
	const url = "http://erp/device?plant=geheim"
	sendTo(t, f, fine(""), url, state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"})
	closeIt(t, f)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	older := strings.Replace(string(text), state.TargetOf(url), "http://erp?plant=geheim", 1)
	if older == string(text) {
		t.Fatalf("the target is not named %s in %s", state.TargetOf(url), text)
	}
	if err := os.WriteFile(path, []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	f = open(t, path)
	sendTo(t, f, fine(""), url, state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	closeIt(t, f)
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "geheim") {
		t.Errorf("%v, the file is %s", err, text)
	}
	if state.TargetOf(url) == state.TargetOf("http://erp/device?plant=other") {
		t.Error("two plants are one")
	}
}
