package mockerp

import (
	"context"
	"sort"
	"sync"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// DefaultRun is the name of the run of the paths that do not name one.
const DefaultRun = traffic.DefaultRun

// run is one isolated ERP. Its lock is held from Consider to the record in the journal, so that
// the order of the journal is the order in which the books saw the posts.
type run struct {
	name  string
	since time.Time

	mu        sync.Mutex
	books     *books.Books
	live      *script.Live   // nil when there is no script
	next      []*script.Live // of one rule each, before the script and for one post
	ownScript bool           // set for this run, not the default one
	posts     uint64
	before    uint64 // posts that the journal may have known of, and does not any more
	last      time.Time
	pending   int             // exchanges that are not durable yet
	stale     bool            // the books hold what the journal could not keep
	dropped   bool            // posts under way go to the run that has its place
	cut       context.Context // ends what is being held back or drawn out, with a reset or the mock
	cutNow    context.CancelFunc
}

// runs are the isolated ERPs by name. They appear on first use and are bounded.
type runs struct {
	limit     int
	maxThings int
	total     *books.Total
	stop      context.Context // ends with the mock
	durable   journal.Durable // nil when the journal ends with the process
	// checkpointed is how many exchanges were recorded when the journal got its last checkpoint.
	checkpointed uint64
	seed         *uint64 // where chance comes from instead of the seeds of the scripts

	mu     sync.RWMutex
	byName map[string]*run
	script *script.Script // of every run that has none of its own
}

func newRuns(stop context.Context, config Config) *runs {
	r := &runs{
		limit: config.MaxRuns, maxThings: config.MaxThings, total: books.NewTotal(config.MaxThingsTotal), stop: stop, byName: map[string]*run{},
		script: config.Script, seed: config.Seed,
	}
	r.byName[DefaultRun] = r.make(DefaultRun)
	return r
}

func (r *runs) make(name string) *run {
	made := &run{name: name, since: time.Now(), books: books.New(r.maxThings).Within(r.total)}
	made.cut, made.cutNow = context.WithCancel(r.stop)
	made.live = r.start(r.script, 0)
	return made
}

// start sets a script to work from its beginning, in a run that has had so many posts if nobody asked for the
// beginning; nil without one.
func (r *runs) start(s *script.Script, begun uint64) *script.Live {
	if s == nil {
		return nil
	}
	options := []script.Option{script.WithBegun(begun)}
	if r.seed != nil {
		options = append(options, script.WithSeed(*r.seed))
	}
	return script.Start(s, options...)
}

// find returns the run without making it.
func (r *runs) find(name string) (*run, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	found, ok := r.byName[name]
	return found, ok
}

// use returns the run and makes it on first use; ok is false when there are too many.
func (r *runs) use(name string) (*run, bool) {
	if found, ok := r.find(name); ok {
		return found, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if found, ok := r.byName[name]; ok {
		return found, true
	}
	if len(r.byName) >= r.limit {
		return nil, false
	}
	made := r.make(name)
	r.byName[name] = made
	return made, true
}

// drop forgets the run with its books and its script, if there is one. The default run starts afresh.
func (r *runs) drop(name string) error {
	found, ok := r.find(name)
	if !ok {
		return nil
	}
	found.mu.Lock()
	defer found.mu.Unlock()
	if found.dropped { // by another caller, meanwhile
		return nil
	}
	if err := r.mark(journal.MarkRun, name); err != nil { // the disk may take its time: other runs go on
		return err
	}
	r.mu.Lock()
	delete(r.byName, name)
	if name == DefaultRun {
		r.byName[name] = r.make(name)
	}
	r.mu.Unlock()
	found.books.Leave()
	found.dropped = true
	found.cutNow()
	return nil
}

// mark notes in a durable journal that the books of the run begin anew here. The caller holds the
// run's lock, so that no post comes in between.
func (r *runs) mark(kind, run string) error {
	if r.durable == nil {
		return nil
	}
	return r.durable.Mark(kind, run)
}

// all returns the runs in the order of their names.
func (r *runs) all() []*run {
	r.mu.RLock()
	defer r.mu.RUnlock()
	list := make([]*run, 0, len(r.byName))
	for _, one := range r.byName {
		list = append(list, one)
	}
	sort.Slice(list, func(i, k int) bool { return list[i].name < list[k].name })
	return list
}

// cutShort lets every answer that is being held back leave at once and ends the faults under way.
// The caller holds the lock; stop is the context of the mock.
func (r *run) cutShort(stop context.Context) {
	r.cutNow()
	r.cut, r.cutNow = context.WithCancel(stop)
}
