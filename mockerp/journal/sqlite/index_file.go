package sqlite

import (
	"context"
	"encoding/binary"

	"github.com/erpkit/erpkit/mockerp/packed"
)

// shelfForm is the first byte of a checkpoint of the index.
const shelfForm = 2

// worthwhile is how many exchanges make a checkpoint worth its bytes: fewer are read in a moment.
const worthwhile = 2000

// mostOthers is how many other serials an exchange has on average at most. A checkpoint of more was crafted to fill memory.
const mostOthers = 16

// append writes what is not hidden.
func (s *shelf) append(to []byte) []byte {
	to = s.clauses.Append(s.texts.Append(append(to, shelfForm)))
	to = binary.AppendUvarint(to, uint64(len(s.list)-s.hidden))
	id, at := int64(0), int64(0)
	for i := range s.list {
		e := &s.list[i]
		if e.hidden {
			continue
		}
		to = binary.AppendVarint(binary.AppendVarint(to, e.id-id), e.at-at)
		id, at = e.id, e.at
		others := s.others[e.firstOther:e.endOther]
		for _, n := range []uint32{e.run, e.kind, e.typ, e.serial, e.work, e.clauses, uint32(e.status), uint32(e.outcome), e.stock, uint32(len(others))} {
			to = binary.AppendUvarint(to, uint64(n))
		}
		for _, n := range others {
			to = binary.AppendUvarint(to, uint64(n))
		}
	}
	return to
}

// readShelf reads what append wrote, of at most so many entries; ok is false for anything else.
func readShelf(from []byte, most int) (s shelf, ok bool) {
	r := packed.NewReader(from)
	if r.Byte() != shelfForm {
		return s, false
	}
	s = shelf{texts: r.Numbers(), clauses: r.Numbers()}
	count := r.Count()
	if count > most {
		return s, false
	}
	s.list = make([]entry, 0, count+count/8) // else the first post would wait until all of it is copied
	id, at := int64(0), int64(0)
	for range count {
		id, at = id+r.Varint(), at+r.Varint()
		e := entry{id: id, at: at, firstOther: uint32(len(s.others))}
		for _, n := range []*uint32{&e.run, &e.kind, &e.typ, &e.serial, &e.work} {
			*n = r.NumberOf(s.texts)
		}
		e.clauses, e.status = r.NumberOf(s.clauses), shortStatus(int64(r.Uvarint()))
		e.outcome, e.stock = knownOutcome(int64(r.Uvarint())), uint32(r.Uvarint())
		others := r.Count()
		if len(s.others)+others > mostOthers*most {
			return s, false
		}
		for range others {
			s.others = append(s.others, r.NumberOf(s.texts))
		}
		e.endOther = uint32(len(s.others))
		if r.Bad() {
			return s, false
		}
		s.put(e)
	}
	return s, r.Whole()
}

// loadIndex makes the index from its checkpoint and what came since, or from all rows. Ids only grow and what was hidden or dropped never
// comes back, so a checkpoint fits if as many are there as then.
func (s *Store) loadIndex(ctx context.Context) error {
	s.index.shelf = newShelf()
	content, _, upTo, err := kept(ctx, s.db, ofIndex)
	if err != nil {
		return err
	}
	if content == nil {
		return s.index.load(ctx, s.db, len(steps()), 0)
	}
	var since int
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM exchange WHERE hidden=0 AND id>?", upTo).Scan(&since); err != nil {
		return err
	}
	had, ok := readShelf(content, s.tally.kept)
	if !ok || len(had.list)+since != s.tally.kept {
		return s.index.load(ctx, s.db, len(steps()), 0)
	}
	s.index.shelf, s.indexed = had, indexed{len(had.list), upTo}
	return s.index.load(ctx, s.db, len(steps()), upTo)
}

// indexed says how many exchanges the checkpoint of the index has, and up to which.
type indexed struct {
	count int
	upTo  int64
}

// keepIndex makes the checkpoint anew when it no longer fits, or much came since. The writer must have ended.
func (s *Store) keepIndex(ctx context.Context) error {
	x := &s.index.shelf
	here, since := x.visible(s.indexed.upTo)
	if here+since < worthwhile || here == s.indexed.count && since < worthwhile {
		return nil
	}
	content, err := pack(x.append(nil))
	if err != nil {
		return err
	}
	return keep(ctx, s.writer.conn, ofIndex, "", s.tally.last, content)
}

// visible counts what is not hidden, up to an id and behind it.
func (s *shelf) visible(upTo int64) (here, behind int) {
	for i := range s.list {
		switch e := &s.list[i]; {
		case e.hidden:
		case e.id <= upTo:
			here++
		default:
			behind++
		}
	}
	return here, behind
}
