package sqlite

import (
	"errors"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// How much may wait for the writer. Every caller waits for its own exchange, so only a flood with
// a stuck disk gets here.
const (
	mostQueued      = 1 << 16
	mostQueuedBytes = 256 << 20
)

var errFlood = errors.New("more exchanges wait for the disk than there is room for")

// job is one step for the writer: an exchange to insert, or something to do in between.
type job struct {
	row  *row
	x    *traffic.Exchange // in the form that is kept
	do   func(*tx) error
	then func() // called under the lock after the commit; may be nil
}

// batch becomes one transaction. err is set before done is closed.
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

// Append gives x its ID and returns when x is committed. On an error x is not recorded and has no
// ID; the next Append tries again.
func (s *Store) Append(x *traffic.Exchange) error {
	wait, err := s.Enqueue(x)
	if err != nil {
		return err
	}
	return wait()
}

// Enqueue gives x its ID and its place at once; wait returns when it is committed. See
// journal.Deferred. Like Memory, it keeps an exchange larger than the whole journal may be in a
// shortened form.
func (s *Store) Enqueue(x *traffic.Exchange) (wait func() error, err error) {
	kept, _ := journal.Fit(x, s.options.mostOne())
	r := s.encode(kept) // leaves s.mu locked
	if err := s.admits(r.size); err != nil {
		s.mu.Unlock()
		return nil, err
	}
	s.last++
	x.ID, kept.ID = uint64(s.last), uint64(s.last)
	r.seal(s.last)
	s.carry(r)
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

// admits returns an error if nothing more may be queued. The lock must be held.
func (s *Store) admits(size int64) error {
	switch {
	case s.closed:
		return journal.ErrClosed
	case len(s.next.jobs) >= mostQueued || len(s.next.jobs) > 0 && s.next.bytes+size > mostQueuedBytes:
		return trouble(s.path, recorded, ErrDisk, errFlood)
	}
	return nil
}

// put adds a job to the next batch. The lock must be held.
func (s *Store) put(j job, size int64) *batch {
	s.next.jobs = append(s.next.jobs, j)
	s.next.bytes += size
	return s.next
}

// stir wakes the writer.
func (s *Store) stir() {
	select {
	case s.wake <- struct{}{}:
	default: // it has a signal already
	}
}

// perform lets the writer do a job in the order of the exchanges and waits for the commit.
// prepare runs while the job is queued, so that it sees the latest id.
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
