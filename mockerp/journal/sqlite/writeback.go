package sqlite

import (
	"context"
	"os"
	"sync/atomic"
)

const (
	pageBytes = 4096
	// commitPages is about how many pages a commit writes however little is in it: the ends of the tables, and the counters.
	commitPages = 4
	// muchBytes is how much may be written before it is taken over into the file.
	muchBytes = 16 << 20
	// mostFrames is how long the -wal part may become before the writer itself takes it over: while exchanges come without
	// a pause, another connection never reaches its end, and it would grow without bound.
	mostFrames = 16_000
)

// patience is how many times as much may be there, such as after a kill, or come while the other connection is at it, before
// the writer waits for it and does it itself: with much else to do it may take its time.
const patience = 4

// logBounds are the two of them.
type logBounds struct {
	much   int64
	frames int
}

// writeback takes over into the file what was committed to its -wal part, on a connection of its own. SQLite would let the
// unlucky commit that makes it too long do that, and all posts wait for it.
type writeback struct {
	bytes  int64       // committed since it began last, estimated
	busy   atomic.Bool // it is under way
	behind atomic.Bool // the -wal part is too long
	done   chan struct{}
}

// note counts what a transaction has written.
func (w *writeback) note(t *tx) {
	for _, r := range t.added {
		w.bytes += r.size
	}
	w.bytes += int64(t.changed+commitPages) * pageBytes
}

// found counts what a process has left that was killed: otherwise the -wal part would grow from kill to kill.
func (w *writeback) found(path string) {
	if info, err := os.Stat(path + "-wal"); err == nil {
		w.bytes = info.Size()
	}
}

// writeback begins one when it is time. Only the writer calls it.
func (s *Store) writeback() {
	w := &s.backed
	switch {
	case w.behind.Swap(false), w.bytes >= patience*s.options.log.much:
		w.wait()
		w.bytes = 0
		_, _ = frames(context.Background(), s.writer.conn) // what goes wrong here goes wrong with the next commit, too
	case w.bytes >= s.options.log.much && w.busy.CompareAndSwap(false, true):
		w.bytes, w.done = 0, make(chan struct{})
		go func() {
			defer close(w.done)
			defer w.busy.Store(false)
			all, err := frames(context.Background(), s.reads)
			w.behind.Store(err == nil && all > s.options.log.frames)
		}()
	}
}

// wait waits until none is under way.
func (w *writeback) wait() {
	if w.done != nil {
		<-w.done
	}
}

// frames takes over what it can without waiting for anybody, and returns how many frames there were when it began. That it took
// all of those says little: what was committed meanwhile is behind them, and then the -wal part does not begin anew.
func frames(ctx context.Context, q querier) (all int, err error) {
	var busy, taken int
	err = q.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &all, &taken)
	return all, err
}
