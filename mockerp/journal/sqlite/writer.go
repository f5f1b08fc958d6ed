package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"
	"time"
)

const recorded = "be written"

// writer is the one connection that writes, with its statements.
type writer struct {
	conn                    *sql.Conn
	all                     []*sql.Stmt
	begin, commit, rollback *sql.Stmt
	count                   *sql.Stmt
	exchanges, contents     inserts
}

// inserts are one insert statement for one row and one for many: a statement costs more than a
// row.
type inserts struct{ one, many *sql.Stmt }

const (
	manyRows        = 8
	exchangeColumns = "id, run, kind, type, serial, work_order, status, also, clauses, at, size, outcome"
	contentColumns  = "id, request, answer, rest"
)

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: conn}
	for text, place := range map[string]**sql.Stmt{
		"BEGIN IMMEDIATE": &w.begin, "COMMIT": &w.commit, "ROLLBACK": &w.rollback,
		"UPDATE counter SET last=?, recorded=?, dropped=?, missing=?, kept=?, bytes=?": &w.count,

		insertText("exchange", exchangeColumns, 1):        &w.exchanges.one,
		insertText("exchange", exchangeColumns, manyRows): &w.exchanges.many,
		insertText("content", contentColumns, 1):          &w.contents.one,
		insertText("content", contentColumns, manyRows):   &w.contents.many,
	} {
		if *place, err = conn.PrepareContext(ctx, text); err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.all = append(w.all, *place)
	}
	return w, nil
}

func insertText(table, columns string, rows int) string {
	one := "(" + strings.Repeat("?,", strings.Count(columns, ",")) + "?)"
	return "INSERT INTO " + table + "(" + columns + ") VALUES" + strings.Repeat(one+",", rows-1) + one
}

// close closes the statements too: SQLite does not tidy up the file while one is open.
func (w *writer) close() error {
	var errs []error
	for _, statement := range w.all {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// start runs the writer until Close.
func (s *Store) start() {
	s.wake, s.done = make(chan struct{}, 1), make(chan struct{})
	s.next, s.watchers = newBatch(), map[*watcher]struct{}{}
	s.sweeper.begin()
	s.stir()
	go s.write()
}

// first brings the file within its bounds before anything is recorded.
func (s *Store) first(ctx context.Context) error {
	b := newBatch()
	if s.tally.last == 0 {
		return nil
	}
	t, err := s.transact(ctx, b, s.oldest(time.Now()))
	if err == nil {
		s.tally = t
	}
	return err
}

// write commits batch after batch. While one is being committed the next one fills up: under load
// more exchanges share one commit.
func (s *Store) write() {
	defer close(s.done)
	age, stop := s.ageTicker()
	defer stop()
	for {
		var expired int64
		select {
		case <-s.wake:
		case now := <-age:
			expired = s.oldest(now)
		}
		s.gather()
		b, closed := s.take()
		if len(b.jobs) > 0 || expired != 0 {
			s.finish(b, expired)
		}
		if closed && len(b.jobs) == 0 {
			return
		}
		if closed || s.sweep() {
			s.stir() // one more round: for what was queued before the close, or for the rest of the sweep
		}
		s.writeback()
	}
}

// plenty is the batch size beyond which more exchanges hardly save anything.
const plenty = 512

// gather waits for callers that are about to enqueue, as long as more of them come: a batch of many
// exchanges costs little more than one.
func (s *Store) gather() {
	for before := 0; ; {
		s.mu.Lock()
		now := len(s.next.jobs)
		s.mu.Unlock()
		if now == before || now >= plenty {
			return
		}
		before = now
		runtime.Gosched()
	}
}

// take returns the next batch and begins another one.
func (s *Store) take() (b *batch, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b = s.next
	s.next = newBatch()
	return b, s.closed
}

// finish commits the batch and tells its callers. If that fails, whatever has queued up behind it
// fails as well: its callers relied on what is lost.
func (s *Store) finish(b *batch, expired int64) {
	t, err := s.transact(context.Background(), b, expired)
	err = explain(s.path, recorded, err)
	s.mu.Lock()
	var behind *batch
	if err != nil {
		behind, s.next = s.next, newBatch()
		s.carriers.forget()
	} else {
		s.tally = t
		s.announce(b)
	}
	s.mu.Unlock()
	b.end(err)
	if behind != nil {
		behind.end(err)
	}
}

func (b *batch) end(err error) {
	b.err = err
	close(b.done)
}

// oldest is the Unix time in milliseconds before which exchanges are too old; 0 without a bound.
func (s *Store) oldest(now time.Time) int64 {
	if s.options.MaxAge == 0 {
		return 0
	}
	return now.Add(-s.options.MaxAge).UnixMilli()
}

// ageTicker ticks when it is time to look for exchanges that have become too old.
func (s *Store) ageTicker() (<-chan time.Time, func()) {
	if s.options.MaxAge == 0 {
		return nil, func() {}
	}
	const parts, shortest = 20, 10 * time.Millisecond
	ticker := time.NewTicker(min(max(s.options.MaxAge/parts, shortest), time.Minute))
	return ticker.C, ticker.Stop
}
