package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// mockProcess is the real program in a process that a test may kill.
type mockProcess struct {
	cmd             *exec.Cmd
	url, controlURL string
	stderr          strings.Builder
}

func startProcess(t *testing.T, args ...string) *mockProcess {
	t.Helper()
	m := &mockProcess{cmd: exec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0", "--json", "--log", "none"}, args...)...)}
	m.cmd.Env = append(os.Environ(), "ERPKIT_TEST_MAIN=1")
	m.cmd.Stderr = &m.stderr
	out, err := m.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.kill() })
	var said struct{ URL, ControlURL string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&said); err != nil {
		m.kill()
		t.Fatalf("the mock said no addresses: %v %s", err, m.stderr.String())
	}
	m.url, m.controlURL = said.URL, said.ControlURL
	return m
}

// kill ends the process with no warning, and waits until it is gone.
func (m *mockProcess) kill() {
	_ = m.cmd.Process.Kill() // it may be gone already
	_ = m.cmd.Wait()
}

// devicePost is a correct post about a device of its own.
func devicePost(typ string, n int, id string) string {
	named := ""
	if id != "" {
		named = fmt.Sprintf(`"externalId":%q,`, id)
	}
	return fmt.Sprintf(`{"type":%q,"workorderNumber":"NXT-%[2]d","sku":"0007","serial":"SN-%[2]d",%[3]s`+
		`"workorderId":"8be4d280-0978-11f0-85c4-%012[2]d","stockId":"3e8c75d1-3b7b-4416-a525-%012[2]d",`+
		`"sessionId":"8be4d280-0978-11f0-85c5-%012[2]d","workorderExternalId":null}`, typ, n, named)
}

// heard is what one answer told the sender.
type heard struct {
	status   int
	exchange string
	id       string
}

func postDevice(client *http.Client, url, body string) (heard, error) {
	return postTo(client, url+"/device", body)
}

func postTo(client *http.Client, url, body string) (heard, error) {
	response, err := client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		return heard{}, err
	}
	defer response.Body.Close()
	var said struct{ ExternalID string }
	if err := json.NewDecoder(response.Body).Decode(&said); err != nil {
		return heard{}, err
	}
	return heard{response.StatusCode, response.Header.Get("Erpkit-Exchange"), said.ExternalID}, nil
}

// load posts devices from many stations until the mock is gone, and notes every answer. It signals on enough after
// that many answers.
func load(url string, from int, after int, enough chan<- struct{}) (map[int]heard, int) {
	var mu sync.Mutex
	var stations sync.WaitGroup
	answers, next := map[int]heard{}, from
	for range 16 {
		stations.Add(1)
		go func() {
			defer stations.Done()
			client := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
			defer client.CloseIdleConnections()
			for {
				mu.Lock()
				n := next
				next++
				mu.Unlock()
				got, err := postDevice(client, url, devicePost("add", n, ""))
				if err != nil {
					return
				}
				mu.Lock()
				answers[n] = got
				if len(answers) == after {
					close(enough)
				}
				mu.Unlock()
			}
		}()
	}
	stations.Wait()
	return answers, next
}

// Under load the mock is killed repeatedly on one journal. After each restart every answered exchange is there,
// the books know every device, ids continue, and so does a flow begun before. ERPKIT_KILLS, such as 200, sets how
// often.
func TestServe_KillUnderLoadLosesNothingThatWasAnswered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erp.journal")
	all, next := map[int]heard{}, 1
	bounds := []string{"--journal", file, "--max-exchanges", "1000000", "--max-journal-bytes", "4000000000", "--max-things", "200000"}
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	if text := os.Getenv("ERPKIT_KILLS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for round := range rounds {
		m := startProcess(t, bounds...)
		enough := make(chan struct{})
		killed := make(chan struct{})
		go func() { <-enough; m.kill(); close(killed) }()
		answers, after := load(m.url, next, 40+90*(round%6), enough)
		<-killed
		next = after
		checkAnswers(t, all, answers)
	}
	m := startProcess(t, bounds...)
	client := &http.Client{Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	for n, before := range all {
		checkRecorded(t, client, m, n, before)
	}
	for n, before := range all {
		got, err := postDevice(client, m.url, devicePost("remove", n, before.id))
		if err != nil || got.status != http.StatusOK {
			t.Fatalf("the flow of device %d, begun before a kill, does not go on: %d %v", n, got.status, err)
		}
	}
	t.Logf("%d kills: of %d exchanges that were answered none is lost", rounds, len(all))
}

// checkAnswers checks that no id and no exchange number is given twice, even across a kill.
func checkAnswers(t *testing.T, all, fresh map[int]heard) {
	t.Helper()
	ids, exchanges := map[string]bool{}, map[string]bool{}
	for _, before := range all {
		ids[before.id], exchanges[before.exchange] = true, true
	}
	for n, got := range fresh {
		if got.status != http.StatusOK || got.id == "" || ids[got.id] || exchanges[got.exchange] {
			t.Errorf("device %d got status %d, id %q and exchange %q", n, got.status, got.id, got.exchange)
		}
		ids[got.id], exchanges[got.exchange] = true, true
		all[n] = got
	}
}

func checkRecorded(t *testing.T, client *http.Client, m *mockProcess, n int, before heard) {
	t.Helper()
	response, err := client.Get(m.controlURL + "/api/v1/exchanges/" + before.exchange)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var there struct {
		Serial string
		Answer struct{ ExternalID string }
	}
	if err := json.NewDecoder(response.Body).Decode(&there); err != nil || there.Serial != fmt.Sprint("SN-", n) || there.Answer.ExternalID != before.id {
		t.Fatalf("exchange %s, answered before a kill, is %s %+v (%v)", before.exchange, response.Status, there, err)
	}
}

func TestServe_RefusesAWrongJournal(t *testing.T) {
	foreign := writeFile(t, "notes.txt", "this is not a journal, and it must stay as it is")
	held := filepath.Join(t.TempDir(), "erp.journal")
	served(t, "--journal", held)
	for name, test := range map[string]struct {
		args  []string
		words string
	}{
		"foreign file":      {[]string{"--journal", foreign}, "not a journal of erpkit"},
		"no folder":         {[]string{"--journal", filepath.Join(t.TempDir(), "nowhere", "erp.journal")}, "folder"},
		"in use":            {[]string{"--journal", held}, "in use"},
		"unknown sync":      {[]string{"--journal", filepath.Join(t.TempDir(), "a.journal"), "--journal-sync", "never"}, "power cut"},
		"sync without file": {[]string{"--journal-sync", "full"}, "--journal"},
		"age without file":  {[]string{"--max-journal-age", "1h"}, "--journal"},
	} {
		t.Run(name, func(t *testing.T) {
			got := runErpkit(t, "", append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0"}, test.args...)...)
			if got.code != exitUsage || !strings.Contains(got.stderr, test.words) {
				t.Errorf("got code %d and %q, wanted %q", got.code, got.stderr, test.words)
			}
		})
	}
	if text, err := os.ReadFile(foreign); err != nil || !strings.HasPrefix(string(text), "this is not a journal") {
		t.Errorf("the foreign file was changed: %q %v", text, err)
	}
}

// A start that fails after the journal was opened closes the journal.
func TestServe_GivesTheJournalBackWhenItDoesNotStart(t *testing.T) {
	url, _ := served(t)
	file := filepath.Join(t.TempDir(), "erp.journal")
	taken := strings.TrimPrefix(url, "http://")
	if got := runErpkit(t, "", "serve", "--addr", taken, "--control-addr", "127.0.0.1:0", "--journal", file); got.code != exitUsage {
		t.Fatalf("got %+v", got)
	}
	served(t, "--journal", file)
}

func TestServe_ShowsWhereTheJournalIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erp.journal")
	_, control := served(t, "--journal", file, "--journal-sync", "full", "--max-journal-age", "24h")
	response, err := http.Get(control + "/api/v1/info")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var info struct{ Settings map[string]any }
	if err := json.NewDecoder(response.Body).Decode(&info); err != nil {
		t.Fatal(err)
	}
	for name, wanted := range map[string]any{"journal": file, "journalSync": "full", "maxJournalAge": "24h0m0s", "maxExchanges": 1e6} {
		if got := info.Settings[name]; got != wanted {
			t.Errorf("%s is shown as %v, wanted %v", name, got, wanted)
		}
	}
}
