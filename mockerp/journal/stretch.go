package journal

import (
	"slices"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// choosesAll tells whether the filter looks at nothing but the run: what it chooses can be counted without looking at
// each exchange.
func (f *Filter) choosesAll() bool {
	return f.Kind == "" && f.Type == "" && f.Serial == "" && f.WorkOrder == "" && f.Clause == "" && f.Level == "" &&
		f.StatusMin == 0 && f.StatusMax == 0 && len(f.Search) == 0
}

// stretch is the page of a filter that chooses all of a queue: a place in it, whatever its length.
func stretch[T any](f *Filter, q *queue[T], of func(T) *traffic.Exchange) (p Page) {
	from := q.search(func(v T) bool { return of(v).ID > f.After })
	to := q.n
	if f.Before != 0 {
		to = max(from, q.search(func(v T) bool { return of(v).ID >= f.Before }))
	}
	skip, most := min(max(f.Offset, 0), to-from), f.PageLimit()
	more := to-from-skip > most
	if f.Newest {
		to -= skip
		from = max(from, to-most)
	} else {
		from += skip
		to = min(to, from+most)
	}
	for i := from; i < to; i++ {
		p.Exchanges = append(p.Exchanges, of(q.at(i)))
	}
	if f.Newest {
		slices.Reverse(p.Exchanges)
	}
	if more {
		p.Next = p.Exchanges[len(p.Exchanges)-1].ID
	}
	if !f.Uncounted {
		p.Total = q.n
	}
	return p
}

// whole is the page of a filter that chooses all of a run, or of all runs. The lock must be held.
func (m *Memory) whole(f *Filter) Page {
	if f.Run == "" {
		return stretch(f, &m.all, func(k kept) *traffic.Exchange { return k.x })
	}
	l := m.lanes.byRun[f.Run]
	if l == nil {
		return Page{}
	}
	return stretch(f, &l.kept, func(x *traffic.Exchange) *traffic.Exchange { return x })
}
