package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// verify checks the structure of the file, its tables and its length; the exchanges themselves
// are checked by their checksums when they are read.
func (s *Store) verify(ctx context.Context) error {
	same, err := sameTables(ctx, s.db, len(steps()))
	if err != nil {
		return err
	}
	if !same {
		return trouble(s.path, opened, ErrDamaged, errors.New("its tables are not those of its schema"))
	}
	var said string
	if err := s.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return trouble(s.path, opened, ErrDamaged, errors.New(said))
	}
	return s.verifyCounters(ctx)
}

// verifyCounters compares the rows with the counters, which reveals missing rows.
func (s *Store) verifyCounters(ctx context.Context) error {
	var kept int
	var bytes, contents, all int64
	counted := &s.tally
	const query = "SELECT count(*) FILTER (WHERE hidden=0), coalesce(sum(size) FILTER (WHERE hidden=0),0), count(*), (SELECT count(*) FROM content) FROM exchange"
	if err := s.db.QueryRowContext(ctx, query).Scan(&kept, &bytes, &all, &contents); err != nil {
		return err
	}
	if kept != counted.kept || bytes != counted.bytes || contents != all {
		return trouble(s.path, opened, ErrDamaged, fmt.Errorf(
			"it counted %d exchanges of %d bytes, but %d of %d bytes and %d of %d contents are there",
			counted.kept, counted.bytes, kept, bytes, contents, all))
	}
	return nil
}

// sameFile checks that the path still leads to the opened file. Otherwise a journal that was
// deleted while in use would accept every exchange and keep none.
func (s *Store) sameFile() error {
	info, err := os.Stat(s.path)
	if err != nil {
		return trouble(s.path, recorded, ErrPlace, fmt.Errorf("it was moved or deleted while in use: %w; start the mock again", err))
	}
	if !os.SameFile(info, s.file) {
		return trouble(s.path, recorded, ErrPlace, errors.New("another file took its place while it was in use; start the mock again"))
	}
	return nil
}

// tally are the counters of a journal. The file keeps them; they change with every commit.
type tally struct {
	last     int64 // the id given last
	recorded int64 // exchanges, ever
	dropped  int64 // to stay within the bounds, ever
	missing  int64 // the same, without those of runs reset since
	kept     int
	bytes    int64
	hidden   int // reset, but the books need them
	veiled   int64
	upTo     int64 // the highest id that the bounds dropped, as far as it is known
}

func loadTally(ctx context.Context, db querier) (tally, error) {
	var t tally
	err := db.QueryRowContext(ctx, "SELECT last, recorded, dropped, missing, kept, bytes FROM counter").
		Scan(&t.last, &t.recorded, &t.dropped, &t.missing, &t.kept, &t.bytes)
	if err != nil {
		return t, err
	}
	err = db.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(size),0), (SELECT coalesce(max(last),0) FROM dropped) FROM exchange WHERE hidden=1").
		Scan(&t.hidden, &t.veiled, &t.upTo)
	return t, err
}
