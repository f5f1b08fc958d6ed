package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/scenarios/capsule"
)

// moody is an ERP that refuses, answers in HTML or without an id, does not answer, and cuts answers off.
const moody = `version: 1
rules:
  - {name: refused, when: {type: [add, update]}, answers: [{times: 3, pass: true}, {status: 409, body: {message: '{{ .serial }} of {{ .workorderNumber }} is on hold: ask Dana & "Uri"'}}], then: repeat}
  - {name: html, when: {kind: operation}, answers: [{times: 2, pass: true}, {status: 502, headers: {Content-Type: text/html}, body: "<html>\n<h1>Bad 'Gateway'</h1></html>"}], then: repeat}
  - {name: no id, when: {kind: item-attach}, answers: [{pass: true}, {status: 204}, {status: 200, body: {externalId: 4711}}, {fault: reset-in-body, commit: true}], then: repeat}
`

// replayedAnswers plays a capsule and returns the answer to each post; every expectation must hold.
func replayedAnswers(t *testing.T, file string) []string {
	t.Helper()
	got := runErpkit(t, "", "run", file, "--json")
	var report struct {
		Stories []struct {
			Reproduces bool
			Steps      []struct {
				Failures []any
				Post     struct {
					Result struct {
						Status     int
						Trouble    string
						Transcript struct{ Answer struct{ Body string } }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != exitOK || len(report.Stories) != 1 || !report.Stories[0].Reproduces {
		t.Fatalf("%s does not reproduce: code %d, %v\n%s", file, got.code, err, got.stderr)
	}
	var all []string
	for _, step := range report.Stories[0].Steps {
		if status := step.Post.Result.Status; step.Post.Result.Trouble == "" {
			all = append(all, fmt.Sprint(status, " ", step.Post.Result.Transcript.Answer.Body))
		} else {
			all = append(all, "no answer")
		}
	}
	return all
}

// recordedAnswers returns the answers in a journal around something, masked if there is a key.
func recordedAnswers(t *testing.T, file, key string, around capsule.Around) []string {
	t.Helper()
	store, err := sqlite.Open(file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	posts, err := capsule.Collect(capsule.FromStore(store), around)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		posts = capsule.NewMasker(key).Exchanges(posts)
	}
	var all []string
	for _, p := range posts {
		if p.Answer.Lost {
			all = append(all, "no answer")
			continue
		}
		all = append(all, fmt.Sprint(p.Answer.Status, " ", string(p.Read().Body)))
	}
	return all
}

// firstOther says where two lists first differ; "" if they do not.
func firstOther(got, want []string) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d answers, recorded were %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			return fmt.Sprintf("answer %d is %q, recorded was %q", i+1, got[i], want[i])
		}
	}
	return ""
}

// recordedShift plays two shifts on a mock with a journal, exports what it saw, and kills it.
func recordedShift(t *testing.T) (folder string, around capsule.Around) {
	t.Helper()
	folder = t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	m := startProcess(t, "--journal", in("erp.journal"), "--script", writeFile(t, "moody.yaml", moody))
	for run, seed := range map[string]string{"/r/line-4": "7", "": "8"} {
		runErpkit(t, "", "shift", "--seed", seed, "--events", "120", "--go-on", "--url", m.url+run)
	}
	for _, format := range []string{"har", "jsonl"} {
		if got := runErpkit(t, "", "export", "--control-url", m.controlURL, "--format", format, "--out", in("x."+format)); got.code != exitOK {
			t.Fatalf("got %+v", got)
		}
	}
	answer, err := http.Get(m.controlURL + "/api/v1/exchanges?run=line-4&status=409")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var page struct{ Exchanges []struct{ WorkOrder string } }
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil || len(page.Exchanges) == 0 {
		t.Fatalf("the shift met no refusal: %v", err)
	}
	around = capsule.Around{Run: "line-4", WorkOrder: page.Exchanges[0].WorkOrder}
	live := []string{"capsule", "--control-url", m.controlURL, "--run", "line-4", "--work-order", around.WorkOrder, "--out", in("control.yaml")}
	if got := runErpkit(t, "", live...); got.code != exitOK || !strings.Contains(got.stdout, "Reproduces when step ") {
		t.Fatalf("got %+v", got)
	}
	m.kill()
	return folder, around
}

// Shift, journal, capsule, run: every answer comes again, byte for byte, from every kind of source. A masked
// capsule gives the masked answers.
func TestCapsule_RoundTrip(t *testing.T) {
	folder, around := recordedShift(t)
	in := func(name string) string { return filepath.Join(folder, name) }
	want := recordedAnswers(t, in("erp.journal"), "", around)
	for _, kind := range []string{"200 {", "409 {", "502 <html>", "204 ", "no answer", `"externalId":4711`} {
		if !strings.Contains(strings.Join(want, "\n"), kind) {
			t.Errorf("nothing like %q was recorded, so the test shows less than it says", kind)
		}
	}
	if got := replayedAnswers(t, in("control.yaml")); firstOther(got, want) != "" {
		t.Errorf("from the control door: %s", firstOther(got, want))
	}
	masked := recordedAnswers(t, in("erp.journal"), "secret", around)
	for flag, file := range map[string]string{"--journal": "erp.journal", "--jsonl": "x.jsonl", "--har": "x.har"} {
		for name, more := range map[string][]string{"plain": nil, "masked": {"--mask", "--mask-key", "secret"}} {
			out := in(name + flag + ".yaml")
			got := runErpkit(t, "", append([]string{"capsule", flag, in(file), "--run", "line-4", "--work-order", around.WorkOrder, "--out", out}, more...)...)
			if got.code != exitOK {
				t.Fatalf("%s: got %+v", flag, got)
			}
			wanted := want
			if more != nil {
				wanted = masked
			}
			if other := firstOther(replayedAnswers(t, out), wanted); other != "" {
				t.Errorf("%s %s: %s", name, flag, other)
			}
			checkCapsuleText(t, out, around.WorkOrder, more != nil)
		}
	}
}

// checkCapsuleText checks what only a reader sees: the first line, and that no name is left.
func checkCapsuleText(t *testing.T, file, workOrder string, masked bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(text, []byte("# Reproduces when step ")) {
		t.Errorf("%s begins with %.80s (%v)", file, text, err)
	}
	for _, name := range []string{workOrder, "Dana", "Uri"} {
		if bytes.Contains(text, []byte(name)) == masked {
			t.Errorf("%s: that %q is there should be %v", file, name, !masked)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s can be read by others: %v %v", file, info.Mode(), err)
	}
}

// refusal is a call that ends with an exit code and one sentence.
type refusal struct {
	args  []string
	code  int
	words string
}

// checkRefusals calls capsule with the common flags and those of each refusal; nothing may be written.
func checkRefusals(t *testing.T, common []string, all map[string]refusal) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "issue.yaml")
	for name, test := range all {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"capsule", "--out", out}, append(common, test.args...)...)
			got := runErpkit(t, "", args...)
			if got.code != test.code || !strings.Contains(got.stderr, test.words) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("got %+v, wanted %d and %q in one line", got, test.code, test.words)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("something was written all the same")
			}
		})
	}
}

func TestCapsule_OfAMock(t *testing.T) {
	erp, control := served(t)
	addDevice(t, erp+"/r/line-4", "SN-7")
	addDevice(t, erp+"/r/line-5", "SN-7")
	there, folder := writeFile(t, "there.yaml", "mine"), t.TempDir()
	stranger := httptest.NewServer(http.NotFoundHandler())
	defer stranger.Close()
	checkRefusals(t, []string{"--control-url", control}, map[string]refusal{
		"unknown serial":   {[]string{"--serial", "SN-8"}, exitNothing, "the nearest first: SN-7"},
		"unknown run":      {[]string{"--run", "line-6"}, exitNothing, "line-4 or line-5"},
		"in another run":   {[]string{"--run", "line-4", "--clause", "F2"}, exitNothing, "clause F2 in the run line-4"},
		"several runs":     {[]string{"--serial", "SN-7"}, exitUsage, "line-4 or line-5 (--run)"},
		"wrong run name":   {[]string{"--run", "a b"}, exitUsage, "a b"},
		"unknown clause":   {[]string{"--clause", "F99"}, exitUsage, `no clause "F99"`},
		"two sources":      {[]string{"--har", there, "--jsonl", there}, exitUsage, "--har and --jsonl and --control-url exclude each other"},
		"file is there":    {[]string{"--run", "line-4", "--out", there}, exitUsage, "--force"},
		"out is a folder":  {[]string{"--run", "line-4", "--out", folder}, exitUsage, "is a folder"},
		"out has no place": {[]string{"--run", "line-4", "--out", filepath.Join(folder, "no", "x.yaml")}, exitUsage, "its folder cannot be used"},
		"JSON to nowhere":  {[]string{"--run", "line-4", "--out", "-", "--json"}, exitUsage, "--json needs --out"},
		"wrong patience":   {[]string{"--run", "line-4", "--timeout", "-1s"}, exitUsage, "above 0"},
		"no mock":          {[]string{"--control-url", "http://127.0.0.1:1"}, exitUnreachable, "erpkit serve"},
		"no control door":  {[]string{"--control-url", stranger.URL}, exitUnreachable, "not a control door of erpkit"},
	})
	if text, err := os.ReadFile(there); err != nil || string(text) != "mine" {
		t.Errorf("the file that was there became %q (%v)", text, err)
	}
	got := runErpkit(t, "", "capsule", "--control-url", control, "--run", "line-4", "--out", there, "--force", "--json")
	if got.code != exitOK || !strings.Contains(got.stdout, `"posts":1,"verbs":1,"raw":0,"reproduces":"its only post is accepted again`) {
		t.Errorf("got %+v", got)
	}
}

func TestCapsule_OfWrongFiles(t *testing.T) {
	folder := t.TempDir()
	held := filepath.Join(folder, "held.journal")
	served(t, "--journal", held)
	foreign, empty := writeFile(t, "foreign.journal", "this is not a journal"), writeFile(t, "empty", "")
	elsewhere := writeFile(t, "elsewhere.har", `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/device"}}]}}`)
	checkRefusals(t, nil, map[string]refusal{
		"no journal":      {[]string{"--journal", "nowhere.journal"}, exitUsage, "nowhere.journal"},
		"journal in use":  {[]string{"--journal", held}, exitUsage, "--control-url http://"},
		"foreign journal": {[]string{"--journal", foreign}, exitUsage, "not a journal of erpkit"},
		"empty journal":   {[]string{"--journal", empty}, exitUsage, "not a journal of erpkit"},
		"folder journal":  {[]string{"--journal", folder}, exitUsage, "a folder"},
		"wrong HAR":       {[]string{"--har", foreign}, exitUsage, "foreign.journal: the HAR file cannot be used"},
		"folder as HAR":   {[]string{"--har", folder}, exitUsage, "is a folder"},
		"nothing of ours": {[]string{"--har", elsewhere}, exitNothing, "not a POST"},
		"wrong lines":     {[]string{"--jsonl", foreign}, exitUsage, "foreign.journal: line 1: "},
		"empty lines":     {[]string{"--jsonl", empty}, exitNothing, "nothing was recorded at all"},
		"folder as lines": {[]string{"--jsonl", folder}, exitUsage, "is a folder"},
	})
	for _, file := range []string{foreign, empty} {
		if _, err := os.Stat(file + "-lock"); err == nil {
			t.Errorf("something was left beside %s", file)
		}
	}
	if text, err := os.ReadFile(empty); err != nil || len(text) != 0 {
		t.Errorf("the empty file became %q (%v)", text, err)
	}
}

// Making a capsule does not change a journal, and a mock can go on with it.
func TestCapsule_LeavesTheJournalAsItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erp.journal")
	m := startProcess(t, "--journal", file, "--max-exchanges", "50")
	for i := range 40 {
		addDevice(t, m.url, fmt.Sprint("SN-", i))
	}
	m.kill()
	got := runErpkit(t, "", "capsule", "--journal", file, "--serial", "SN-7", "--mask-key", "k")
	if got.code != exitOK || strings.Contains(got.stdout, "SN-7") || !strings.Contains(got.stdout, "pseudonyms") {
		t.Errorf("got %+v", got)
	}
	store, err := sqlite.Open(file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	page, err := store.List(context.Background(), journal.Filter{})
	if err != nil || page.Total != 40 || page.Dropped != 0 || store.Close() != nil {
		t.Errorf("%d exchanges, %d dropped, %v", page.Total, page.Dropped, err)
	}
	served(t, "--journal", file)
}
