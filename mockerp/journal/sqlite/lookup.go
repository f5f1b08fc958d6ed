package sqlite

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// condition tells whether an entry satisfies a part of a filter.
type condition func(*entry) bool

// walk hands over all entries that satisfy what a filter asks of them, in its order, until each has enough. Where
// nobody counts them, those before and behind the page are left out.
func (s *shelf) walk(f *journal.Filter, each func(*entry) (enough bool)) {
	list, wanted := s.list, s.conditions(f)
	if f.Uncounted {
		list = s.between(f)
	}
	for i := range list {
		e := &list[i]
		if f.Newest {
			e = &list[len(list)-1-i]
		}
		if !e.hidden && satisfies(e, wanted) && each(e) {
			return
		}
	}
}

func satisfies(e *entry, wanted []condition) bool {
	for _, one := range wanted {
		if !one(e) {
			return false
		}
	}
	return true
}

// between is the part of the list that a page may be of.
func (s *shelf) between(f *journal.Filter) []entry {
	first, _ := slices.BinarySearchFunc(s.list, f.After, func(e entry, after uint64) int {
		if uint64(e.id) > after {
			return 1
		}
		return -1
	})
	list := s.list[first:]
	if f.Before == 0 {
		return list
	}
	end, _ := slices.BinarySearchFunc(list, f.Before, func(e entry, before uint64) int {
		if uint64(e.id) >= before {
			return 1
		}
		return -1
	})
	return list[:end]
}

// conditions are the parts of a filter that an entry answers, wherever the page begins and ends.
func (s *shelf) conditions(f *journal.Filter) (all []condition) {
	for field, value := range map[string]string{
		search.Run: f.Run, search.Kind: string(f.Kind), search.Type: f.Type, search.Order: f.WorkOrder, search.Serial: f.Serial,
	} {
		if value != "" {
			all = append(all, s.condition(&search.Term{Field: field, Value: value}))
		}
	}
	if f.StatusMin != 0 {
		all = append(all, func(e *entry) bool { return int(e.status) >= f.StatusMin })
	}
	if f.StatusMax != 0 {
		all = append(all, func(e *entry) bool { return int(e.status) <= f.StatusMax })
	}
	if f.Clause != "" || f.Level != "" {
		all = append(all, s.found(f.Clause, string(f.Level)))
	}
	for i := range f.Search {
		t := &f.Search[i]
		if t.Field == search.Stock && !t.Not {
			sum := traffic.StockSum(t.Value)
			all = append(all, func(e *entry) bool { return e.stock == 0 || e.stock == sum })
		}
		if !s.inside(t) {
			one, not := s.condition(t), t.Not
			all = append(all, func(e *entry) bool { return one(e) != not })
		}
	}
	return all
}

// inside tells whether a term needs the whole exchange.
func (s *shelf) inside(t *search.Term) bool {
	return t.Field == search.Outcome && s.old || slices.Contains([]string{"", search.By, search.Rule, search.Stock}, t.Field)
}

// unanswered are the terms for which the exchanges must be read.
func (x *index) unanswered(terms []search.Term) []search.Term {
	x.RLock()
	defer x.RUnlock()
	return slices.DeleteFunc(slices.Clone(terms), func(t search.Term) bool { return !x.inside(&t) })
}

// condition is one term, without its Not.
func (s *shelf) condition(t *search.Term) condition {
	n, known := s.texts.Known(t.Value)
	switch t.Field {
	case search.Run:
		return func(e *entry) bool { return known && e.run == n }
	case search.Kind:
		return func(e *entry) bool { return known && e.kind == n }
	case search.Type:
		return func(e *entry) bool { return known && e.typ == n }
	case search.Order:
		return func(e *entry) bool { return known && e.work == n }
	case search.Serial:
		return func(e *entry) bool { return known && (e.serial == n || s.hasOther(e, n)) }
	case search.Item:
		item, _ := s.texts.Known(string(schemas.ItemAttach))
		return func(e *entry) bool { return known && e.kind == item && s.hasOther(e, n) }
	case search.Status:
		return func(e *entry) bool { return int(e.status) >= t.Low && int(e.status) <= t.High }
	case search.Outcome:
		outcome := uint8(slices.Index(coverage.Outcomes(), coverage.Outcome(t.Value)) + 1)
		return func(e *entry) bool { return e.outcome == outcome }
	case search.Clause:
		return s.found(t.Value, "")
	case search.Level:
		return s.found("", t.Value)
	case search.After, search.Before:
		return placed(t)
	}
	return nil // never: only what is inside is left
}

func (s *shelf) hasOther(e *entry, n uint32) bool {
	return slices.Contains(s.others[e.firstOther:e.endOther], n)
}

// found looks for a finding of a clause, of a level, or of both. Many entries share the same findings, so each set is looked
// through once.
func (s *shelf) found(clause, level string) condition {
	wanted := " " + escape(clause) + "/" + escape(level) + " "
	switch {
	case level == "":
		wanted = " " + escape(clause) + "/"
	case clause == "":
		wanted = "/" + escape(level) + " "
	}
	has := make([]bool, len(s.clauses.All()))
	for i, set := range s.clauses.All() {
		has[i] = strings.Contains(set, wanted)
	}
	return func(e *entry) bool { return has[e.clauses] }
}

// placed is a term about the place in the journal.
func placed(t *search.Term) condition {
	wanted := func(here, place int64) bool { return here > place }
	if t.Field == search.Before {
		wanted = func(here, place int64) bool { return here < place }
	}
	if t.ID != 0 {
		return func(e *entry) bool { return wanted(e.id, int64(t.ID)) }
	}
	moment := t.Time.UnixMilli()
	return func(e *entry) bool { return wanted(e.at, moment) }
}
