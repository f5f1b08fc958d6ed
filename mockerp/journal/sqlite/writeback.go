package sqlite

import (
	"context"
	"os"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
)

const pageBytes = 4096

// logBounds bound the -wal part, in pages.
type logBounds struct {
	much int // so many are written before they are taken over into the file
	// most is how long the -wal part may become before the writer itself takes over the last of it: while exchanges come without
	// a pause, another connection never reaches its end, and it would grow without bound.
	most int
}

func usualLog() logBounds { return logBounds{much: 4096, most: 16_000} }

const (
	// patience is how many times as much may be there, such as after a kill, or come while the other connection is at it, before
	// the writer waits for it and does it itself: with much else to do it may take its time.
	patience = 4
	// passes are how many times the other connection takes over what came meanwhile, and a few pages end that sooner.
	passes = 4
	few    = 256
)

// writeback takes over into the file what was committed to its -wal part, on a connection of its own. SQLite would let the
// unlucky commit that makes it too long do that, and all posts wait for it.
type writeback struct {
	pages  int         // committed since it began last
	busy   atomic.Bool // it is under way
	behind atomic.Bool // the -wal part is too long
	under  sync.Mutex  // held while it is under way
}

// written is how many pages the writer has written to the -wal part since it was asked last.
func (w *writer) written() (pages int) {
	_ = w.conn.Raw(func(conn any) (err error) { // that the counter is unknown is the only way to fail
		pages, _, err = conn.(driver.DBStatus).Status(driver.DBStatusCacheWrite, true)
		return err
	})
	return pages
}

// found counts what a process has left that was killed: otherwise the -wal part would grow from kill to kill.
func (w *writeback) found(path string) {
	if info, err := os.Stat(path + "-wal"); err == nil {
		w.pages = int(info.Size() / pageBytes)
	}
}

// writeback begins one when it is time. Only the writer calls it.
func (s *Store) writeback() {
	w := &s.backed
	switch {
	case w.behind.Swap(false), w.pages >= patience*s.options.log.much:
		w.wait()
		w.pages = 0
		_, _ = frames(context.Background(), s.writer.conn) // what goes wrong here goes wrong with the next commit, too
	case w.pages >= s.options.log.much && w.under.TryLock():
		w.pages = 0
		w.busy.Store(true)
		go s.takeOver()
	}
}

// takeOver is the work of the other connection.
func (s *Store) takeOver() {
	w := &s.backed
	defer s.stir() // for the sweep, which has waited
	defer w.under.Unlock()
	defer w.busy.Store(false)
	for before, pass := 0, 0; pass < passes; pass++ {
		all, err := frames(context.Background(), s.reads)
		if err != nil || all <= s.options.log.most {
			return
		}
		if all-before < few {
			break
		}
		before = all
	}
	// SQLite flushes the file with the last of it, and the writer would wait for all that was taken over.
	_ = s.disk.Sync() // if it fails, so does the flush of SQLite
	w.behind.Store(true)
}

// wait waits until none is under way.
func (w *writeback) wait() {
	w.under.Lock()
	defer w.under.Unlock()
}

// frames takes over what it can without waiting for anybody, and returns how many frames there were when it began. That it took
// all of those says little: what was committed meanwhile is behind them, and then the -wal part does not begin anew.
func frames(ctx context.Context, q querier) (all int, err error) {
	var busy, taken int
	err = q.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &all, &taken)
	return all, err
}
