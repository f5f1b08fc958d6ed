package mockerptest

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
)

// patience bounds every wait, so that a test fails with a sentence instead of hanging.
const patience = 10 * time.Second

// Mock is a mock ERP that lives as long as its test. The methods of mockerp.Server are its own:
// URL, RunURL and ControlURL say where it is.
type Mock struct {
	*mockerp.Server
	journal journal.Store
}

// Option changes the configuration of the mock before it starts.
type Option func(*mockerp.Config)

// WithMode sets what the mock does with a post that breaks the contract.
func WithMode(mode mockerp.Mode) Option {
	return func(c *mockerp.Config) { c.Mode = mode }
}

// WithScript sets what the mock answers.
func WithScript(s *script.Script) Option {
	return func(c *mockerp.Config) { c.Script = s }
}

// WithConfig changes anything else.
func WithConfig(change func(*mockerp.Config)) Option { return change }

// Start runs a mock ERP on two free ports of 127.0.0.1 until the test ends. The test fails at once
// if it cannot start.
func Start(t testing.TB, options ...Option) *Mock {
	t.Helper()
	config := mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"}
	for _, option := range options {
		option(&config)
	}
	if config.Journal == nil {
		config.Journal = journal.NewMemory(cmp.Or(config.MaxExchanges, 10_000), cmp.Or(config.MaxJournalBytes, 64<<20))
	}
	server, err := mockerp.New(config)
	if err != nil {
		t.Fatalf("the mock ERP did not start: %v", err)
	}
	server.Start()
	t.Cleanup(func() { stop(t, server) })
	return &Mock{Server: server, journal: config.Journal}
}

func stop(t testing.TB, server *mockerp.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := server.Close(ctx); err != nil {
		t.Errorf("the mock ERP did not stop cleanly: %v", err)
	}
}

// Exchanges lists what the mock received so far and what it thinks of it, oldest first.
func (m *Mock) Exchanges(t testing.TB, filter journal.Filter) []*journal.Exchange {
	t.Helper()
	page, err := m.journal.List(filter)
	if err != nil {
		t.Fatalf("the journal could not be read: %v", err)
	}
	return page.Exchanges
}

// WaitFor waits until at least n exchanges match and returns them; the test fails when they do not
// come within ten seconds.
func (m *Mock) WaitFor(t testing.TB, n int, filter journal.Filter) journal.Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	page, err := m.journal.Wait(ctx, filter, n)
	if err != nil || page.Total < n {
		t.Fatalf("wanted %d exchanges that match %+v, got %d after %s (%v)", n, filter, page.Total, patience, err)
	}
	return page
}
