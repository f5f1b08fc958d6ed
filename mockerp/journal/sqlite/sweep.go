package sqlite

import (
	"sync/atomic"
	"time"
)

// Exchanges are hidden and deleted in portions, and as many of them in one go as a turn has time for: between two turns others
// record theirs, so nobody waits for more than some milliseconds, on a slow disk either.
const (
	portion      = 64
	shortestTurn = 2 * time.Millisecond
	longestTurn  = 4 * time.Millisecond
)

// share is how long a turn is that somebody waits for: half of what the others had since the last one. Where each of their commits
// takes long, the shortest turns would make minutes of a long run.
func share(last time.Time) time.Duration {
	return min(max(time.Since(last)/2, shortestTurn), longestTurn)
}

// inTurn does portion after portion until there are no more, or the turn is over.
func inTurn(length time.Duration, do func() (done bool, err error)) error {
	for begun := time.Now(); ; {
		if done, err := do(); done || err != nil || time.Since(begun) > length {
			return err
		}
	}
}

// sweeper deletes, a turn after each batch, the exchanges that are hidden and no longer needed for the books. It begins
// with the start, for the process may have ended before it was done, and again with each Reset and Mark.
type sweeper struct {
	anew atomic.Bool // begin at the first exchange
	busy bool        // there is more behind from
	from int64       // the id up to which it is done
}

func (w *sweeper) begin() { w.anew.Store(true) }

// sweep takes a turn, unless the -wal part is being taken over, for that would never end. It returns whether the next turn may follow at
// once. What cannot be deleted now stays until the next start, Reset or Mark: it takes room, and harms nobody.
func (s *Store) sweep() (more bool) {
	w := &s.sweeper
	if w.anew.Swap(false) {
		w.busy, w.from = true, 0
	}
	if !w.busy || s.backed.busy.Load() {
		return false
	}
	reached := w.from
	b := newBatch()
	b.jobs = append(b.jobs, job{do: func(t *tx) error {
		return inTurn(shortestTurn, func() (done bool, err error) {
			reached, err = t.sweep(reached, portion)
			return reached == 0, err
		})
	}})
	s.finish(b, 0)
	w.busy, w.from = b.err == nil && reached > 0, reached
	return w.busy
}

// sweep looks at a portion of the hidden exchanges behind an id and deletes those that no books need. It returns the id
// up to which it has looked, 0 where there are no more.
func (t *tx) sweep(from, most int64) (reached int64, err error) {
	const hidden = "SELECT id, size, id <= (SELECT coalesce(max(after), 0) FROM mark WHERE mark.run=exchange.run OR mark.run='') " +
		"FROM exchange WHERE hidden=1 AND id>? ORDER BY id LIMIT ?"
	rows, err := t.conn.QueryContext(t.ctx, hidden, from, most)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	var ids []int64
	for rows.Next() {
		var size int64
		var unneeded bool
		if err := rows.Scan(&reached, &size, &unneeded); err != nil {
			return 0, err
		}
		if unneeded {
			ids = append(ids, reached)
			t.tally.hidden--
			t.tally.veiled -= size
		}
	}
	if err := rows.Err(); err != nil || len(ids) == 0 {
		return reached, err
	}
	return reached, t.remove("id IN (" + join(ids) + ")")
}
