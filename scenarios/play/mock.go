package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
)

// mock is a mock ERP of one case alone.
type mock struct {
	server  *mockerp.Server
	journal journal.Store
	script  *script.Script
}

// The bounds of the journal of one case.
const (
	journalCount = 20_000
	journalBytes = 64 << 20
)

func startMock(story *scenarios.Story) (*mock, error) {
	m := &mock{journal: journal.NewMemory(journalCount, journalBytes), script: story.Script}
	config := mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", Script: story.Script, Journal: m.journal, MaxExchanges: journalCount}
	if story.Observe {
		config.Mode = mockerp.Observe
	}
	server, err := mockerp.New(config)
	if err != nil {
		return nil, fmt.Errorf("the mock did not start: %w", err)
	}
	server.Start()
	m.server = server
	return m, nil
}

// target is where the mock is; what else was said of the target stays.
func (m *mock) target(t Target, oneURL bool) Target {
	if oneURL {
		t.Single = m.server.URL() + "/"
	} else {
		t.Base = m.server.URL()
	}
	return t
}

// findings gives what the mock found in a post. Its answer names the exchange; of one that
// was not answered, it is the last with the same body.
func (m *mock) findings(answer http.Header, body []byte) ([]schemas.Finding, bool) {
	if id, err := strconv.ParseUint(answer.Get("Erpkit-Exchange"), 10, 64); err == nil {
		x, ok, err := m.journal.Get(id)
		if err == nil && ok {
			return x.Findings, true
		}
	}
	for i := len(m.exchanges()) - 1; i >= 0; i-- {
		if x := m.exchanges()[i]; bytes.Equal(x.Request.Body, body) {
			return x.Findings, true
		}
	}
	return nil, false
}

// exchanges lists what the mock received, oldest first.
func (m *mock) exchanges() []*journal.Exchange {
	var all []*journal.Exchange
	for after := uint64(0); ; {
		page, err := m.journal.List(journal.Filter{After: after, Limit: 1000})
		if err != nil {
			return all
		}
		all = append(all, page.Exchanges...)
		if after = page.Next; after == 0 {
			return all
		}
	}
}

// unused names the rules of the script that no post met: a story that never meets its own
// script shows less than it says.
func (m *mock) unused(ctx context.Context) []string {
	if m.script == nil {
		return nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, m.server.ControlURL()+"/api/v1/runs/"+mockerp.DefaultRun+"/script", nil)
	if err != nil {
		return nil
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	var shown struct {
		NeverUsed []string `json:"neverUsed"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&shown); err != nil {
		return nil
	}
	var notes []string
	for _, rule := range shown.NeverUsed {
		notes = append(notes, fmt.Sprintf("The rule %q of the script was never used.", rule))
	}
	return notes
}
