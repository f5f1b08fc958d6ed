package sqlite

import (
	"context"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// watcher is one waiting caller. It found what the file had when it began to count, plus what was
// announced since; the store's lock guards all of it.
type watcher struct {
	filter    journal.Filter
	announced int  // matching exchanges committed since
	anew      bool // its run was reset: it must count again
	bell      chan struct{}
}

// Wait blocks until n exchanges above f.After match, ctx ends or the journal is closed, and then
// returns what List returns. Exchanges that came during the wait count even if the bounds have
// dropped them since; those of a run that was reset do not. The end of ctx is not an error: the
// page shows whether enough came.
func (s *Store) Wait(ctx context.Context, f journal.Filter, n int) (journal.Page, error) {
	if err := s.await(ctx, f, n); err != nil {
		return journal.Page{}, err
	}
	return s.List(context.WithoutCancel(ctx), f)
}

func (s *Store) await(ctx context.Context, f journal.Filter, n int) error {
	w := &watcher{filter: f, bell: make(chan struct{}, 1)}
	defer func() {
		s.mu.Lock()
		delete(s.watchers, w)
		s.mu.Unlock()
	}()
	for {
		base, err := s.countFrom(w)
		if err != nil {
			return err
		}
		enough, err := s.listen(ctx, w, n-base)
		if enough || err != nil {
			return err
		}
	}
}

// countFrom counts what the file has and subscribes w to what comes later. It misses nothing and
// counts nothing twice: commits are announced in the order of ids.
func (s *Store) countFrom(w *watcher) (int, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return 0, journal.ErrClosed
	}
	s.watchers[w] = struct{}{}
	w.announced, w.anew = 0, false
	upTo := s.tally.last
	s.mu.Unlock()
	n := 0
	look, err := s.look(context.Background(), &w.filter, func(e *entry) bool {
		if uint64(e.id) > w.filter.After && e.id <= upTo {
			n++
		}
		return false
	})
	if err == nil {
		look.end()
	}
	return n, s.readFailed(err)
}

// listen waits until n more are announced or ctx ends; false means that w must count anew.
func (s *Store) listen(ctx context.Context, w *watcher, n int) (enough bool, err error) {
	for {
		s.mu.Lock()
		anew, closed := w.anew, s.closed
		enough = w.announced >= n
		s.mu.Unlock()
		switch {
		case anew:
			return false, nil
		case enough:
			return true, nil
		case closed:
			return false, journal.ErrClosed
		}
		select {
		case <-w.bell:
		case <-ctx.Done():
			return true, nil
		}
	}
}

// announce tells the watchers what a batch did. The lock must be held.
func (s *Store) announce(b *batch) {
	for i := range b.jobs {
		if then := b.jobs[i].then; then != nil {
			then()
		}
	}
	s.present.Pass()
	for w := range s.watchers {
		for i := range b.jobs {
			if x := b.jobs[i].x; x != nil && x.ID > w.filter.After && w.filter.Matches(x) {
				w.announced++
			}
		}
		w.ring()
	}
}

// recount makes the watchers of a reset run count anew. The lock must be held.
func (s *Store) recount(run string) {
	for w := range s.watchers {
		if run == "" || w.filter.Run == "" || w.filter.Run == run {
			w.anew = true
		}
	}
}

// ringAll wakes all watchers. The lock must be held.
func (s *Store) ringAll() {
	for w := range s.watchers {
		w.ring()
	}
}

func (w *watcher) ring() {
	select {
	case w.bell <- struct{}{}:
	default: // it has a signal already
	}
}
