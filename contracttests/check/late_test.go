package check_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/target"
)

// books is an ERP that keeps devices, and delays its answers where told to. It books before it answers.
type books struct {
	waits func(act string, n int) time.Duration // n is how often the act came before

	mu      sync.Mutex
	devices map[string]bool
	count   map[string]int
}

func (b *books) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	object, _ := schemas.Parse(body)
	act, serial := schemas.Text(object, "type"), schemas.Text(object, "serial")
	b.mu.Lock()
	if b.count == nil {
		b.count, b.devices = map[string]int{}, map[string]bool{}
	}
	n := b.count[act]
	b.count[act]++
	there := b.devices[serial]
	switch {
	case act == "add":
		b.devices[serial] = true
	case act == "remove" && there:
		delete(b.devices, serial)
	default:
		w.WriteHeader(http.StatusConflict)
	}
	b.mu.Unlock()
	select {
	case <-time.After(b.waits(act, n)):
	case <-r.Context().Done():
	}
	fmt.Fprint(w, `{}`)
}

func (b *books) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.devices)
}

func short(to *target.Target) { to.Timeout = 250 * time.Millisecond }

// adders are checks that add a device and nothing else.
func adders(n int) []check.Check {
	var checks []check.Check
	for i := range n {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) { t.Accepts(t.Unit().Add()) }))
	}
	return checks
}

// One late answer fails no check, whatever else runs, and leaves nothing behind.
func TestLate_AnActThatIsLateOnceIsTriedOnceMore(t *testing.T) {
	erp := &books{waits: func(act string, n int) time.Duration {
		if act == "add" && n == 0 {
			return time.Second
		}
		return 0
	}}
	for _, r := range run(t, erp, check.Options{}, short, adders(20)...) {
		if r.Outcome != check.Pass || len(r.Leftovers) > 0 {
			t.Errorf("%s: %s, %s, left %v", r.Check.Name, r.Outcome, r.Reason, r.Leftovers)
		}
	}
	if erp.left() > 0 {
		t.Errorf("%d devices are still in the ERP", erp.left())
	}
}

// An act that is always late is given up, and everything is still cleaned up.
func TestLate_AnActWithoutAnswerIsGivenUpButNotTheCleanup(t *testing.T) {
	erp := &books{waits: func(act string, n int) time.Duration {
		if act == "remove" {
			return time.Hour
		}
		return 0
	}}
	remover := one("removes", func(t *check.T) {
		u := t.Unit()
		t.Given(u.Add())
		t.Accepts(u.Remove())
	})
	results := run(t, erp, check.Options{}, short, append(adders(20), remover)...)
	if erp.left() > 0 {
		t.Errorf("%d devices were never asked to be removed", erp.left())
	}
	for _, r := range results[:20] {
		if r.Outcome != check.Pass || len(r.Leftovers) == 0 || !r.Leftovers[0].Asked || !r.Leftovers[0].Unsure {
			t.Errorf("%s: %s, %s, %d things left", r.Check.Name, r.Outcome, r.Reason, len(r.Leftovers))
		}
	}
	if r := results[20]; r.Outcome != check.Skip || r.Cause != check.NoAnswer || !strings.Contains(r.Reason, "device remove") {
		t.Errorf("%s: %s (%s), %s", r.Check.Name, r.Outcome, r.Cause, r.Reason)
	}
}

// Removals that did not fit into the cleanup time were never sent, and the report says so.
func TestCleanup_HasATimeOfItsOwn(t *testing.T) {
	erp := &books{waits: func(act string, n int) time.Duration {
		if act == "remove" {
			return time.Hour
		}
		return 0
	}}
	var kept [][]leftovers.Leftover
	results := run(t, erp, check.Options{
		InFlight: 1, CleanupTime: 150 * time.Millisecond,
		Keep: func(list []leftovers.Leftover) error { kept = append(kept, list); return nil },
	}, func(to *target.Target) { to.Timeout = time.Second }, adders(20)...)
	asked, unasked := 0, 0
	for _, r := range results {
		for _, left := range r.Leftovers {
			if left.Asked {
				asked++
			} else if unasked++; !strings.Contains(left.Why, "no time left for cleaning up (150ms)") {
				t.Errorf("%+v", left)
			}
		}
	}
	if asked != 2 || unasked != 18 || len(kept) < 2 || len(kept[len(kept)-1]) != asked+unasked || erp.left() != unasked {
		t.Errorf("%d were asked for, %d not; kept %d times; %d in the ERP", asked, unasked, len(kept), erp.left())
	}
}
