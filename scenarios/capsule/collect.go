package capsule

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// Source passes on the recorded exchanges, oldest first, each time it is called. It stops at the first error of
// each. If there is a filter, it may leave out exchanges that do not match the filter's Run, Serial, WorkOrder and
// Search, but need not.
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
	found, err := look(source, around)
	runs := found.runs
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
	err = source(journal.Filter{Run: around.Run, Search: found.hint()}, func(x *traffic.Exchange) error {
		r := readOne(x)
		if r.Run != around.Run || !around.means(&r) && !found.stocks[schemas.Text(r.payload, "stockId")] {
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

// found says where matching posts are.
type found struct {
	stocks map[string]bool
	runs   []string
	bare   bool // some have no stock, or everything matches
}

// longestHint is the longest stockId that goes into a search; the contract's have 36 letters.
const longestHint = 200

// hint is about what belongs to them, where that can be said.
func (f *found) hint() []search.Term {
	for id := range f.stocks {
		if f.bare || len(f.stocks) > 1 || len(id) > longestHint {
			return nil
		}
		return []search.Term{{Field: search.Stock, Value: id}}
	}
	return nil
}

// look finds the posts that match.
func look(source Source, around Around) (f found, err error) {
	f.stocks = map[string]bool{}
	hint := journal.Filter{Run: around.Run, Serial: around.Serial, WorkOrder: around.WorkOrder}
	err = source(hint, func(x *traffic.Exchange) error {
		r := readOne(x)
		if !around.means(&r) {
			return nil
		}
		if !slices.Contains(f.runs, r.Run) {
			f.runs = append(f.runs, r.Run)
		}
		if around.all() && len(f.runs) > mostShown {
			return errSeen
		}
		id := schemas.Text(r.payload, "stockId")
		if id == "" || around.all() {
			f.bare = true
		} else {
			f.stocks[id] = true
		}
		if len(f.stocks) > maxStocks || len(f.runs) > maxStocks {
			return errTooMuch
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	return f, err
}

// errSeen ends a search that has seen enough.
var errSeen = errors.New("enough was seen")
