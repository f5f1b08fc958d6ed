package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// look is one moment of the journal, in which index and file say the same. It must be ended.
type look struct {
	conn    *sql.Conn
	tx      *sql.Tx
	dropped uint64 // see journal.Page
}

// look finds what matches a filter now and hands it over in its order, until each has enough.
func (s *Store) look(ctx context.Context, f *journal.Filter, each func(*entry) (enough bool)) (*look, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	conn, err := s.reads.Conn(ctx) // before the lock: who waits for a connection must not hold up the writer
	if err != nil {
		return nil, err
	}
	l := &look{conn: conn}
	if err := l.find(ctx, s, f, each); err != nil {
		l.end()
		return nil, err
	}
	return l, nil
}

func (l *look) find(ctx context.Context, s *Store, f *journal.Filter, each func(*entry) (enough bool)) error {
	terms := s.index.unanswered(f.Search)
	if len(terms) == 0 {
		return l.begin(ctx, s, f, each)
	}
	var candidates []int64
	err := l.begin(ctx, s, f, func(e *entry) bool {
		candidates = append(candidates, e.id)
		return false
	})
	if err != nil {
		return err
	}
	return s.sift(ctx, l.tx, candidates, f.Newest, func(x *traffic.Exchange) bool {
		for i := range terms {
			if !terms[i].Matches(x) {
				return false
			}
		}
		return each(&entry{id: int64(x.ID)})
	})
}

// begin fixes the moment and asks the index.
func (l *look) begin(ctx context.Context, s *Store, f *journal.Filter, each func(*entry) (enough bool)) (err error) {
	s.index.RLock()
	defer s.index.RUnlock()
	if l.tx, err = l.conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
		return err
	}
	if l.dropped, err = dropped(ctx, l.tx, f.Run); err != nil { // the first question is what begins a transaction
		return err
	}
	s.index.walk(f, each)
	return nil
}

// sift reads the exchanges with these ids, a chunk at a time, until each has enough.
func (s *Store) sift(ctx context.Context, q querier, ids []int64, newest bool, each func(*traffic.Exchange) (enough bool)) error {
	for len(ids) > 0 {
		list, _, err := s.some(ctx, q, ids[:min(chunk, len(ids))], newest)
		if err != nil {
			return err
		}
		for _, x := range list {
			if each(x) {
				return nil
			}
		}
		ids = ids[slices.Index(ids, int64(list[len(list)-1].ID))+1:]
	}
	return nil
}

func (l *look) end() {
	if l.tx != nil {
		_ = l.tx.Rollback()
	}
	_ = l.conn.Close()
}
