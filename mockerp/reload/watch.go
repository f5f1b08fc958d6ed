package reload

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// quiet is how long nothing must happen before a file is read: editors write in several
	// steps.
	quiet = 100 * time.Millisecond
	// look is how often the files are polled where the system reports no changes, as on network
	// drives and in containers that share a folder of their host.
	look = 2 * time.Second
)

// Watch loads a file, and again whenever it changes, until ctx ends; done is closed when no more
// calls will follow. The error is that of the first load.
//
// Where the system does not report changes, the files are polled every two seconds.
//
// onChange gets each good new value. onError gets the error of a failed load: the last good value
// stays in use. It gets nil when the file is the value in use again; a new good value ends the
// error too. Calls never overlap.
//
// A value with `Files() []string` names further files that it was made from: Watch watches them
// too.
func Watch[T any](ctx context.Context, path string, load func(path string) (T, error), onChange func(T), onError func(error)) (first T, done <-chan struct{}, err error) {
	w := newWatcher(path, load, onChange, onError)
	if first, err = w.begin(); err != nil {
		w.close()
		return first, nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer w.close()
		w.run(ctx)
	}()
	return first, ended, nil
}

// watcher watches one file.
type watcher[T any] struct {
	path     string
	load     func(string) (T, error)
	onChange func(T)
	onError  func(error)

	events  *fsnotify.Watcher // nil: the system reports no changes
	changes <-chan fsnotify.Event
	lost    <-chan error // events were lost: look at the file again
	folders []string
	others  []string  // other files that the good value was made from
	good    string    // the fingerprint at the last good load
	seen    string    // the fingerprint at the last load
	failed  string    // the error of the last load; "" for none
	latest  time.Time // the latest time to look at a pending change; zero for none
}

// newWatcher goes without events where the system gives none, for instance when too many files
// are watched.
func newWatcher[T any](path string, load func(string) (T, error), onChange func(T), onError func(error)) *watcher[T] {
	w := &watcher[T]{path: path, load: load, onChange: onChange, onError: onError}
	if events, err := fsnotify.NewWatcher(); err == nil {
		w.events, w.changes, w.lost = events, events.Events, events.Errors
	}
	w.follow()
	return w
}

func (w *watcher[T]) close() {
	if w.events != nil {
		_ = w.events.Close() // nothing is written
	}
}

// begin loads the file for the first time.
func (w *watcher[T]) begin() (T, error) {
	value, err := w.read()
	if err == nil {
		w.good = w.seen
		w.follow()
	}
	return value, err
}

// read loads the file. It takes the fingerprint first, so that a change in between counts as one.
// If the value turns out to be made from other files than before, it does both again.
func (w *watcher[T]) read() (value T, err error) {
	known := w.others
	for range 3 {
		w.seen = printOf(w.files())
		if value, err = w.load(w.path); err != nil {
			w.others = known
			return value, err
		}
		others := filesOf(value)
		if slices.Equal(others, w.others) {
			return value, nil
		}
		w.others = others
	}
	w.seen = "" // it keeps changing: look again
	return value, nil
}

func filesOf(value any) []string {
	if of, ok := value.(interface{ Files() []string }); ok {
		return of.Files()
	}
	return nil
}

func (w *watcher[T]) files() []string { return append([]string{w.path}, w.others...) }

// follow watches the folders of the files: a watch on a file would stay with the old one when it
// is replaced. A folder that cannot be watched is polled.
func (w *watcher[T]) follow() {
	if w.events == nil {
		return
	}
	var wanted []string
	for _, file := range w.files() {
		if folder := filepath.Dir(file); !slices.Contains(wanted, folder) {
			wanted = append(wanted, folder)
		}
	}
	for _, folder := range w.folders {
		if !slices.Contains(wanted, folder) {
			_ = w.events.Remove(folder) // it may be gone
		}
	}
	w.folders = nil
	for _, folder := range wanted {
		if err := w.events.Add(folder); err == nil {
			w.folders = append(w.folders, folder)
		}
	}
}

// run waits for changes until ctx ends.
func (w *watcher[T]) run(ctx context.Context) {
	slow := time.NewTicker(look)
	defer slow.Stop()
	soon := time.NewTimer(quiet) // also for what changed during the first load
	defer soon.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changes:
			soon.Reset(w.wait())
		case <-w.lost: //nolint:errcheck // what it is does not matter
			soon.Reset(w.wait())
		case <-slow.C:
			soon.Reset(w.wait())
		case <-soon.C:
			w.latest = time.Time{}
			w.look()
		}
	}
}

// wait is how much longer to wait for quiet. In a folder that is never quiet, such as one with a
// journal in it, the files are read all the same.
func (w *watcher[T]) wait() time.Duration {
	if w.latest.IsZero() {
		w.latest = time.Now().Add(look)
	}
	return max(0, min(quiet, time.Until(w.latest)))
}

// look loads the file again if it has changed since the last load, or if that load failed: what was
// missing then may be there now.
func (w *watcher[T]) look() {
	now := printOf(w.files())
	switch {
	case now == w.seen && w.failed == "":
		return
	case now == w.good && w.failed != "":
		w.seen, w.failed = now, ""
		w.onError(nil)
		return
	}
	value, err := w.read()
	switch {
	case err != nil && err.Error() == w.failed:
	case err != nil:
		w.failed = err.Error()
		w.onError(err)
	default:
		w.good, w.failed = w.seen, ""
		w.follow()
		w.onChange(value)
	}
}
