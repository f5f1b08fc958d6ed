package sqlite

import (
	"errors"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// How much may wait for the writer. Every caller waits for its own exchange, so that only a flood
// with a stuck disk comes here.
const (
	mostQueued      = 1 << 16
	mostQueuedBytes = 256 << 20
)

// errFlood says that the queue is full.
var errFlood = errors.New("more exchanges wait for the disk than there is room for")

// job is one step for the writer: an exchange to insert, or something to do in between.
type job struct {
	row  *row
	x    *traffic.Exchange // as it is kept
	do   func(*tx) error
	then func() // under the lock, when it is committed; may be nil
}

// batch is what becomes one transaction. err is set before done is closed.
type batch struct {
	jobs  []job
	bytes int64
	done  chan struct{}
	err   error
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

func (b *batch) wait() error {
	<-b.done
	return b.err
}

// Append records x: it gives it its ID and returns when it is committed. On an error x is not
// recorded and has no ID; the next Append tries again.
func (s *Store) Append(x *traffic.Exchange) error {
	wait, err := s.Enqueue(x)
	if err != nil {
		return err
	}
	return wait()
}

// Enqueue gives x its ID and its place at once; wait returns when it is committed. See
// journal.Deferred. An exchange that is larger than the journal may be is kept shortened, as
// Memory does.
func (s *Store) Enqueue(x *traffic.Exchange) (wait func() error, err error) {
	kept := x
	if most := s.options.mostOne(); journal.Size(x) > most {
		kept = journal.Shorten(x, most)
	}
	r := encode(kept)
	s.mu.Lock()
	if err := s.admits(r.size); err != nil {
		s.mu.Unlock()
		return nil, err
	}
	s.last++
	x.ID, kept.ID = uint64(s.last), uint64(s.last)
	r.seal(s.last)
	b := s.put(job{row: r, x: kept}, r.size)
	s.mu.Unlock()
	s.stir()
	return func() error {
		if err := b.wait(); err != nil {
			x.ID = 0
			return err
		}
		return nil
	}, nil
}

// admits tells whether something may be queued. The lock must be held.
func (s *Store) admits(size int64) error {
	switch {
	case s.closed:
		return journal.ErrClosed
	case len(s.next.jobs) >= mostQueued || len(s.next.jobs) > 0 && s.next.bytes+size > mostQueuedBytes:
		return trouble(s.path, recorded, ErrDisk, errFlood)
	}
	return nil
}

// put adds to the batch that comes next. The lock must be held.
func (s *Store) put(j job, size int64) *batch {
	s.next.jobs = append(s.next.jobs, j)
	s.next.bytes += size
	return s.next
}

// stir wakes the writer.
func (s *Store) stir() {
	select {
	case s.wake <- struct{}{}:
	default: // it has been told already
	}
}

// perform lets the writer do something in the order of the exchanges and waits for the commit.
// prepare runs at the moment of queueing, so that it sees the id given last.
func (s *Store) perform(prepare func(last int64) job) error {
	s.mu.Lock()
	if err := s.admits(0); err != nil {
		s.mu.Unlock()
		return err
	}
	b := s.put(prepare(s.last), 0)
	s.mu.Unlock()
	s.stir()
	return b.wait()
}
