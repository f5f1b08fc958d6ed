package sqlite

import (
	"fmt"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// Reset forgets the exchanges of one run and its count of dropped ones; "" means every run. Other
// runs are untouched, ids continue, and waits on the run count anew. It returns how many
// exchanges were forgotten. Emptying the journal does not empty the books: the exchanges that the
// books are made of stay in the file, hidden, as long as the bounds leave room and until Mark
// says that the books begin anew.
func (s *Store) Reset(run string) (int, error) {
	n, from, last, turned := 0, int64(0), int64(-1), time.Now()
	for last < 0 || from < last {
		s.backed.wait() // hidden rows are written too, and would draw it out
		some, reached := 0, from
		err := s.perform(func(given int64) job {
			if last < 0 {
				s.carriers.forget() // they are of those that are reset
				last = given        // of the moment of the call: what comes after it stays
			}
			return job{do: func(t *tx) error {
				return inTurn(share(turned), func() (done bool, err error) {
					hidden, to, err := t.reset(run, reached, min(reached+portion, last))
					some, reached = some+hidden, to
					return reached >= last, err
				})
			}}
		})
		if err != nil {
			return n, err
		}
		n, from, turned = n+some, reached, time.Now()
	}
	err := s.perform(func(int64) job {
		return job{do: func(t *tx) error { return t.forget(run) }, then: func() {
			s.recount(run)
			s.present.Resets++
		}}
	})
	if err != nil {
		return n, err
	}
	s.sweeper.begin()
	return n, nil
}

// ofRun is the condition for one run, or for all of them if it is "".
func ofRun(run string) (string, []any) {
	if run == "" {
		return "TRUE", nil
	}
	return "run=?", []any{run}
}

// stretch is the exchanges of a run, or of every run if it is "", behind one id and up to another.
type stretch struct {
	run      string
	from, to int64
}

// reset hides the exchanges of a run behind one id and up to another. It returns how many, and the id up to which there are none
// left where it found that out.
func (t *tx) reset(run string, from, to int64) (n int, reached int64, err error) {
	condition, args := ofRun(run)
	condition = "hidden=0 AND id>? AND id<=? AND " + condition
	args = append([]any{from, to}, args...)
	var size int64
	err = t.conn.QueryRowContext(t.ctx, "SELECT count(*), coalesce(sum(size),0) FROM exchange WHERE "+condition, args...).Scan(&n, &size)
	if err != nil {
		return 0, 0, err
	}
	if _, err := t.conn.ExecContext(t.ctx, "UPDATE exchange SET hidden=1 WHERE "+condition, args...); err != nil {
		return 0, 0, err
	}
	t.resets = append(t.resets, stretch{run, from, to})
	c := &t.tally
	c.kept, c.bytes, c.hidden, c.veiled = c.kept-n, c.bytes-size, c.hidden+n, c.veiled+size
	// ids that were dropped long ago are not walked through
	err = t.conn.QueryRowContext(t.ctx, "SELECT coalesce(min(id)-1, ?) FROM exchange WHERE id>?", to, to).Scan(&reached)
	return n, reached, err
}

// forget takes the count of dropped exchanges of a run back.
func (t *tx) forget(run string) error {
	condition, args := ofRun(run)
	var uncounted int64
	if err := t.conn.QueryRowContext(t.ctx, "SELECT coalesce(sum(n),0) FROM dropped WHERE "+condition, args...).Scan(&uncounted); err != nil {
		return err
	}
	if _, err := t.conn.ExecContext(t.ctx, "DELETE FROM dropped WHERE "+condition, args...); err != nil {
		return err
	}
	c := &t.tally
	c.missing -= min(uncounted, c.missing)
	if run == "" {
		c.missing = 0
	}
	return nil
}

// Probe tells whether exchanges can be recorded now, by committing nothing.
func (s *Store) Probe() error {
	return s.perform(func(int64) job { return job{do: func(*tx) error { return nil }} })
}

// Mark records that the books of a run begin anew after the exchanges enqueued so far; "" means
// every run. The kind is journal.MarkBooks or journal.MarkRun.
func (s *Store) Mark(kind, run string) error {
	if kind != journal.MarkBooks && kind != journal.MarkRun {
		return fmt.Errorf("%q is not a mark of the journal: use %q or %q", kind, journal.MarkBooks, journal.MarkRun)
	}
	err := s.perform(func(int64) job {
		return job{do: func(t *tx) error { return t.mark(kind, run, t.tally.last) }} // not an id that failed: the next process gives it again
	})
	if err == nil {
		s.sweeper.begin()
	}
	return err
}

func (t *tx) mark(kind, run string, after int64) error {
	if run == "" { // this one replaces all others
		if _, err := t.conn.ExecContext(t.ctx, "DELETE FROM mark"); err != nil {
			return err
		}
	}
	_, err := t.conn.ExecContext(t.ctx,
		"INSERT INTO mark VALUES(?,?,?) ON CONFLICT(run, kind) DO UPDATE SET after=excluded.after", run, kind, after)
	return err
}
