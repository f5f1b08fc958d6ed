package journal

import (
	"context"
	"slices"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// How many exchanges one List returns: by default, and at most.
const (
	usualLimit = 100
	mostLimit  = 1000
)

// PageLimit is how many exchanges one page may hold: the filter's Limit, 100 where it sets none, and never
// more than 1000.
func (f *Filter) PageLimit() int {
	if f.Limit <= 0 {
		return usualLimit
	}
	return min(f.Limit, mostLimit)
}

// Matches tells whether x matches the filter, wherever its page begins and ends.
func (f *Filter) Matches(x *traffic.Exchange) bool {
	return (f.Run == "" || f.Run == x.Run) &&
		(f.Kind == "" || f.Kind == x.Kind) &&
		(f.Type == "" || f.Type == x.Type) &&
		(f.WorkOrder == "" || f.WorkOrder == x.WorkOrder) &&
		(f.StatusMin == 0 || x.Answer.Status >= f.StatusMin) &&
		(f.StatusMax == 0 || x.Answer.Status <= f.StatusMax) &&
		(f.Serial == "" || f.Serial == x.Serial || slices.Contains(x.OtherSerials, f.Serial)) &&
		f.matchesFinding(x) &&
		f.matchesSearch(x)
}

func (f *Filter) matchesSearch(x *traffic.Exchange) bool {
	for i := range f.Search {
		if !f.Search[i].Matches(x) {
			return false
		}
	}
	return true
}

// matchesFinding looks for one finding with both the clause and the level.
func (f *Filter) matchesFinding(x *traffic.Exchange) bool {
	if f.Clause == "" && f.Level == "" {
		return true
	}
	for i := range x.Findings {
		found := &x.Findings[i]
		if (f.Clause == "" || f.Clause == found.Clause) && (f.Level == "" || f.Level == found.Level) {
			return true
		}
	}
	return false
}

// page chooses from exchanges in the order of their ids.
func (f *Filter) page(ctx context.Context, all []*traffic.Exchange) (p Page, err error) {
	pager := f.Pager()
	for i, x := range all {
		if i%1024 == 0 && ctx.Err() != nil {
			return p, ctx.Err()
		}
		if f.Newest {
			x = all[len(all)-1-i]
		}
		if !f.Matches(x) {
			continue
		}
		taken, enough := pager.Take(x.ID)
		if taken {
			p.Exchanges = append(p.Exchanges, x)
		}
		if enough {
			break
		}
	}
	if pager.More {
		p.Next = p.Exchanges[len(p.Exchanges)-1].ID
	}
	p.Total = pager.Total()
	return p, nil
}

// Pager chooses a page from what matches a filter.
type Pager struct {
	// More tells whether something matches behind the page.
	More           bool
	filter         *Filter
	seen           int
	skipped, taken int
}

// Pager begins to choose a page.
func (f *Filter) Pager() *Pager { return &Pager{filter: f} }

// Take is told of each exchange that matches, in the order of the filter. It says whether that one is on the page, and
// whether the page needs no more of them.
func (p *Pager) Take(id uint64) (taken, enough bool) {
	f := p.filter
	p.seen++
	switch {
	case id <= f.After || f.Before != 0 && id >= f.Before:
	case p.skipped < f.Offset:
		p.skipped++
	case p.taken < f.PageLimit():
		p.taken++
		taken = true
	default:
		p.More = true
	}
	return taken, p.More && f.Uncounted
}

// Total is how many match, wherever the page begins and ends; 0 where the filter wants no count.
func (p *Pager) Total() int {
	if p.filter.Uncounted {
		return 0
	}
	return p.seen
}

// count returns how many match, After aside.
func (f *Filter) count(all []*traffic.Exchange) int {
	n := 0
	for _, x := range all {
		if f.Matches(x) {
			n++
		}
	}
	return n
}
