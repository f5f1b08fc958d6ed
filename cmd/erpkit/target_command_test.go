package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
)

// The written file can be used unchanged, and is never overwritten.
func TestTarget_Init(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.yaml")
	if got := runErpkit(t, "", "target", "init", path); got.code != exitOK || !strings.Contains(got.stdout, "erpkit target check "+path) {
		t.Fatalf("got %+v", got)
	}
	if got := runErpkit(t, "", "target", "check", path); got.code != exitOK || !strings.Contains(got.stdout, "The file gives 2 work orders, 4 parts and 3 operations.") {
		t.Errorf("got %+v", got)
	}
	written := fileText(t, path)
	if got := runErpkit(t, "", "target", "init"); got.stdout != written {
		t.Errorf("what is printed differs from what is written: %+v", got)
	}
	if got := runErpkit(t, "", "target", "init", path); got.code != exitUsage || !strings.Contains(got.stderr, "exists already") {
		t.Errorf("got %+v", got)
	}
	if again, err := os.ReadFile(path); err != nil || string(again) != written {
		t.Errorf("the file was changed: %v", err)
	}
}

// The check posts nothing to the ERP. It names the checks that lack something, and what they lack.
func TestTarget_Check(t *testing.T) {
	var posts atomic.Int32
	erp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { posts.Add(1) }))
	t.Cleanup(erp.Close)
	master := "master:\n  workOrders: [{number: MO-1, sku: GUITAR, quantity: 40}]\n  parts: [{sku: GUITAR, newSerials: \"G-{n:8}\"}, {sku: SCREW}]\n"
	strict, err := brokenerps.Find("strict", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		code int
		says []string
	}{
		"little":     {"version: 1\nurl: " + erp.URL + "\n" + master, exitOK, []string{"checks find what they need", "give no operation", "\n  operation add is accepted\n", "\n  item-attach: two parts of the same sku with serials of their own\n"}},
		"everything": {strict.Master, exitOK, []string{"All 3", "checks find what they need."}},
		"no master":  {"version: 1\nurl: " + erp.URL + "\n", exitOK, []string{"makes names up"}},
		"wrong":      {"version: 1\nurl: " + erp.URL + "\n" + strings.Replace(master, "sku: SCREW", "sku: GUITAR", 1), exitUsage, []string{"part GUITAR is here twice"}},
		"no address": {"version: 1\n" + master, exitUsage, []string{"--url"}},
		"of no use":  {"version: 1\nworkOrders: [{number: MO-1, sku: BELL, quantity: 4}]\nparts: [{sku: BELL}]\n", exitFailed, []string{"give no"}},
	} {
		got := runErpkit(t, "", "target", "check", writeFile(t, "erp.yaml", c.text))
		for _, words := range c.says {
			if got.code != c.code || !strings.Contains(got.stdout+got.stderr, words) {
				t.Errorf("%s: wanted code %d and %q, got %+v", name, c.code, words, got)
			}
		}
	}
	got := runErpkit(t, "", "target", "check", "--json", writeFile(t, "erp.yaml", "version: 1\nurl: "+erp.URL+"\n"+master))
	var report struct {
		Checks int
		Needs  []struct {
			What   string
			Checks []string
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || report.Checks < 300 || len(report.Needs) < 20 || report.Needs[0].What == "" {
		t.Errorf("%v, got %+v", err, got)
	}
	if posts.Load() != 0 {
		t.Errorf("the ERP got %d posts", posts.Load())
	}
}

// verify takes master data from the target file and from a file of its own; without them, it says at once what to
// do.
func TestVerify_MasterData(t *testing.T) {
	strict, err := brokenerps.Find("strict", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	erp := httptest.NewServer(strict.Handler())
	t.Cleanup(erp.Close)
	master := runErpkit(t, "", "brokenerp", "strict", "--print-master")
	path := writeFile(t, "master.yaml", master.stdout)
	target := filepath.Join(filepath.Dir(path), "erp.yaml")
	if err := os.WriteFile(target, []byte("version: 1\nurl: "+erp.URL+"\nmaster: master.yaml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--url", erp.URL, "--master", path}, {"--target", target}} {
		if got := erpkitProcess(t, append([]string{"verify", "--focus", "E2|E7"}, args...)...); got.code != exitOK || !strings.Contains(got.stdout, "GREEN") {
			t.Errorf("%v: got %+v", args, got)
		}
	}
	if got := erpkitProcess(t, "verify", "--url", erp.URL); got.code != exitUnreachable || !strings.Contains(got.stdout, "Give master data") {
		t.Errorf("without: got %+v", got)
	}
}
