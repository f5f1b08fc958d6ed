package sqlite

import "time"

// victims is how many rows are dropped in one go.
const victims = 256

// The file remembers runs with dropped exchanges, and their count. Every so many drops it thins
// out those without kept exchanges to the newest ones, as Memory does.
const (
	mostIdle   = 16_384
	pruneEvery = 65_536
)

// trim drops what is too old and what is too much, oldest first. Hidden exchanges go before
// visible ones: the books may use only the room that the journal leaves.
func (t *tx) trim(o Options, expired int64) error {
	before := t.tally.dropped
	if expired != 0 {
		last, err := t.lastExpired(expired)
		if err != nil {
			return err
		}
		if err := t.dropWhile("hidden IN (0,1)", func(v *victim) bool { return v.id <= last }); err != nil {
			return err
		}
	}
	c := &t.tally
	if c.hidden > 0 && o.exceeded(c.kept+c.hidden, c.bytes+c.veiled) {
		err := t.dropWhile("hidden=1", func(*victim) bool { return o.exceeded(c.kept+c.hidden, c.bytes+c.veiled) })
		if err != nil {
			return err
		}
	}
	if o.exceeded(c.kept, c.bytes) {
		if err := t.dropWhile("hidden=0", func(*victim) bool { return o.exceeded(c.kept, c.bytes) }); err != nil {
			return err
		}
	}
	if before/pruneEvery == c.dropped/pruneEvery {
		return nil
	}
	return t.prune()
}

// lastExpired is the id of the last exchange that is too old, with all before it. The first one that is young enough ends the
// search, but not one whose time is still to come: that is of a clock that ran ahead, and must not keep what came after it.
func (t *tx) lastExpired(expired int64) (last int64, err error) {
	rows, err := t.conn.QueryContext(t.ctx, "SELECT id, at FROM exchange ORDER BY id")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	now := time.Now().UnixMilli()
	for rows.Next() {
		var id, at int64
		if err := rows.Scan(&id, &at); err != nil {
			return 0, err
		}
		switch {
		case at < expired:
			last = id
		case at <= now:
			return last, nil
		}
	}
	return last, rows.Err()
}

func (o Options) exceeded(count int, bytes int64) bool {
	return o.MaxCount > 0 && count > o.MaxCount || o.MaxBytes > 0 && bytes > o.MaxBytes
}

// victim is an exchange that may have to go.
type victim struct {
	id, at, size int64
	hidden       bool
	run          string
}

// dropWhile drops the oldest rows that satisfy which, as long as must says so.
func (t *tx) dropWhile(which string, must func(*victim) bool) error {
	for {
		gone := map[string]int64{}
		n, last, err := t.condemn(which, must, gone)
		if err != nil || n == 0 {
			return err
		}
		if err := t.remove(which+" AND id<=?", last); err != nil {
			return err
		}
		if err := t.countDropped(gone, last); err != nil {
			return err
		}
		if n < victims {
			return nil
		}
	}
}

// condemn takes the rows to drop out of the counters. It returns how many there are and the last
// id.
func (t *tx) condemn(which string, must func(*victim) bool, gone map[string]int64) (n int, last int64, err error) {
	rows, err := t.conn.QueryContext(t.ctx, "SELECT id, at, size, hidden, run FROM exchange WHERE "+which+" ORDER BY id")
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = rows.Close() }()
	for n < victims && rows.Next() {
		var v victim
		if err := rows.Scan(&v.id, &v.at, &v.size, &v.hidden, &v.run); err != nil {
			return 0, 0, err
		}
		if !must(&v) {
			break
		}
		t.leave(&v, gone)
		last = v.id
		n++
	}
	return n, last, rows.Err()
}

// leave removes one row from the counters.
func (t *tx) leave(v *victim, gone map[string]int64) {
	if v.hidden {
		t.tally.hidden--
		t.tally.veiled -= v.size
		return
	}
	t.tally.kept--
	t.tally.bytes -= v.size
	t.tally.dropped++
	t.tally.missing++
	t.tally.upTo = max(t.tally.upTo, v.id)
	gone[v.run]++
}

// remove deletes exchanges with their content; the condition is about the table exchange.
func (t *tx) remove(condition string, args ...any) error {
	_, err := t.conn.ExecContext(t.ctx, "DELETE FROM content WHERE id IN (SELECT id FROM exchange WHERE "+condition+")", args...)
	if err == nil {
		_, err = t.conn.ExecContext(t.ctx, "DELETE FROM exchange WHERE "+condition, args...)
	}
	return err
}

// countDropped records how many exchanges of each run were dropped.
func (t *tx) countDropped(gone map[string]int64, last int64) error {
	for run, n := range gone {
		_, err := t.conn.ExecContext(t.ctx,
			"INSERT INTO dropped VALUES(?,?,?) ON CONFLICT(run) DO UPDATE SET n=n+excluded.n, last=excluded.last", run, n, last)
		if err != nil {
			return err
		}
	}
	return nil
}

// prune forgets what no longer matters: the counts of old runs beyond a bound, and marks with no
// exchange before them.
func (t *tx) prune() error {
	_, err := t.conn.ExecContext(t.ctx, `DELETE FROM dropped
		WHERE run NOT IN (SELECT run FROM dropped ORDER BY last DESC LIMIT ?)
		AND run NOT IN (SELECT run FROM exchange WHERE hidden=0)`, mostIdle)
	if err == nil {
		_, err = t.conn.ExecContext(t.ctx, "DELETE FROM mark WHERE after < (SELECT coalesce(min(id), ?) FROM exchange)", t.tally.last)
	}
	return err
}
