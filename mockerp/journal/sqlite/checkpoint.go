package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// The checkpoints of a journal: what else a start would have to make from all exchanges again.
const (
	ofBooks = "books"
	ofIndex = "index"
)

// mostCheckpoint is how large a checkpoint may be, unpacked: that of the most books is a tenth of it. One that is packed many times
// tighter than any that was written was crafted to fill memory.
const (
	mostCheckpoint = 1 << 30
	tightest       = 256
	alwaysUnpacked = 4 << 20
)

// KeepCheckpoint keeps the books as they are after the exchanges enqueued so far; see journal.Durable.
func (s *Store) KeepCheckpoint(books []byte) error {
	content, err := pack(books)
	if err != nil {
		return err
	}
	return s.perform(func(int64) job {
		return job{do: func(t *tx) error {
			fits, err := fitsOfMarks(t.ctx, t.conn)
			if err != nil {
				return err
			}
			return keep(t.ctx, t.conn, ofBooks, fits, t.tally.last, content) // not an id that failed: the next process gives it again
		}}
	})
}

// Checkpoint returns the books that were kept last, and up to which exchange they are true; nil where there are none that fit.
// One that is damaged is none.
func (s *Store) Checkpoint() (books []byte, upTo uint64, err error) {
	if err := s.usable(); err != nil {
		return nil, 0, err
	}
	ctx := context.Background()
	wanted, err := fitsOfMarks(ctx, s.reads)
	if err != nil {
		return nil, 0, s.readFailed(err)
	}
	books, fits, last, err := kept(ctx, s.reads, ofBooks)
	if err != nil || books == nil || fits != wanted || uint64(last) > s.Now().Last {
		return nil, 0, s.readFailed(err)
	}
	return books, uint64(last), nil
}

// fitsOfMarks says which marks there are: after another one the books begin anew.
func fitsOfMarks(ctx context.Context, q querier) (fits string, err error) {
	const all = "SELECT coalesce(group_concat(run || ' ' || kind || ' ' || after, '/'), '') FROM (SELECT * FROM mark ORDER BY run, kind)"
	err = q.QueryRowContext(ctx, all).Scan(&fits)
	return fits, err
}

type executer interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

func keep(ctx context.Context, to executer, name, fits string, upTo int64, content []byte) error {
	_, err := to.ExecContext(ctx, "INSERT OR REPLACE INTO checkpoint(name, fits, upto, content) VALUES(?,?,?,?)", name, fits, upTo, content)
	return err
}

// kept reads a checkpoint; nil is none.
func kept(ctx context.Context, q querier, name string) (content []byte, fits string, upTo int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT fits, upto, content FROM checkpoint WHERE name=?", name).Scan(&fits, &upTo, &content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", 0, nil
	}
	if err != nil {
		return nil, "", 0, err
	}
	return unpack(content), fits, upTo, nil
}

// pack makes it small; its form has a checksum.
func pack(content []byte) ([]byte, error) {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("the checkpoint cannot be packed: %w", err)
	}
	return w.EncodeAll(content, nil), w.Close()
}

// unpack returns nil for what is damaged.
func unpack(content []byte) []byte {
	most := min(mostCheckpoint, alwaysUnpacked+tightest*uint64(len(content)))
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(most), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil
	}
	defer r.Close()
	unpacked, err := r.DecodeAll(content, nil)
	if err != nil {
		return nil
	}
	return unpacked
}
