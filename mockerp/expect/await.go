package expect

import (
	"context"
	"fmt"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
)

// Source is where to find the exchanges of one run.
type Source struct {
	Journal journal.Store
	Run     string
	// Uses tells how often each rule of the run's script was used; nil when the run has no
	// script. One goroutine may call it often.
	Uses func() []script.Use
}

// pageSize is how many exchanges are read at once; pause is the shortest time between two looks.
const (
	pageSize  = 1000
	pause     = 20 * time.Millisecond
	mostReads = 3
)

// Await waits until all expectations pass together, or until patience ends, and then reports on
// them. It does not wait if exchanges were dropped: they never come back. The error comes from the
// journal or from ctx, for instance when the caller has gone.
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

// read reads the whole run, page by page, and starts over when the run was reset in between.
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
			report.Why = "The run was reset again and again while it was read: try again when nobody resets it."
		}
		if whole || page.Dropped > 0 || reads == mostReads {
			return w, report, nil
		}
	}
}

// pages shows w the exchanges that it has not seen yet and returns the last page, the only one with
// counts.
func (s Source) pages(ctx context.Context, w *watch) (journal.Page, error) {
	for counted := false; ; {
		page, err := s.Journal.List(ctx, journal.Filter{Run: s.Run, After: w.last, Limit: pageSize, Uncounted: !counted})
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

// follow shows w new exchanges until all expectations pass, exchanges were dropped or ctx ends. It
// does not decide the outcome: read does.
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
		if page.Total != w.count || w.passes(s.uses()) {
			return nil
		}
		rest(ctx)
	}
}

// rest keeps a wait under load from using up a processor.
func rest(ctx context.Context) {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}

func (s Source) uses() []script.Use {
	if s.Uses == nil {
		return nil
	}
	return s.Uses()
}
