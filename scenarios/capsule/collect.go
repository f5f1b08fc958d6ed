package capsule

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// Source passes on the recorded exchanges, oldest first, each time it is called. It stops at the first error of
// each. If there is a filter, it may leave out exchanges that do not match the filter's Run, Serial and WorkOrder,
// but need not.
type Source func(hint journal.Filter, each func(*traffic.Exchange) error) error

// fromList is a source of exchanges in memory.
func fromList(exchanges []*traffic.Exchange) Source {
	return func(_ journal.Filter, each func(*traffic.Exchange) error) error {
		for _, x := range exchanges {
			if err := each(x); err != nil {
				return err
			}
		}
		return nil
	}
}

// FromFile is a source of captured traffic. Exchanges that no mock has judged get the findings of the judge of
// captures, so that posts can be chosen by them.
func FromFile(file *capture.File) Source {
	return func(_ journal.Filter, each func(*traffic.Exchange) error) error {
		judge := offline.NewJudge()
		for x, err := range file.Exchanges() {
			if err != nil {
				return err
			}
			if found := judge.See(x).Findings; !x.Knows(traffic.Judgement) {
				x.Findings = found
			}
			if err := each(x); err != nil {
				return err
			}
		}
		return nil
	}
}

// storePage is how many exchanges of a journal are held at once.
const storePage = 1000

// FromStore is a source that reads a journal.
func FromStore(store journal.Store) Source {
	return func(hint journal.Filter, each func(*traffic.Exchange) error) error {
		hint.Limit, hint.Uncounted = storePage, true
		for {
			page, err := store.List(context.Background(), hint)
			if err != nil {
				return err
			}
			for _, x := range page.Exchanges {
				if err := each(x); err != nil {
					return err
				}
			}
			if hint.After = page.Next; page.Next == 0 {
				return nil
			}
		}
	}
}

// The bounds of a collection.
const (
	maxStocks = 10_000
	maxBytes  = 64 << 20
)

// errTooMuch ends a collection that is too large for a story.
var errTooMuch = fmt.Errorf("more than %d posts, or more than %d MiB of them, are too many for a story: choose those around one serial or work order", maxPosts, maxBytes>>20)

// Collect chooses from a source the matching posts and those of the same stocks, because what came before and
// after belongs to the story. It holds no more than it returns, at most 900 posts. The error is *NothingError if
// nothing matches, *RunsError if several runs do.
func Collect(source Source, around Around) ([]*traffic.Exchange, error) {
	stocks, runs, err := search(source, around)
	switch {
	case err != nil:
		return nil, err
	case len(runs) == 0:
		return nil, nothing(source, around)
	case len(runs) > 1:
		return nil, &RunsError{Around: around, Runs: runs}
	}
	around.Run = runs[0]
	var chosen []*traffic.Exchange
	bytes := 0
	err = source(journal.Filter{Run: around.Run}, func(x *traffic.Exchange) error {
		r := readOne(x)
		if r.Run != around.Run || !around.means(&r) && !stocks[schemas.Text(r.payload, "stockId")] {
			return nil
		}
		chosen = append(chosen, x)
		if bytes += len(x.Request.Body) + len(x.Answer.Body); len(chosen) > maxPosts || bytes > maxBytes {
			return errTooMuch
		}
		return nil
	})
	return chosen, err
}

// search finds the stocks that match, and the runs they are in.
func search(source Source, around Around) (stocks map[string]bool, runs []string, err error) {
	stocks = map[string]bool{}
	hint := journal.Filter{Run: around.Run, Serial: around.Serial, WorkOrder: around.WorkOrder}
	err = source(hint, func(x *traffic.Exchange) error {
		r := readOne(x)
		if !around.means(&r) {
			return nil
		}
		if !slices.Contains(runs, r.Run) {
			runs = append(runs, r.Run)
		}
		if around.all() && len(runs) > mostShown {
			return errSeen
		}
		if id := schemas.Text(r.payload, "stockId"); id != "" && !around.all() {
			stocks[id] = true
		}
		if len(stocks) > maxStocks || len(runs) > maxStocks {
			return errTooMuch
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	return stocks, runs, err
}

// errSeen ends a search that has seen enough.
var errSeen = errors.New("enough was seen")
