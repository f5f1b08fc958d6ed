package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReconcile_HoldsTheERPAgainstWhatTheMESWasTold(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal.db")
	erp, control := served(t, "--journal", journal)
	addDevice(t, erp, "SN-1")
	addDevice(t, erp, "SN-2")
	right := writeFile(t, "right.csv", "Record ID,Lot No.\nERP-DEV-000001,SN-1\nERP-DEV-000002,SN-2\n")
	wrong := writeFile(t, "wrong.csv", "Record ID,Lot No.\nERP-DEV-000001,SN-1\nERP-DEV-000009,SN-9\n")
	if got := runErpkit(t, "", "reconcile", "--books", control, "--erp", right); got.code != exitOK || !strings.Contains(got.stdout, "2 as they should be") {
		t.Errorf("got %+v", got)
	}
	exported := filepath.Join(t.TempDir(), "posts.jsonl")
	if got := runErpkit(t, "", "export", "--control-url", control, "--format", "jsonl", "--out", exported); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	for about, books := range map[string]string{"control door": control, "capture": exported, "journal": journal} {
		got := erpkitProcess(t, "reconcile", "--books", books, "--erp", wrong) // a process opens a journal once
		if got.code != exitFailed || !strings.Contains(got.stdout, "MISSING  device, serial SN-2") || !strings.Contains(got.stdout, `"serial":"SN-2"`) || !strings.Contains(got.stdout, "exchange    #2") || !strings.Contains(got.stdout, "1 more records") {
			t.Errorf("%s: got %+v", about, got)
		}
	}
	var read struct {
		Version int
		OK      bool
		Told    struct{ Accepted int }
		Result  struct {
			Differences []struct {
				What     string
				Exchange struct{ ID int }
			}
		}
	}
	got := runErpkit(t, "", "reconcile", "--books", control, "--erp", wrong, "--json")
	if err := json.Unmarshal([]byte(got.stdout), &read); err != nil || read.Version != 1 || read.OK || read.Told.Accepted != 2 || len(read.Result.Differences) != 1 || read.Result.Differences[0].Exchange.ID != 2 {
		t.Errorf("%v: got %s", err, got.stdout)
	}
}

// shiftOf plays a shift against an ERP of its own, records it in the folder and gives its report and the ERP's devices.
func shiftOf(t *testing.T, folder, seed string) (report, devices string) {
	t.Helper()
	erp, control := served(t)
	got := runErpkit(t, "", "shift", "--seed", seed, "--events", "40", "--url", erp, "--record", filepath.Join(folder, "posts.jsonl"), "--json")
	answer, err := http.Get(control + "/api/v1/runs/default/books?state=live&kind=device&limit=1000")
	if err != nil || got.code != exitOK {
		t.Fatalf("%v, got %+v", err, got)
	}
	defer answer.Body.Close()
	things, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "report.json", got.stdout), writeFile(t, "devices.json", string(things))
}

// moved puts a file into a folder.
func moved(t *testing.T, file, folder string) string {
	t.Helper()
	to := filepath.Join(folder, filepath.Base(file))
	if err := os.Rename(file, to); err != nil {
		t.Fatal(err)
	}
	return to
}

// A report does not have every post: it names the file that has. A file of that name from another run is not it.
func TestReconcile_FollowsAReportToItsRecord(t *testing.T) {
	for about, test := range map[string]struct {
		change func(t *testing.T, record, report string) string // where the report is then
		code   int
		words  string
	}{
		"as it was": {func(_ *testing.T, _, report string) string { return report }, exitOK, "as they should be"},
		"both moved": {func(t *testing.T, record, report string) string {
			folder := t.TempDir()
			moved(t, record, folder)
			return moved(t, report, folder)
		}, exitOK, "as they should be"},
		"both moved, and another run has the old place": {func(t *testing.T, record, report string) string {
			folder := t.TempDir()
			moved(t, record, folder)
			shiftOf(t, filepath.Dir(record), "8")
			return moved(t, report, folder)
		}, exitOK, "as they should be"},
		"another run wrote the file": {func(t *testing.T, record, report string) string {
			shiftOf(t, filepath.Dir(record), "8")
			return report
		}, exitUsage, "of another run"},
		"the file is gone": {func(t *testing.T, record, report string) string {
			moved(t, record, t.TempDir())
			return report
		}, exitUsage, "missing"},
	} {
		t.Run(about, func(t *testing.T) {
			folder := t.TempDir()
			report, devices := shiftOf(t, folder, "7")
			report = test.change(t, filepath.Join(folder, "posts.jsonl"), report)
			if got := runErpkit(t, "", "reconcile", "--books", report, "--erp", devices); got.code != test.code || !strings.Contains(got.stdout+got.stderr, test.words) {
				t.Errorf("wanted %d and %q, got %+v", test.code, test.words, got)
			}
		})
	}
}

// The books of another run are never taken for those of the report, though the ERP has just what they say.
func TestReconcile_NoAllClearFromAnotherRun(t *testing.T) {
	folder := t.TempDir()
	first, _ := shiftOf(t, folder, "7")
	second, devices := shiftOf(t, folder, "8")
	if got := runErpkit(t, "", "reconcile", "--books", second, "--erp", devices); got.code != exitOK {
		t.Errorf("its own: got %+v", got)
	}
	if got := runErpkit(t, "", "reconcile", "--books", first, "--erp", devices); got.code != exitUsage {
		t.Errorf("that of another run: got %+v", got)
	}
}

func TestReconcile_FollowsTheReportOfVerify(t *testing.T) {
	erp, _ := served(t)
	folder := t.TempDir()
	report := filepath.Join(folder, "report.json")
	verify := runErpkit(t, "", "verify", "--url", erp, "--focus", "^E3 ", "--record", filepath.Join(folder, "posts.jsonl"), "--json="+report)
	none := writeFile(t, "none.csv", "serial\n") // all was removed
	if got := runErpkit(t, "", "reconcile", "--books", report, "--erp", none, "--kind", "device"); verify.code != exitOK || got.code != exitOK {
		t.Errorf("got %+v and %+v", verify, got)
	}
}

func TestReconcile_ExitCodes(t *testing.T) {
	erp, control := served(t)
	addDevice(t, erp, "SN-1")
	addDevice(t, erp+"/r/line-4", "SN-1")
	file := writeFile(t, "erp.csv", "serial\nSN-1\n")
	verified := writeFile(t, "report.json", `{"version": 1, "tool": {"name": "erpkit"}, "contract": "1", "target": {}}`)
	for name, test := range map[string]struct {
		code  int
		words string
		args  []string
	}{
		"the same":         {exitOK, "1 as they should be", []string{"--books", control, "--erp", file, "--run", "line-4"}},
		"no flags":         {exitUsage, "--books", nil},
		"several runs":     {exitUsage, "--run", []string{"--books", control, "--erp", file}},
		"an empty run":     {exitNothing, "nothing to compare", []string{"--books", control, "--erp", file, "--run", "line-5"}},
		"nobody there":     {exitUnreachable, "127.0.0.1:1", []string{"--books", "http://127.0.0.1:1", "--erp", file}},
		"no such file":     {exitUsage, "none.csv", []string{"--books", control, "--erp", "none.csv"}},
		"no such books":    {exitUsage, "--books", []string{"--books", "none.db", "--erp", file}},
		"a report":         {exitUsage, "--record FILE", []string{"--books", verified, "--erp", file}},
		"a misspelt name":  {exitUsage, "did you mean serial?", []string{"--books", control, "--erp", file, "--map", "Lot=seril"}},
		"no name":          {exitUsage, "--map", []string{"--books", control, "--erp", file, "--map", "Lot"}},
		"two for one name": {exitUsage, "cannot both be serial", []string{"--books", control, "--erp", file, "--map", "Lot=serial,Batch=serial"}},
		"a wrong kind":     {exitUsage, "--kind", []string{"--books", control, "--erp", file, "--kind", "gadget"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"reconcile"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.stdout+got.stderr, test.words) {
				t.Errorf("wanted %d and %q, got %+v", test.code, test.words, got)
			}
		})
	}
}

// A shift that is recorded is held against what the mock has: its own books as the export of an ERP.
func TestReconcile_AShiftAgainstTheBooksOfTheMock(t *testing.T) {
	erp, control := served(t)
	posts := filepath.Join(t.TempDir(), "posts.jsonl")
	if got := runErpkit(t, "", "shift", "--seed", "7", "--events", "300", "--stations", "4", "--url", erp+"?key=secret", "--record", posts); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	if raw, err := os.ReadFile(posts); err != nil || strings.Count(string(raw), "\n") != 300 || strings.Contains(string(raw), "secret") {
		t.Fatalf("%v: %.300s", err, raw)
	}
	var books struct{ Things []map[string]any }
	fetch(t, control+"/api/v1/runs/default/books?limit=1000", &books)
	byKind := map[string][]map[string]any{}
	for _, thing := range books.Things {
		if thing["state"] == "live" {
			byKind[thing["kind"].(string)] = append(byKind[thing["kind"].(string)], thing)
		}
	}
	args := []string{"reconcile", "--books", posts}
	for kind, things := range byKind {
		text, err := json.Marshal(things)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "--erp", writeFile(t, kind+".json", string(text)))
	}
	got := runErpkit(t, "", args...)
	if got.code != exitOK || len(byKind) != 3 || !strings.Contains(got.stdout, "0 that differ") || strings.Contains(got.stdout, "more records") {
		t.Errorf("got %+v", got)
	}
}

func fetch(t *testing.T, url string, into any) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
