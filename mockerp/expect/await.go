package expect

import (
	"context"
	"fmt"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
)

// Source is where the exchanges of one run are.
type Source struct {
	Journal journal.Store
	Run     string
	// Uses tells how often the rules of the script that the run plays were used; nil when it plays
	// none. It may be called often, by one goroutine.
	Uses func() []script.Use
}

// pageSize is how many exchanges are read at once; pause is how often at most a wait looks again.
const (
	pageSize  = 1000
	pause     = 20 * time.Millisecond
	mostReads = 3
)

// Await waits until all expectations hold at once, or until the time is over, and then says how they
// stand. It does not wait where exchanges were dropped, for that cannot be mended. The error is the
// journal's, or that of ctx, such as when the caller has gone.
func Await(ctx context.Context, from Source, f *File, patience time.Duration) (Report, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		w, report, err := from.read(ctx, f)
		if err != nil || report.OK || report.Dropped > 0 || waiting.Err() != nil {
			return report, err
		}
		if err := from.follow(waiting, w); err != nil {
			return report, err
		}
	}
}

// read looks at the whole run, page by page. When the run was reset in between it begins anew.
func (s Source) read(ctx context.Context, f *File) (*watch, Report, error) {
	for reads := 1; ; reads++ {
		w := newWatch(f)
		page, err := s.pages(ctx, w)
		if err != nil {
			return nil, Report{}, err
		}
		report := w.report(s.uses(), page.Dropped)
		report.Run = s.Run
		whole := page.Total == w.count
		if !whole && page.Dropped == 0 && reads == mostReads {
			report.Outcome, report.OK = CannotTell, false
			report.Why = "The run was reset again and again while it was looked at: ask again when it rests."
		}
		if whole || page.Dropped > 0 || reads == mostReads {
			return w, report, nil
		}
	}
}

// pages lets w see what comes after what it has seen, and returns the last page. Only that is counted.
func (s Source) pages(ctx context.Context, w *watch) (journal.Page, error) {
	for counted := false; ; {
		page, err := s.Journal.List(journal.Filter{Run: s.Run, After: w.last, Limit: pageSize, Uncounted: !counted})
		if err != nil {
			return page, fmt.Errorf("the journal cannot be read: %w", err)
		}
		for _, x := range page.Exchanges {
			w.see(x)
		}
		if page.Next == 0 && counted {
			return page, nil
		}
		counted = counted || page.Next == 0
		if err := ctx.Err(); err != nil {
			return page, err
		}
	}
}

// follow lets w see what comes, until all holds, exchanges have gone or ctx ends. What it ends with
// is not the last word: read is.
func (s Source) follow(ctx context.Context, w *watch) error {
	for {
		if _, err := s.Journal.Wait(ctx, journal.Filter{Run: s.Run, After: w.last, Limit: 1}, 1); err != nil {
			return fmt.Errorf("the journal cannot be read: %w", err)
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of the wait is not a failure
		}
		page, err := s.pages(ctx, w)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // the end of the wait is not a failure
		case err != nil:
			return err
		}
		if page.Total != w.count || w.holds(s.uses()) {
			return nil
		}
		rest(ctx)
	}
}

// rest keeps a wait under load from taking a processor for itself.
func rest(ctx context.Context) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s Source) uses() []script.Use {
	if s.Uses == nil {
		return nil
	}
	return s.Uses()
}
