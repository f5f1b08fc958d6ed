package mockerptest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// patience bounds every wait, so that a test fails with a sentence instead of hanging.
const patience = 10 * time.Second

// Mock is a mock ERP that lives as long as its test. It has the methods of mockerp.Server: URL,
// RunURL and ControlURL say where it is.
type Mock struct {
	*mockerp.Server
	journal journal.Store
	reasons script.Reasons
	token   string
}

// Option changes the configuration of the mock before it starts.
type Option func(*mockerp.Config)

// WithMode sets how the mock treats a post that breaks the contract.
func WithMode(mode mockerp.Mode) Option {
	return func(c *mockerp.Config) { c.Mode = mode }
}

// WithScript sets what the mock answers.
func WithScript(s *script.Script) Option {
	return func(c *mockerp.Config) { c.Script = s }
}

// Script sets what the mock answers, by the name of a script file. A file with mistakes lets the mock not start.
func Script(file string) Option {
	return func(c *mockerp.Config) { c.ScriptFile = file }
}

// WithConfig changes anything else.
func WithConfig(change func(*mockerp.Config)) Option { return change }

// Start runs a mock ERP on two free ports of 127.0.0.1 until the test ends. If it cannot start,
// the test fails at once.
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
	return &Mock{Server: server, journal: config.Journal, token: config.ControlToken}
}

func stop(t testing.TB, server *mockerp.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := server.Close(ctx); err != nil {
		t.Errorf("the mock ERP did not stop cleanly: %v", err)
	}
}

// Exchanges lists what the mock received so far, with its findings, oldest first: all that match,
// or as many as the filter's Limit says.
func (m *Mock) Exchanges(t testing.TB, filter journal.Filter) []*traffic.Exchange {
	t.Helper()
	var all []*traffic.Exchange
	for most := filter.Limit; ; {
		page, err := m.journal.List(context.Background(), filter)
		if err != nil {
			t.Fatalf("the journal could not be read: %v", err)
		}
		all = append(all, m.told(page.Exchanges)...)
		if filter.After = page.Next; page.Next == 0 || most > 0 {
			return all
		}
	}
}

// WaitFor waits until at least n exchanges match and returns all that do, as Exchanges does; the test
// fails when they do not come within ten seconds, or within the time that is given.
func (m *Mock) WaitFor(t testing.TB, n int, filter journal.Filter, within ...time.Duration) journal.Page {
	t.Helper()
	patience := longest(within)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	page, err := m.journal.Wait(ctx, filter, n)
	switch {
	case err != nil:
		t.Fatalf("the journal could not be read: %v", err)
	case page.Total < n:
		t.Fatalf("exchanges with %s: wanted %d, got %d within %s; the latest of all are:%s",
			words(filter), n, page.Total, patience, m.latest(t))
	}
	if filter.Limit == 0 {
		page.Exchanges, page.Next = m.Exchanges(t, filter), 0
		return page
	}
	page.Exchanges = m.told(page.Exchanges)
	return page
}

// told are exchanges with why rules did not answer.
func (m *Mock) told(list []*traffic.Exchange) []*traffic.Exchange {
	told := make([]*traffic.Exchange, len(list))
	for i, x := range list {
		told[i] = m.reasons.Of(x)
	}
	return told
}

// words lists the fields that a filter sets.
func words(filter journal.Filter) string {
	value := reflect.ValueOf(filter)
	var asked []string
	for i := range value.NumField() {
		if field := value.Field(i); !field.IsZero() {
			asked = append(asked, fmt.Sprintf("%s %v", value.Type().Field(i).Name, field.Interface()))
		}
	}
	if len(asked) == 0 {
		return "anything in them"
	}
	return strings.Join(asked, ", ")
}

// latest shows the last few exchanges, a line each.
func (m *Mock) latest(t testing.TB) string {
	t.Helper()
	const most = 5
	all := m.Exchanges(t, journal.Filter{})
	if len(all) == 0 {
		return " none, nothing came at all"
	}
	var b strings.Builder
	for _, x := range all[max(0, len(all)-most):] {
		fmt.Fprintf(&b, "\n  %d: run %s, %s %s, serial %q, answered %d", x.ID, x.Run, x.Kind, x.Type, x.Serial, x.Answer.Status)
	}
	return b.String()
}
