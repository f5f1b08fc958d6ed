package mockerp

import (
	"errors"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
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

func (t steer) SetScript(name string, s *script.Script) error {
	if name == "" {
		t.s.runs.setScript(s, false)
		return nil
	}
	if !traffic.ValidRun(name) {
		return errors.New(refuseRunName(name).message)
	}
	one, ok := t.s.runs.use(name)
	if !ok {
		return errors.New(refuseRuns(t.s.runs.limit).message)
	}
	own := s != nil
	if !own {
		s = t.s.runs.defaultScript()
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.ownScript, one.live = own, t.s.runs.start(s, 0)
	return nil
}

func (t steer) Script(name string) (*script.Script, []script.Use, bool) {
	if name == "" {
		shared := t.s.runs.defaultScript()
		return shared, t.s.runs.start(shared, 0).Uses(), true
	}
	one, ok := t.s.runs.find(name)
	if !ok {
		return nil, nil, false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.live == nil {
		return nil, nil, true
	}
	return one.live.Script(), one.live.Uses(), true
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

// setScript changes the script of every run that has none of its own, and of the runs to come. With goOn
// nobody asked for the beginning of the script: what it gives goes on behind what was given.
func (r *runs) setScript(s *script.Script, goOn bool) {
	r.mu.Lock()
	r.script = s
	r.mu.Unlock()
	for _, one := range r.all() {
		one.mu.Lock()
		if begun := uint64(0); !one.ownScript {
			if goOn {
				begun = one.before + one.posts
			}
			one.live = r.start(s, begun)
		}
		one.mu.Unlock()
	}
}

func (r *runs) defaultScript() *script.Script {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.script
}

func (r *runs) count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.byName)
}
