package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/junit"
)

// Union is a report on what one run received on several mocks. The numbers that it names are those of Mocks.Exchanges.
type Union struct {
	expect.Report
	Where []Where `json:"where,omitempty"`
}

// Where tells which exchange of which mock has a number in a report.
type Where struct {
	Exchange uint64 `json:"exchange"`
	Mock     string `json:"mock"`
	ID       uint64 `json:"id"`
}

// errMoved says that a report would be about a part.
var errMoved = errors.New("exchanges were reset or dropped while they were read: try again when nobody resets the run")

// Expect is Client.Expect for what all mocks received, in the order of Mocks.Exchanges.
func (m Mocks) Expect(ctx context.Context, run string, file *expect.File, patience time.Duration) (Union, error) {
	run = cmp.Or(run, traffic.DefaultRun)
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		begun := time.Now()
		report, last, err := m.look(ctx, run, file)
		passing := err == nil || errors.Is(err, errMoved) || errors.Is(err, &api.Refusal{Code: api.UnknownRun})
		if !passing || report.OK || report.Dropped > 0 || waiting.Err() != nil {
			return report, err
		}
		took := time.Since(begun)
		m.more(waiting, run, last)
		select { // at most half of the time is spent on looking
		case <-time.After(took):
		case <-waiting.Done():
		}
	}
}

// look reads what is there now, and tells the last number of each mock. The rules come first: a post that uses one
// meanwhile is then among the exchanges.
func (m Mocks) look(ctx context.Context, run string, file *expect.File) (Union, map[string]uint64, error) {
	last := map[string]uint64{}
	uses, err := m.uses(ctx, run)
	if err != nil {
		return Union{}, last, err
	}
	t, err := m.Exchanges(ctx, journal.Filter{Run: run})
	if err != nil {
		return Union{}, last, err
	}
	defer t.Close()
	var all []Where
	report := expect.CheckEach(file, func(yield func(*traffic.Exchange) bool) {
		for x, broken := range t.All() {
			if err = broken; err != nil || !yield(x) {
				return
			}
			all = append(all, Where{x.ID, x.Origin.Mock, x.Origin.Number})
			last[x.Origin.Mock] = x.Origin.Number
		}
	}, uses, t.Dropped)
	if err == nil {
		err = m.stillWhole(ctx, run, t, len(all))
	}
	if err != nil {
		return Union{}, last, err
	}
	report.Run = run
	return Union{report, whereOf(&report, all)}, last, nil
}

// stillWhole is nil when all exchanges were read, and none was dropped meanwhile: newer ones would have taken its place.
func (m Mocks) stillWhole(ctx context.Context, run string, t *Together, read int) error {
	if read != t.Total {
		return errMoved
	}
	dropped := uint64(0)
	err := m.each(func(c *Client) error {
		now, err := c.Rows(ctx, journal.Filter{Run: run, Limit: 1})
		dropped += now.Dropped
		return err
	})
	if err == nil && dropped != t.Dropped {
		err = errMoved
	}
	return err
}

// uses sums up how often the rules of the same script were used.
func (m Mocks) uses(ctx context.Context, run string) (all []script.Use, err error) {
	begins := map[string]int{}
	err = m.each(func(c *Client) error {
		one, err := c.Script(ctx, run)
		if errors.Is(err, &api.Refusal{Code: api.NoScript}) || errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
			return nil
		}
		at, seen := begins[one.Source]
		if !seen {
			begins[one.Source], all = len(all), append(all, one.Rules...)
			return err
		}
		for i := range min(len(one.Rules), len(all)-at) {
			all[at+i].Used += one.Rules[i].Used
		}
		return err
	})
	return all, err
}

// more waits until one of the mocks has more, or does not answer: the next look tells.
func (m Mocks) more(ctx context.Context, run string, last map[string]uint64) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	came := make(chan struct{}, len(m))
	for _, mock := range m {
		go func() {
			_, _ = mock.Wait(ctx, journal.Filter{Run: run, After: last[mock.name()], Limit: 1}, 1, oneWait)
			came <- struct{}{}
		}()
	}
	<-came
}

// whereOf tells where the exchanges are that a report names.
func whereOf(report *expect.Report, all []Where) []Where {
	named := map[uint64]bool{}
	for i := range report.Items {
		for _, n := range report.Items[i].Exchanges {
			named[n] = true
		}
		if near := report.Items[i].Nearest; near != nil {
			named[near.Exchange] = true
		}
	}
	return slices.DeleteFunc(all, func(w Where) bool { return !named[w.Exchange] })
}

func (u Union) String() string { return u.Report.String() + u.legend() }

// legend tells a person where the exchanges are.
func (u Union) legend() string {
	var b strings.Builder
	for _, w := range u.Where {
		fmt.Fprintf(&b, "exchange %d is exchange %d of %s\n", w.Exchange, w.ID, w.Mock)
	}
	return b.String()
}

// JUnit is that of the report, where each failure tells where the exchanges are.
func (u Union) JUnit(file string) junit.Suite {
	suite := u.Report.JUnit(file)
	for _, c := range suite.Cases {
		for _, problem := range []*junit.Problem{c.Failure, c.Error} {
			if problem != nil {
				problem.Text += u.legend()
			}
		}
	}
	return suite
}
