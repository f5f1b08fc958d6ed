package mockerp_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func blocks(status, serial string) string {
	return "version: 1\nrules:\n- {name: blocked, when: {members: {serial: " + serial + "}}, answer: {status: " + status + ", body: {message: Blocked.}}}\n"
}

func writeScript(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// news are what a mock tells of its script file.
type news struct {
	script *script.Script
	err    error
}

// fromFile is a mock that plays a file, and what it tells of it.
func fromFile(t *testing.T, path string) (*mockerptest.Mock, <-chan news) {
	t.Helper()
	told := make(chan news, 10)
	return mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) {
		c.ScriptFile, c.OnScript = path, func(s *script.Script, err error) { told <- news{s, err} }
	})), told
}

// ask decodes what the control door answers.
func ask(t *testing.T, erp *mockerptest.Mock, path string, into any) {
	t.Helper()
	response, err := http.Get(erp.ControlURL() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// fileProblem is what the control door says of a script file.
type fileProblem struct {
	File, Since, Message string
	Problems             []struct{ Line int }
}

func fileProblems(t *testing.T, erp *mockerptest.Mock) (ofScript, ofInfo *fileProblem) {
	t.Helper()
	var shown struct{ FileProblem *fileProblem }
	ask(t, erp, "/api/v1/script", &shown)
	var info struct{ ScriptFileProblem *fileProblem }
	ask(t, erp, "/api/v1/info", &info)
	return shown.FileProblem, info.ScriptFileProblem
}

func TestScriptFile_PlaysWhatTheFileBecomes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.yaml")
	writeScript(t, path, blocks("409", "SN-7"))
	erp, told := fromFile(t, path)
	status := func(run string) int {
		t.Helper()
		return post(t, erp.RunURL(run)+"/device", device("add", "SN-7", "")).status
	}
	if got := status("a"); got != 409 {
		t.Fatalf("at the start: got %d, wanted 409", got)
	}
	writeScript(t, path, blocks("410", "SN-7"))
	if got := <-told; got.err != nil || got.script == nil {
		t.Fatalf("told %+v", got)
	}
	if a, b := status("a"), status("b"); a != 410 || b != 410 {
		t.Errorf("after a good change: got %d and %d, wanted 410 in the run that was there and in a new one", a, b)
	}
}

func TestScriptFile_WrongContentLeavesTheLastGoodOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.yaml")
	good := blocks("409", "SN-7")
	writeScript(t, path, good)
	erp, told := fromFile(t, path)
	url := erp.URL() + "/device"
	if a, b := fileProblems(t, erp); a != nil || b != nil {
		t.Errorf("a right file has problems: %+v %+v", a, b)
	}
	writeScript(t, path, strings.Replace(good, "status: 409", "statis: 409", 1))
	if got := <-told; got.err == nil || !strings.Contains(got.err.Error(), "statis") {
		t.Fatalf("told %+v", got)
	}
	if got := post(t, url, device("add", "SN-7", "")); got.status != 409 {
		t.Errorf("while the file is wrong: got %d, wanted the 409 of before", got.status)
	}
	ofScript, ofInfo := fileProblems(t, erp)
	if ofScript == nil || ofInfo == nil || ofScript.File != path || len(ofScript.Problems) != 1 || ofScript.Problems[0].Line != 3 ||
		!strings.Contains(ofInfo.Message, "last good content") || ofInfo.Since == "" {
		t.Errorf("the control door says %+v and %+v", ofScript, ofInfo)
	}
	writeScript(t, path, good)
	if got := <-told; got.err != nil || got.script != nil {
		t.Errorf("when the file is as before: told %+v", got)
	}
	if a, b := fileProblems(t, erp); a != nil || b != nil {
		t.Errorf("a mended file has problems: %+v %+v", a, b)
	}
}

func TestScriptFile_ARunWithItsOwnScriptKeepsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.yaml")
	writeScript(t, path, blocks("409", "SN-7"))
	erp, told := fromFile(t, path)
	put(t, erp.ControlURL()+"/api/v1/runs/own/script", blocks("423", "SN-7"))
	writeScript(t, path, blocks("410", "SN-7"))
	<-told
	if got := post(t, erp.RunURL("own")+"/device", device("add", "SN-7", "")); got.status != 423 {
		t.Errorf("got %d, wanted the 423 of the run's own script", got.status)
	}
}

func put(t *testing.T, url, body string) {
	t.Helper()
	if got := exchange(t, http.MethodPut, url, "application/yaml", body); got.status != 200 {
		t.Fatalf("PUT %s: %d %s", url, got.status, got.Message)
	}
}

func TestScriptFile_MustBeRightAtTheStart(t *testing.T) {
	wrong := filepath.Join(t.TempDir(), "script.yaml")
	writeScript(t, wrong, "version: 1\nrules: 7\n")
	good, err := script.Parse("good", []byte(blocks("409", "SN-7")))
	if err != nil {
		t.Fatal(err)
	}
	for want, config := range map[string]mockerp.Config{
		"script.yaml:2:8":       {ScriptFile: wrong},
		"no such file":          {ScriptFile: wrong + ".none"},
		"leave one of them out": {ScriptFile: wrong, Script: good},
	} {
		config.Addr, config.ControlAddr = "127.0.0.1:0", "127.0.0.1:0"
		if _, err := mockerp.New(config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, wanted %s", err, want)
		}
	}
}

const byChance = "version: 1\nseed: 3\nrules:\n- {name: flaky, probability: 0.5, answer: {status: 503, body: {message: Try again.}}}\n"

// With the same seed the same posts get the same answers, in another mock too; the seed is shown.
func TestSeed_ReplaysExactly(t *testing.T) {
	played := map[string]string{}
	for name, seed := range map[string]uint64{"first": 7, "again": 7, "other": 8} {
		erp := mockerptest.Start(t, mockerptest.WithScript(parsed(t, byChance)), mockerptest.WithConfig(func(c *mockerp.Config) { c.Seed = &seed }))
		for range 40 {
			played[name] += http.StatusText(post(t, erp.URL()+"/device", device("add", "SN-7", "")).status)[:1]
		}
		var shown struct{ Rules []struct{ Seed uint64 } }
		ask(t, erp, "/api/v1/script", &shown)
		var info struct{ Settings struct{ Seed uint64 } }
		ask(t, erp, "/api/v1/info", &info)
		if len(shown.Rules) != 1 || shown.Rules[0].Seed != seed || info.Settings.Seed != seed {
			t.Errorf("the seed is %d, shown are %+v and %+v", seed, shown, info)
		}
	}
	if played["first"] != played["again"] || played["first"] == played["other"] || len(played["first"]) != 40 {
		t.Errorf("played %v", played)
	}
}

// A run that is given its own script plays it with the seed of the mock, and says so at once.
func TestSeed_IsThatOfTheMockInARunWithItsOwnScript(t *testing.T) {
	seed := uint64(99)
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.Seed = &seed }))
	put(t, erp.ControlURL()+"/api/v1/runs/own/script", byChance)
	var shown struct{ Rules []struct{ Seed uint64 } }
	ask(t, erp, "/api/v1/runs/own/script", &shown)
	if len(shown.Rules) != 1 || shown.Rules[0].Seed != seed {
		t.Errorf("shown are %+v, wanted the seed %d", shown, seed)
	}
}

func parsed(t *testing.T, text string) *script.Script {
	t.Helper()
	s, err := script.Parse("script", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const threeRules = `version: 1
rules:
- {name: once, when: {type: add}, times: once, answer: {status: 408, body: {message: Once.}}}
- {name: other kind, when: {kind: operation}, answer: {status: 409, body: {message: No.}}}
- {name: other serial, when: {kind: device, members: {serial: SN-8}}, answer: {status: 409, body: {message: No.}}}
- {name: let it pass, when: {kind: device}, answer: {pass: true}}
`

// Each exchange keeps why the rules before the one that answered did not: the nearest first, and of
// each only what differs.
func TestMissed_IsKeptWithTheExchange(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithScript(parsed(t, threeRules)))
	for range 2 {
		post(t, erp.URL()+"/device", device("add", "SN-7", ""))
	}
	all := erp.Exchanges(t, journal.Filter{})
	if first := all[0].Decision; first.Rule != "once" || first.Missed != nil {
		t.Errorf("the first post: %+v", first)
	}
	var shown struct {
		Decision struct {
			By, Rule string
			Missed   []traffic.Miss
		}
	}
	ask(t, erp, "/api/v1/exchanges/2", &shown)
	d := shown.Decision
	if d.By != "books" || d.Rule != "let it pass" || len(d.Missed) != 3 {
		t.Fatalf("the second post: %+v", d)
	}
	if m := d.Missed[0]; m.Rule != "once" || m.Reason != "it is used up: it has answered its one post" || m.Differing != nil {
		t.Errorf("the nearest is %+v", m)
	}
	if m := d.Missed[1]; m.Rule != "other serial" || m.Line != 5 || len(m.Differing) != 1 || m.Differing[0] != (traffic.Difference{Member: "serial", Wanted: `"SN-8"`, Got: `"SN-7"`}) {
		t.Errorf("the second is %+v", m)
	}
	if m := d.Missed[2]; m.Rule != "other kind" || len(m.Differing) != 1 {
		t.Errorf("the third is %+v", m)
	}
}

const tickets = "version: 1\nrules:\n- {name: ticket, when: {type: add}, answer: {status: 201, body: {externalId: '{{ uuid }}/{{ counter \"t\" }}/{{ randInt 1 1000000000 }}'}}}\n"

// A script that begins again without anybody asking for it gives no id a second time: after its file was
// touched, and after a restart on a journal.
func TestScriptFile_GivesNoIDTwice(t *testing.T) {
	folder := t.TempDir()
	path, kept := filepath.Join(folder, "script.yaml"), filepath.Join(folder, "erp.journal")
	writeScript(t, path, tickets)
	given := map[string]string{}
	number := 0
	add := func(erp *mockerptest.Mock, when string) {
		t.Helper()
		for range 3 {
			number++
			got := post(t, erp.URL()+"/device", device("add", "SN-"+strconv.Itoa(number), ""))
			for i, part := range strings.Split(got.ExternalID, "/") {
				key := strconv.Itoa(i) + part
				if before, twice := given[key]; twice || got.status != 201 {
					t.Errorf("%s: %d %s was given %s already", when, got.status, part, before)
				}
				given[key] = when
			}
		}
	}
	for _, round := range []string{"first", "second", "third"} {
		told := make(chan news, 10)
		erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) {
			c.Journal = openJournal(t, kept, sqlite.Options{MaxCount: 4})
			c.ScriptFile, c.OnScript = path, func(s *script.Script, err error) { told <- news{s, err} }
		}))
		add(erp, round+" start")
		writeScript(t, path, tickets+"# "+round+"\n")
		<-told
		add(erp, round+" change")
		stopped(t, erp)
	}
}

// Whoever puts a script asks for its beginning.
func TestScript_ThatIsPutBeginsAtItsBeginning(t *testing.T) {
	erp := mockerptest.Start(t)
	const counted = "version: 1\nrules: [{when: {type: add}, answer: {status: 201, body: {externalId: 'T-{{ counter \"t\" }}'}}}]\n"
	for n := range 2 {
		put(t, erp.ControlURL()+"/api/v1/script", counted)
		if got := post(t, erp.URL()+"/device", device("add", "SN-"+strconv.Itoa(n), "")); got.ExternalID != "T-1" {
			t.Errorf("got %s, wanted T-1", got.ExternalID)
		}
	}
}
