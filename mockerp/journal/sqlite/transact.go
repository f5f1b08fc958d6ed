package sqlite

import (
	"context"
	"database/sql"
)

// tx is one transaction under way, with the counters as they will be after the commit.
type tx struct {
	ctx   context.Context
	conn  *sql.Conn
	w     *writer
	tally tally
	rows  []*row // to be inserted
	// What the index has to follow after the commit. A reset is about what was there before it, so all can be added first.
	added  []*row
	resets []stretch
}

// transact does the whole batch, brings the journal within its bounds and commits, or does
// nothing. It returns the new counters.
func (s *Store) transact(ctx context.Context, b *batch, expired int64) (tally, error) {
	if err := s.sameFile(); err != nil {
		return tally{}, err
	}
	w := s.writer
	if _, err := w.begin.ExecContext(ctx); err != nil {
		return tally{}, err
	}
	t := &tx{ctx: ctx, conn: w.conn, w: w, tally: s.tally}
	err := t.all(b, s.options, expired)
	if err == nil {
		err = s.commit(t)
	}
	if err != nil {
		// After some errors SQLite has rolled back by itself; then this does nothing.
		_, _ = w.rollback.ExecContext(ctx)
		return tally{}, err
	}
	s.backed.pages += w.written()
	return t.tally, nil
}

// commit makes the batch visible in file and index at once.
func (s *Store) commit(t *tx) error {
	s.index.Lock()
	defer s.index.Unlock()
	if _, err := t.w.commit.ExecContext(t.ctx); err != nil {
		return err
	}
	for _, r := range t.added {
		s.index.add(r)
	}
	for _, h := range t.resets {
		s.index.hide(h.run, h.from, h.to)
	}
	s.index.drop(t.tally.upTo)
	s.index.tidy(len(t.added))
	return nil
}

func (t *tx) all(b *batch, o Options, expired int64) error {
	for _, j := range b.jobs {
		if j.do == nil {
			t.rows = append(t.rows, j.row)
			continue
		}
		if err := t.flush(); err != nil {
			return err
		}
		if err := j.do(t); err != nil {
			return err
		}
	}
	if err := t.flush(); err != nil {
		return err
	}
	if err := t.trim(o, expired); err != nil {
		return err
	}
	c := &t.tally
	_, err := t.w.count.ExecContext(t.ctx, c.last, c.recorded, c.dropped, c.missing, c.kept, c.bytes)
	return err
}

// flush inserts the collected rows.
func (t *tx) flush() error {
	rows := t.rows
	for len(rows) >= manyRows {
		if err := t.insert(rows[:manyRows], t.w.exchanges.many, t.w.contents.many); err != nil {
			return err
		}
		rows = rows[manyRows:]
	}
	for i := range rows {
		if err := t.insert(rows[i:i+1], t.w.exchanges.one, t.w.contents.one); err != nil {
			return err
		}
	}
	t.rows = t.rows[:0]
	return nil
}

func (t *tx) insert(rows []*row, exchange, content *sql.Stmt) error {
	var lookups, contents [manyRows * 12]any
	a, b := lookups[:0], contents[:0]
	t.added = append(t.added, rows...)
	for _, r := range rows {
		a = append(a, r.id, r.run, r.kind, r.typ, r.serial, r.work, r.status, r.also, r.clauses, r.at, r.size, r.outcome)
		b = append(b, r.id, r.request, r.answer, r.rest)
		t.tally.last = r.id
		t.tally.recorded++
		t.tally.kept++
		t.tally.bytes += r.size
	}
	if _, err := exchange.ExecContext(t.ctx, a...); err != nil {
		return err
	}
	_, err := content.ExecContext(t.ctx, b...)
	return err
}
