package sqlite

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// Reset forgets the exchanges of one run and its count of dropped ones; "" means every run. Other
// runs are untouched, ids continue, and waits on the run count anew. It returns how many
// exchanges were forgotten. Emptying the journal does not empty the books: the exchanges that the
// books are made of stay in the file, hidden, as long as the bounds leave room and until Mark
// says that the books begin anew.
func (s *Store) Reset(run string) (int, error) {
	n := 0
	err := s.perform(func(int64) job {
		return job{
			do: func(t *tx) (err error) {
				n, err = t.reset(run)
				return err
			},
			then: func() {
				s.recount(run)
				s.present.Resets++
			},
		}
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// ofRun is the condition for one run, or for all runs with "".
func ofRun(run string) (string, []any) {
	if run == "" {
		return "TRUE", nil
	}
	return "run=?", []any{run}
}

func (t *tx) reset(run string) (n int, err error) {
	condition, args := ofRun(run)
	var size int64
	err = t.conn.QueryRowContext(t.ctx, "SELECT count(*), coalesce(sum(size),0) FROM exchange WHERE hidden=0 AND "+condition, args...).Scan(&n, &size)
	if err != nil {
		return 0, err
	}
	if _, err := t.conn.ExecContext(t.ctx, "UPDATE exchange SET hidden=1 WHERE hidden=0 AND "+condition, args...); err != nil {
		return 0, err
	}
	var uncounted int64
	if err := t.conn.QueryRowContext(t.ctx, "SELECT coalesce(sum(n),0) FROM dropped WHERE "+condition, args...).Scan(&uncounted); err != nil {
		return 0, err
	}
	if _, err := t.conn.ExecContext(t.ctx, "DELETE FROM dropped WHERE "+condition, args...); err != nil {
		return 0, err
	}
	c := &t.tally
	c.kept, c.bytes = c.kept-n, c.bytes-size
	c.missing -= min(uncounted, c.missing)
	if run == "" {
		c.missing = 0
	}
	return n, t.sweep()
}

// sweep deletes hidden exchanges that the books no longer need.
func (t *tx) sweep() error {
	err := t.remove("hidden=1 AND id <= (SELECT coalesce(max(after),0) FROM mark WHERE mark.run=exchange.run OR mark.run='')")
	if err != nil {
		return err
	}
	c := &t.tally
	return t.conn.QueryRowContext(t.ctx, "SELECT count(*), coalesce(sum(size),0) FROM exchange WHERE hidden=1").Scan(&c.hidden, &c.veiled)
}

// Mark records that the books of a run begin anew after the exchanges enqueued so far; "" means
// every run. The kind is journal.MarkBooks or journal.MarkRun.
func (s *Store) Mark(kind, run string) error {
	if kind != journal.MarkBooks && kind != journal.MarkRun {
		return fmt.Errorf("%q is not a mark of the journal: use %q or %q", kind, journal.MarkBooks, journal.MarkRun)
	}
	return s.perform(func(last int64) job {
		return job{do: func(t *tx) error { return t.mark(kind, run, last) }}
	})
}

func (t *tx) mark(kind, run string, after int64) error {
	if run == "" { // this one replaces all others
		if _, err := t.conn.ExecContext(t.ctx, "DELETE FROM mark"); err != nil {
			return err
		}
	}
	_, err := t.conn.ExecContext(t.ctx,
		"INSERT INTO mark VALUES(?,?,?) ON CONFLICT(run, kind) DO UPDATE SET after=excluded.after", run, kind, after)
	if err != nil {
		return err
	}
	return t.sweep()
}
