package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/contracttests/starters"
	"github.com/erpkit/erpkit/schemas"
)

// crash is what the ERP says when it fails. It must not get to the station.
const crash = "the database is down"

// ownERP is what somebody writes into the marked place of each starter: an ERP that takes its time, refuses the sku REFUSED,
// and fails on the sku CRASH.
var ownERP = map[string]struct{ before, code string }{
	"python": {"    return id or f'", `    import time
    time.sleep(0.01)
    if report['sku'] == 'REFUSED':
        raise Refusal(409, 'The order is closed. Call the planner.')
    if report['sku'] == 'CRASH':
        raise RuntimeError('the database is down')
`},
	"node": {"  return id ?? `", `  await new Promise((after) => setTimeout(after, 10))
  if (report.sku === 'REFUSED') throw new Refusal(409, 'The order is closed. Call the planner.')
  if (report.sku === 'CRASH') throw Object.assign(new Error('the database is down'), { status: 200 })
`},
	"go": {"	if id == \"\" {\n		id = ", `	time.Sleep(10 * time.Millisecond)
	if r["sku"] == "REFUSED" {
		return "", refusal{409, "The order is closed. Call the planner."}
	}
	if r["sku"] == "CRASH" {
		return "", errors.New("the database is down")
	}
`},
	"php": {"    return $id ?? $kind", `    usleep(10_000);
    if ($report['sku'] === 'REFUSED') {
        throw new Refusal(409, 'The order is closed. Call the planner.');
    }
    if ($report['sku'] === 'CRASH') {
        trigger_error('the database is down');
    }
`},
}

// An ERP that is called from the marked place may be slow, refuse and fail: stations at once and repeats are still booked
// once, its refusal gets to the station, its failure does not, and neither is booked.
func TestStarters_CallAnERP(t *testing.T) {
	t.Setenv("PHP_CLI_SERVER_WORKERS", "4")
	for _, s := range starters.All() {
		t.Run(s.Name, func(t *testing.T) {
			needLanguage(t, s)
			dir := t.TempDir()
			files, err := s.Write(dir)
			if err != nil {
				t.Fatal(err)
			}
			putERP(t, s, files[len(files)-1])
			url := startIn(t, s, dir)
			erp := oddERP{t, url}
			device := func(sku string) string { return encode(t, deviceOf("S-"+sku, "SN-1").with(parts{"sku": sku})) }
			for range 2 {
				for sku, want := range map[string]int{"REFUSED": 409, "CRASH": 500} {
					message := erp.expect(t, sku, http.MethodPost, "/device", "application/json", device(sku), want)
					if strings.Contains(message, "planner") != (sku == "REFUSED") || strings.Contains(message, crash) {
						t.Errorf("%s: the station reads %q", sku, message)
					}
				}
			}
			r, err := contracttests.Run(t.Context(), contracttests.Target{Base: url}, contracttests.Options{FailOn: schemas.Should, Focus: "^(E7|E8|E10)"})
			if err != nil || r.Verdict != report.Green {
				var said strings.Builder
				_ = r.Summary(&said)
				t.Errorf("%v %s", err, said.String())
			}
		})
	}
}

// putERP writes the ERP into its place, which is between the two marks.
func putERP(t *testing.T, s starters.Starter, file string) {
	t.Helper()
	source, own := fileText(t, file), ownERP[s.Name]
	at, mark := strings.Index(source, own.before), strings.Index(source, "==== CALL YOUR ERP HERE ====")
	if mark < 0 || at < mark || at-mark > 2000 || !strings.Contains(source[mark:at], s.Yours) {
		t.Fatalf("%s has no such place to call an ERP", filepath.Base(file))
	}
	if err := os.WriteFile(file, []byte(source[:at]+own.code+source[at:]), 0o600); err != nil {
		t.Fatal(err)
	}
}
