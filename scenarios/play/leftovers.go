package play

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Leftover is one thing that was added to an ERP and not removed, with the post that removes
// it.
type Leftover struct {
	Story string       `json:"story"`
	File  string       `json:"file"`
	Kind  schemas.Kind `json:"kind"`
	// What says what it is, and Why why it is still there.
	What string `json:"what"`
	Why  string `json:"why"`
	// Unsure is true when no answer came, so that the ERP may hold it or not.
	Unsure bool `json:"unsure,omitempty"`
	// URL is where to post, without the secrets that it may have had.
	URL string `json:"url"`
	// Body is the payload to post.
	Body json.RawMessage `json:"body"`

	entry *entry
}

// leftoversVersion is the version of the file; it only grows.
const leftoversVersion = 1

// leftoversFile is the file as JSON.
type leftoversFile struct {
	Version   int        `json:"version"`
	About     string     `json:"about"`
	Leftovers []Leftover `json:"leftovers"`
}

// leftovers is the file of one run. Others may have left things in it before.
type leftovers struct {
	path string

	mu     sync.Mutex
	before []Leftover
	byCase map[*player][]Leftover
	order  []*player
	failed error
}

// openLeftovers reads what is in the file already, so that nothing in it gets lost.
func (r *run) openLeftovers() error {
	if r.opts.Target.playsScripts() || r.opts.DryRun { // what is added there goes with it
		return nil
	}
	r.left = &leftovers{path: r.opts.Leftovers, byCase: map[*player][]Leftover{}}
	if r.left.path == "" {
		return nil
	}
	before, err := readLeftovers(r.left.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.left.before = before
	return canWriteIn(filepath.Dir(r.left.path))
}

// canWriteIn tries whether the file could be written if it came to that: afterwards it is too late.
func canWriteIn(folder string) error {
	temp, err := os.CreateTemp(folder, ".leftovers-*")
	if err != nil {
		return fmt.Errorf("what cannot be removed from the ERP could not be written down, so nothing was posted: %w; name another place with --leftovers", err)
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

// keepLeftovers writes down what a case has added by now, before its next post.
func (r *run) keepLeftovers(p *player, list []Leftover) {
	for i := range list {
		list[i].URL = p.target.Hide(show.URL(list[i].URL))
		list[i].Why = p.target.Hide(cmp.Or(list[i].Why, "The run ended before it was removed."))
	}
	r.left.set(p, list)
}

func (l *leftovers) set(p *player, list []Leftover) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Contains(l.order, p) {
		l.order = append(l.order, p)
	}
	l.byCase[p] = list
	if l.path == "" {
		return
	}
	if err := writeLeftovers(l.path, l.all()); err != nil {
		l.failed = err
	}
}

// all is what is in the file now; the lock is held.
func (l *leftovers) all() []Leftover {
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

// readLeftovers reads a file of leftovers. The error is a sentence with the cure.
func readLeftovers(path string) ([]Leftover, error) {
	text, err := readOrdinary(path)
	if err != nil {
		return nil, fmt.Errorf("the file of leftovers cannot be read: %w", err)
	}
	var file leftoversFile
	switch err := json.Unmarshal(text, &file); {
	case err != nil || file.Version == 0:
		return nil, fmt.Errorf("%s is not a file of leftovers, or it is damaged: give another path, or look into it by hand", path)
	case file.Version > leftoversVersion:
		return nil, fmt.Errorf("%s was written by a newer erpkit (version %d of the file): use that one", path, file.Version)
	}
	return file.Leftovers, nil
}

// maxLeftovers bounds the file, which is a few kilobytes long as a rule.
const maxLeftovers = 64 << 20

// readOrdinary reads a file that neither waits for somebody nor goes on for ever.
func readOrdinary(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not an ordinary file", path)
	case info.Size() > maxLeftovers:
		return nil, fmt.Errorf("%s is longer than %d MiB, so it is none", path, maxLeftovers>>20)
	}
	return os.ReadFile(path)
}

// writeLeftovers replaces the file in one stroke: a reader sees the old or the new text,
// never a part. A file with nothing in it is removed.
func writeLeftovers(path string, list []Leftover) error {
	if len(list) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	file := leftoversFile{leftoversVersion, "Things that were added to an ERP and not removed. Take them up again with: erpkit cleanup FILE", list}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".leftovers-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(append(text, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
