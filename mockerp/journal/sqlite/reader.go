package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// readEvery is how often a Reader asks whether another process has changed the journal.
const readEvery = 500 * time.Millisecond

// Reader is a journal that is only read, also while a mock writes it: it takes none of the locks by which one process keeps
// the journal to itself, and follows what the other writes. Make one with OpenToRead.
type Reader struct {
	store  Store // of which only what reads is used
	schema int
	end    context.CancelFunc
	gone   sync.WaitGroup
	// refreshing is held by the one who takes over changes.
	refreshing sync.Mutex
}

// OpenToRead opens the journal in the file at path to read it. It creates nothing, repairs nothing and drops nothing. The
// error says what it found instead of a journal, as that of Open does; a journal that this process has open is ErrInUse.
func OpenToRead(path string) (*Reader, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	r := &Reader{store: Store{path: path, watchers: map[*watcher]struct{}{}}}
	if err := r.open(context.Background()); err != nil {
		return nil, errors.Join(explain(path, opened, err), r.close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.end = cancel
	r.gone.Go(func() { r.follow(ctx) })
	return r, nil
}

func (r *Reader) open(ctx context.Context) error {
	if err := checkHeld(r.store.path); err != nil {
		return err
	}
	found, err := inspect(r.store.path, os.O_RDONLY)
	switch {
	case err != nil:
		return err
	case found.version == 0:
		return trouble(r.store.path, opened, ErrForeign, errors.New("the file is missing or empty"))
	}
	r.schema = found.version
	if r.store.reads, err = connectToRead(ctx, r.store.path); err != nil {
		return err
	}
	same, err := sameTables(ctx, r.store.reads, r.schema)
	if err != nil {
		return err
	}
	if !same {
		return trouble(r.store.path, opened, ErrDamaged, errors.New("its tables are not those of its schema"))
	}
	r.store.index.shelf = newShelf()
	return r.refresh(ctx)
}

// connectToRead reads a file that nobody may write as it is: then nobody changes it, and no part of it can be made beside it.
func connectToRead(ctx context.Context, path string) (*sql.DB, error) {
	db, err := connect(ctx, path, mostReaders, reading())
	if err == nil {
		if _, err = sameTables(ctx, db, 0); err == nil { // it can be read
			return db, nil
		}
		err = errors.Join(err, db.Close())
	}
	if !errors.Is(explain(path, opened, err), ErrReadOnly) || orphan(path) != "" {
		return nil, err
	}
	return connect(ctx, path, mostReaders, append([]string{"immutable=1"}, reading()...))
}

// follow takes over what another process has changed, until ctx ends.
func (r *Reader) follow(ctx context.Context) {
	every := time.NewTicker(readEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			_ = r.refresh(ctx) // what is wrong is told to who reads
		}
	}
}

// refresh brings the index to what the file has now.
func (r *Reader) refresh(ctx context.Context) error {
	r.refreshing.Lock()
	defer r.refreshing.Unlock()
	s := &r.store
	if err := s.usable(); err != nil {
		return err
	}
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	now, err := loadTally(ctx, tx)
	if err != nil || now == s.tally { // which changes nowhere else
		return err
	}
	reset := int64(now.kept) < int64(s.tally.kept)+(now.last-s.tally.last)-(now.dropped-s.tally.dropped)
	if err := r.index(ctx, tx, now, reset); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if reset {
		s.present.Resets++
	}
	s.tally = now
	s.present.Pass()
	for w := range s.watchers {
		w.anew = true
		w.ring()
	}
	return nil
}

// index takes in what came, or all anew where exchanges were reset.
func (r *Reader) index(ctx context.Context, tx *sql.Tx, now tally, reset bool) error {
	s := &r.store
	s.index.Lock()
	defer s.index.Unlock()
	if !reset {
		err := s.index.load(ctx, tx, r.schema, s.tally.last)
		s.index.drop(now.upTo)
		s.index.tidy(int(now.last - s.tally.last))
		return err
	}
	fresh := newShelf()
	if err := fresh.load(ctx, tx, r.schema, 0); err != nil {
		return err
	}
	s.index.replace(fresh)
	return nil
}

// errRead is what a Reader says to everything that writes.
func (r *Reader) errRead() error {
	return trouble(r.store.path, "be changed", ErrReadOnly, errors.New("it was opened to be read"))
}

// Get returns one exchange, as Store.Get does.
func (r *Reader) Get(id uint64) (*traffic.Exchange, bool, error) { return r.store.Get(id) }

// List returns the matching exchanges of now, as Store.List does.
func (r *Reader) List(ctx context.Context, f journal.Filter) (journal.Page, error) {
	if err := r.refresh(ctx); err != nil {
		return journal.Page{}, r.store.readFailed(err)
	}
	page, err := r.store.List(ctx, f)
	if errors.Is(err, ErrDamaged) && r.refresh(ctx) == nil { // exchanges were dropped in between
		return r.store.List(ctx, f)
	}
	return page, err
}

// Wait waits for exchanges that another process records, which it hears of within half a second.
func (r *Reader) Wait(ctx context.Context, f journal.Filter, n int) (journal.Page, error) {
	return r.store.Wait(ctx, f, n)
}

// Coverage counts, as Store.Coverage does.
func (r *Reader) Coverage(ctx context.Context, run string) (journal.Counts, error) {
	if err := r.refresh(ctx); err != nil {
		return journal.Counts{}, r.store.readFailed(err)
	}
	return r.store.Coverage(ctx, run)
}

// Now tells where the journal stands, as far as that is known.
func (r *Reader) Now() journal.Moment { return r.store.Now() }

// Stats returns how much is kept and was dropped.
func (r *Reader) Stats() journal.Stats { return r.store.Stats() }

// Append refuses.
func (r *Reader) Append(*traffic.Exchange) error { return r.errRead() }

// Reset refuses.
func (r *Reader) Reset(string) (int, error) { return 0, r.errRead() }

// Close ends every Wait. It may be called more than once.
func (r *Reader) Close() error {
	r.store.closing.Do(func() {
		r.store.mu.Lock()
		r.store.closed = true
		r.store.ringAll()
		r.store.present.Pass()
		r.store.mu.Unlock()
		r.end()
		r.gone.Wait()
		r.store.closeError = explain(r.store.path, "be closed", r.close())
	})
	return r.store.closeError
}

func (r *Reader) close() error {
	if r.store.reads == nil {
		return nil
	}
	return r.store.reads.Close()
}

var _ journal.Store = (*Reader)(nil)
