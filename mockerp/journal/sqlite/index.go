package sqlite

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/mockerp/packed"
)

// index keeps in memory what exchanges are looked up by, some 60 bytes of each and every text once: a filter over a
// million of them takes milliseconds, and SQLite a second. It has what is committed and not hidden, in the order of ids.
// The writer holds its lock from the commit on, so that a reader who holds it sees the same here and in the file.
type index struct {
	sync.RWMutex
	shelf
	fresh *shelf // takes the place of the shelf, with what is needed of it, once all was moved
	moved int64  // the id up to which it was
}

// shelf is what an index has.
type shelf struct {
	list    []entry
	texts   *packed.Numbers // of runs, kinds, types, serials and work orders
	clauses *packed.Numbers // of findings, as joinClauses writes them
	others  []uint32        // the other serials of all entries
	wasted  int             // entries that were dropped or hidden since the shelf was made
	hidden  int             // entries that are hidden, but still in the list
	old     bool            // an entry was there whose outcome nobody knew
}

// entry is one exchange. What is a text in a row is its number here.
type entry struct {
	id, at                                int64
	run, kind, typ, serial, work, clauses uint32
	firstOther, endOther                  uint32 // its part of others
	stock                                 uint32 // see traffic.StockSum; 0 where nobody has read the payload
	status                                int16
	outcome                               uint8 // see outcomeOf
	hidden                                bool
}

func newShelf() shelf { return shelf{texts: packed.NewNumbers(), clauses: packed.NewNumbers()} }

// add takes in a row; ids only grow.
func (s *shelf) add(r *row) {
	e := entry{
		id: r.id, at: r.at, status: shortStatus(r.status), stock: r.stock, outcome: knownOutcome(r.outcome), clauses: s.clauses.Of(r.clauses), firstOther: uint32(len(s.others)),
		run: s.texts.Of(r.run), kind: s.texts.Of(r.kind), typ: s.texts.Of(r.typ),
		serial: s.texts.Of(r.serial), work: s.texts.Of(r.work),
	}
	for _, serial := range splitSerials(r.also) {
		s.others = append(s.others, s.texts.Of(serial))
	}
	e.endOther = uint32(len(s.others))
	s.put(e)
}

func (s *shelf) put(e entry) {
	s.list = append(s.list, e)
	s.old = s.old || e.outcome == 0
}

// shortStatus is a status as an entry has it. None of HTTP is beyond the bounds.
func shortStatus(status int64) int16 { return int16(max(0, min(status, math.MaxInt16))) }

// place is where the entry with this id is, or would be.
func (s *shelf) place(id int64) int {
	at, _ := slices.BinarySearchFunc(s.list, id, func(e entry, id int64) int { return cmp.Compare(e.id, id) })
	return at
}

// drop forgets all up to an id.
func (s *shelf) drop(upTo int64) {
	n := s.place(upTo + 1)
	for i := range s.list[:n] {
		if s.list[i].hidden {
			s.hidden--
		} else {
			s.wasted++
		}
	}
	s.list = s.list[n:]
}

// hide hides the entries of a run, or of every run if it is "", behind one id and up to another.
func (s *shelf) hide(run string, from, to int64) {
	n, _ := s.texts.Known(run)
	for i := s.place(from + 1); i < len(s.list) && s.list[i].id <= to; i++ {
		if e := &s.list[i]; !e.hidden && (run == "" || e.run == n && n != 0) {
			e.hidden = true
			s.hidden++
			s.wasted++
		}
	}
}

// take takes over an entry of another shelf.
func (s *shelf) take(from *shelf, e entry) {
	for _, n := range []*uint32{&e.run, &e.kind, &e.typ, &e.serial, &e.work} {
		*n = s.texts.Of(from.texts.Text(*n))
	}
	e.clauses = s.clauses.Of(from.clauses.Text(e.clauses))
	others := from.others[e.firstOther:e.endOther]
	e.firstOther = uint32(len(s.others))
	for _, n := range others {
		s.others = append(s.others, s.texts.Of(from.texts.Text(n)))
	}
	e.endOther = uint32(len(s.others))
	s.put(e)
}

// load reads what a file of that schema has behind an id: all of it, or nothing where that fails.
func (s *shelf) load(ctx context.Context, q querier, schema int, after int64) (err error) {
	had := len(s.list)
	defer func() {
		if err != nil {
			s.list = s.list[:had]
		}
	}()
	outcome := "outcome"
	if schema < 2 {
		outcome = "0"
	}
	rows, err := q.QueryContext(ctx, "SELECT id, run, kind, type, serial, work_order, status, also, clauses, at, "+outcome+" FROM exchange WHERE hidden=0 AND id>? ORDER BY id", after)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var r row
	for rows.Next() {
		if err := rows.Scan(&r.id, &r.run, &r.kind, &r.typ, &r.serial, &r.work, &r.status, &r.also, &r.clauses, &r.at, &r.outcome); err != nil {
			return err
		}
		s.add(&r)
	}
	return rows.Err()
}
