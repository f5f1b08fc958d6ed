package play

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// ledgerFile is the leftovers file of one run. It may hold leftovers of earlier runs.
type ledgerFile struct {
	path string

	mu     sync.Mutex
	before []leftovers.Leftover
	byCase map[*player][]leftovers.Leftover
	order  []*player
	failed error
}

// openLeftovers reads what is already in the file, so that nothing in it is lost.
func (r *run) openLeftovers() error {
	if r.opts.Target.playsScripts() || r.opts.DryRun { // what is added there disappears with the mock
		return nil
	}
	r.left = &ledgerFile{path: r.opts.Leftovers, byCase: map[*player][]leftovers.Leftover{}}
	if r.left.path == "" {
		return nil
	}
	before, err := leftovers.Read(r.left.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.left.before = before
	return canWriteIn(filepath.Dir(r.left.path))
}

// canWriteIn checks beforehand that the file could be written: afterwards it is too late.
func canWriteIn(folder string) error {
	temp, err := os.CreateTemp(folder, ".leftovers-*")
	if err != nil {
		return fmt.Errorf("what cannot be removed from the ERP could not be written down, so nothing was posted: %w; name another place with --leftovers", err)
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

// keepLeftovers writes down what a case has added so far, before its next post.
func (r *run) keepLeftovers(p *player, list []leftovers.Leftover) {
	for i := range list {
		list[i].Story, list[i].File = p.c.Name, p.story.File
		list[i].URL = p.target.Hide(show.URL(list[i].URL))
		list[i].Why = p.target.Hide(cmp.Or(list[i].Why, "The run ended before it was removed."))
	}
	r.left.set(p, list)
}

func (l *ledgerFile) set(p *player, list []leftovers.Leftover) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Contains(l.order, p) {
		l.order = append(l.order, p)
	}
	l.byCase[p] = list
	if l.path == "" {
		return
	}
	if err := leftovers.Write(l.path, l.all()); err != nil {
		l.failed = err
	}
}

// all is the current content of the file; the lock is held.
func (l *ledgerFile) all() []leftovers.Leftover {
	all := slices.Clone(l.before)
	for _, p := range slices.Backward(l.order) {
		all = append(all, l.byCase[p]...)
	}
	return all
}

// closeLeftovers says what is left, and where it is written.
func (r *run) closeLeftovers() {
	if r.left == nil {
		return
	}
	r.left.mu.Lock()
	defer r.left.mu.Unlock()
	r.result.Leftovers = r.left.all()[len(r.left.before):]
	if len(r.result.Leftovers) > 0 {
		r.result.LeftoversFile = r.left.path
	}
	if r.left.failed != nil {
		r.result.LeftoversFile = ""
		r.result.Notes = append(r.result.Notes, "The file of leftovers could not be written: "+r.left.failed.Error())
	}
}
