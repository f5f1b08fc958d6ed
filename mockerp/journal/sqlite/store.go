package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"sync"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Store is a journal in an SQLite file. Make one with Open. It is safe for concurrent use.
type Store struct {
	path    string
	options Options
	lock    *lock
	disk    *os.File    // to flush it; closed last, for closing any handle of a file gives up the process's locks on it
	file    os.FileInfo // the file that was opened
	db      *sql.DB     // one of its connections writes
	reads   *sql.DB
	writer  *writer
	index   index
	indexed indexed
	sweeper sweeper
	backed  writeback
	scripts scripts

	wake chan struct{} // has a signal when the queue has a job
	done chan struct{} // closed when the writer has ended

	mu       sync.Mutex
	closed   bool
	last     int64 // the latest id; ahead of tally.last by what is queued
	next     *batch
	tally    tally // as committed
	watchers map[*watcher]struct{}
	present  journal.Present
	carriers carriers

	closing    sync.Once
	closeError error
}

var (
	_ journal.Store    = (*Store)(nil)
	_ journal.Deferred = (*Store)(nil)
	_ journal.Durable  = (*Store)(nil)
	_ journal.Counted  = (*Store)(nil)
)

// Get returns the exchange with that id; ok is false if it was never recorded, was dropped, or
// its run was reset. The error is journal.ErrClosed or wraps ErrDamaged or ErrDisk.
func (s *Store) Get(id uint64) (x *traffic.Exchange, ok bool, err error) {
	if id > math.MaxInt64 {
		return nil, false, nil
	}
	list, err := s.read(context.Background(), "e.hidden=0 AND e.id=?", []any{int64(id)}, 1)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	return list[0], true, nil
}

// Stats returns how much is kept now, without hidden exchanges, and how much was ever recorded
// and dropped. MaxCount or MaxBytes is 0 without that bound.
func (s *Store) Stats() journal.Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return journal.Stats{
		Exchanges: s.tally.kept, Bytes: s.tally.bytes,
		Recorded: uint64(s.tally.recorded), Dropped: uint64(s.tally.dropped),
		MaxCount: s.options.MaxCount, MaxBytes: s.options.MaxBytes,
	}
}

// Now tells where the journal stands, as far as it is committed. Of a closed journal nothing changes any more.
func (s *Store) Now() journal.Moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.present.DroppedTo = uint64(s.tally.upTo)
	return s.present.Now(uint64(s.tally.last))
}

// Close commits what is queued, ends every Wait and leaves one complete file. It may be called
// more than once. After it, everything but Stats returns journal.ErrClosed.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		s.ringAll()
		s.present.Pass()
		s.mu.Unlock()
		s.stir()
		<-s.done
		s.backed.wait()
		// without the checkpoint the next start takes longer, no more
		_ = s.keepIndex(context.Background())
		s.closeError = explain(s.path, "be closed", s.release())
	})
	return s.closeError
}

// release gives back everything that open has taken so far.
func (s *Store) release() error {
	var errs []error
	if s.reads != nil {
		errs = append(errs, s.reads.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.disk != nil {
		errs = append(errs, s.disk.Close())
	}
	return errors.Join(append(errs, s.lock.release())...)
}
