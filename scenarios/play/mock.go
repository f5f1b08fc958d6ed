package play

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// mock is a mock ERP for one case alone: inside the process, or a run of a mock that is steered by its control
// door.
type mock struct {
	*steered
	url    string // the base of the case's paths
	run    string
	script *script.Script

	server  *mockerp.Server // nil if the mock is steered
	journal journal.Store   // nil if the mock is steered
}

// The bounds of the journal of one case.
const (
	journalCount = 20_000
	journalBytes = 64 << 20
)

func startMock(story *scenarios.Story) (*mock, error) {
	m := &mock{run: mockerp.DefaultRun, journal: journal.NewMemory(journalCount, journalBytes), script: story.Script}
	config := mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", Script: story.Script, Journal: m.journal, MaxExchanges: journalCount}
	if story.Observe {
		config.Mode = mockerp.Observe
	}
	server, err := mockerp.New(config)
	if err != nil {
		return nil, fmt.Errorf("the mock did not start: %w", err)
	}
	server.Start()
	m.server, m.url = server, server.URL()
	m.steered, err = newSteered(Target{Control: server.ControlURL()})
	return m, err
}

// noScript lets the books answer everything, whatever script the mock plays otherwise.
const noScript = "version: 1\nrules:\n  - {name: books, answer: {pass: true}}\n"

// beginRun starts a run of the mock that plays the script of the story.
func (s *steered) beginRun(ctx context.Context, story *scenarios.Story, number int) (*mock, error) {
	run := s.runName(story.Name, number)
	joined, err := sender.Join(s.base, schemas.Device)
	if err != nil {
		return nil, err
	}
	m := &mock{steered: s, run: run, url: joined[:len(joined)-len("/"+string(schemas.Device))] + "/r/" + run, script: story.Script}
	source := []byte(noScript)
	if story.Script != nil {
		source = story.ScriptSource
	}
	if _, err := s.door.PutScript(ctx, run, source); err != nil {
		return nil, fmt.Errorf("the mock did not take the script: %w", err)
	}
	return m, nil
}

// throwsDice tells whether the script uses chance, whose results differ between runs with different names.
func (m *mock) throwsDice() bool {
	return m.server == nil && m.script != nil && bytes.Contains(m.script.Source(), []byte("probability"))
}

// target points at the mock; the other settings of the target stay.
func (m *mock) target(t Target, oneURL bool) Target {
	t.Base, t.Single = m.url, ""
	if oneURL {
		t.Base, t.Single = "", m.url+"/"
	}
	return t
}

// end gives the mock back, and returns notes worth knowing.
func (m *mock) end(ctx context.Context, keep bool) (notes []string) {
	notes = m.unused(ctx)
	if m.throwsDice() {
		notes = append(notes, "Its script has random answers, which differ in every run of a running mock.")
	}
	switch {
	case m.server != nil:
		if err := m.server.Close(ctx); err != nil {
			notes = append(notes, "The mock did not stop cleanly: "+err.Error())
		}
	case keep:
		notes = append(notes, fmt.Sprintf("It is kept as the run %s of the mock: %s", m.run, show.URL(m.url)))
	default:
		if _, err := m.door.Drop(ctx, m.run); err != nil && !errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
			notes = append(notes, fmt.Sprintf("Its run %s is still on the mock: %v", m.run, err))
		}
	}
	return notes
}

// findings returns what the mock found in a post. The answer names the exchange; without an answer, it is the last
// exchange with the same body.
func (m *mock) findings(ctx context.Context, answer http.Header, body []byte) ([]schemas.Finding, bool) {
	id, err := strconv.ParseUint(answer.Get("Erpkit-Exchange"), 10, 64)
	switch {
	case err != nil:
		return m.searchFindings(ctx, body)
	case m.server != nil:
		if x, ok, err := m.journal.Get(id); err == nil && ok {
			return x.Findings, true
		}
		return nil, false
	}
	x, err := m.door.Exchange(ctx, id)
	return x.Findings, err == nil && x.Run == m.run
}

// searchFindings reads what the run received; only the last match is kept.
func (m *mock) searchFindings(ctx context.Context, body []byte) (found []schemas.Finding, ok bool) {
	export, err := m.door.Export(ctx, "jsonl", journal.Filter{Run: m.run})
	if err != nil {
		return nil, false
	}
	defer export.Close() // it was read
	lines := bufio.NewScanner(export)
	lines.Buffer(nil, journalBytes)
	for lines.Scan() {
		var x struct {
			Request  struct{ Text, Base64 string }
			Findings []schemas.Finding
		}
		if json.Unmarshal(lines.Bytes(), &x) == nil && (utf8.Valid(body) && x.Request.Text == string(body) || len(body) > 0 && x.Request.Base64 == base64.StdEncoding.EncodeToString(body)) {
			found, ok = x.Findings, true
		}
	}
	return found, ok
}

// unused names the rules of the script that no post matched: a story that never reaches its own script shows less
// than it says.
func (m *mock) unused(ctx context.Context) []string {
	if m.script == nil {
		return nil
	}
	shown, err := m.door.Script(ctx, m.run)
	if err != nil {
		return nil
	}
	var notes []string
	for _, rule := range shown.NeverUsed {
		notes = append(notes, fmt.Sprintf("The rule %q of the script was never used.", rule))
	}
	return notes
}
