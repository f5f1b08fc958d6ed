package mockerp

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// steer is the mock as the control door sees it.
type steer struct{ s *Server }

func (t steer) Runs() []control.RunInfo {
	var list []control.RunInfo
	for _, one := range t.s.runs.all() {
		list = append(list, one.info())
	}
	return list
}

func (r *run) info() control.RunInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	return control.RunInfo{
		Name: r.name, Since: r.since, Last: r.last, Posts: r.posts, Things: r.books.Size(),
		HasScript: r.live != nil, OwnScript: r.ownScript,
	}
}

func (t steer) DropRun(name string) error {
	t.s.outage.Cancel(name)
	return t.s.runs.drop(name)
}

func (t steer) ClosedUntil() time.Time { return t.s.outage.Until() }

func (t steer) Down(duration time.Duration) time.Time { return t.s.Down(duration) }

// ResetBooks empties the books of one run, or with "" of all of them. A run that is not there has none.
func (t steer) ResetBooks(name string) (int, error) {
	t.s.outage.Cancel(name)
	total := 0
	list, _ := t.s.runs.some(name)
	for _, one := range list {
		n, err := t.s.runs.resetBooks(one)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

func (r *runs) resetBooks(one *run) (int, error) {
	one.mu.Lock()
	defer one.mu.Unlock()
	if err := r.mark(journal.MarkBooks, one.name); err != nil {
		return 0, err
	}
	one.cutShort(r.stop)
	size := one.books.Size()
	one.books.Leave()
	one.books, one.stale = books.New(r.maxThings).Within(r.total), false
	return size, nil
}

func (t steer) Things(name string) ([]books.Thing, bool) {
	one, ok := t.s.runs.find(name)
	if !ok {
		return nil, false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return one.books.Things(), true
}

// some is one run by name, or with "" all of them.
func (r *runs) some(name string) ([]*run, bool) {
	if name == "" {
		return r.all(), true
	}
	one, ok := r.find(name)
	if !ok {
		return nil, false
	}
	return []*run{one}, true
}

func (r *runs) count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.byName)
}
