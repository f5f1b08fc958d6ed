package journal

import (
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
func (f *Filter) page(all []*traffic.Exchange) Page {
	var p Page
	limit, skip, more := f.PageLimit(), f.Offset, false
	for i, x := range all {
		if f.Newest {
			x = all[len(all)-1-i]
		}
		if !f.Matches(x) {
			continue
		}
		p.Total++
		switch {
		case !f.within(x.ID):
		case skip > 0:
			skip--
		case len(p.Exchanges) < limit:
			p.Exchanges = append(p.Exchanges, x)
		default:
			more = true
		}
		if more && f.Uncounted {
			break
		}
	}
	if more {
		p.Next = p.Exchanges[limit-1].ID
	}
	if f.Uncounted {
		p.Total = 0
	}
	return p
}

// within tells whether a page may have an exchange of this id.
func (f *Filter) within(id uint64) bool {
	return id > f.After && (f.Before == 0 || id < f.Before)
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
