package reload_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/reload"
)

// patience bounds every wait, so that a test fails with a sentence instead of hanging.
const patience = 20 * time.Second

// page is what the tests load: a text that is wrong when it begins with "wrong", and names the
// file that it is made of behind "with ".
type page struct {
	text  string
	files []string
}

func (p page) Files() []string { return p.files }

func loadPage(path string) (page, error) {
	source, err := os.ReadFile(path)
	text := string(source)
	switch {
	case err != nil:
		return page{}, err
	case text == "", strings.HasPrefix(text, "wrong"):
		return page{}, errors.New("it is " + text)
	}
	name, ok := strings.CutPrefix(text, "with ")
	if !ok {
		return page{text: text}, nil
	}
	other := filepath.Join(filepath.Dir(path), name)
	inside, err := os.ReadFile(other)
	return page{text: text + ": " + string(inside), files: []string{other}}, err
}

// watched is one file that is watched, and what is told of it.
type watched struct {
	t     *testing.T
	path  string
	told  chan string
	loads atomic.Int64
	stop  func()
}

// watch begins with a file and ends with the test: then nothing may be left of it.
func watch(t *testing.T, path, text string) *watched {
	t.Helper()
	w := &watched{t: t, path: path, told: make(chan string, 1000)}
	if text != "" {
		write(t, path, text)
	}
	ctx, cancel := context.WithCancel(context.Background())
	first, done, err := reload.Watch(ctx, path, func(path string) (page, error) {
		w.loads.Add(1)
		return loadPage(path)
	}, func(p page) { w.told <- "new " + p.text }, func(err error) { w.told <- fmt.Sprintf("error %v", err) })
	if err != nil {
		t.Fatal(err)
	}
	w.stop = func() {
		cancel()
		select {
		case <-done:
		case <-time.After(patience):
			t.Error("it does not end")
		}
	}
	t.Cleanup(func() {
		w.stop()
		goleak.VerifyNone(t)
	})
	w.told <- "first " + first.text
	return w
}

// wait waits for what is told next.
func (w *watched) wait(want string) {
	w.t.Helper()
	select {
	case got := <-w.told:
		if !strings.Contains(got, want) {
			w.t.Fatalf("it tells %q, want %q", got, want)
		}
	case <-time.After(patience):
		w.t.Fatalf("it does not tell %q", want)
	}
}

// last waits until the last of several things is told.
func (w *watched) last(want string) {
	w.t.Helper()
	for end := time.After(patience); ; {
		select {
		case got := <-w.told:
			if got == want {
				return
			}
		case <-end:
			w.t.Fatalf("it does not tell %q", want)
		}
	}
}

// silent is asked at the end: whatever was told must have been waited for.
func (w *watched) silent() {
	w.t.Helper()
	w.stop()
	if n := len(w.told); n > 0 {
		w.t.Errorf("it tells %d things more: %q", n, <-w.told)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replace writes a file as careful editors do: a new one, renamed over the old one.
func replace(t *testing.T, path, text string) {
	t.Helper()
	write(t, path+".new", text)
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestChangesAreLoaded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	w := watch(t, path, "one")
	w.wait("first one")
	write(t, path, "two")
	w.last("new two")
	for _, text := range []string{"three", "four", "five"} { // a watch on the old file would see only the first
		replace(t, path, text)
		w.wait("new " + text)
	}
	if err := os.Rename(path, path+"~"); err != nil { // others keep the old file
		t.Fatal(err)
	}
	write(t, path, "six")
	w.last("new six")
	w.silent()
}

func TestTheLastGoodValueStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	w := watch(t, path, "one")
	w.wait("first one")
	replace(t, path, "wrong")
	w.wait("error it is wrong")
	replace(t, path, "wrong again")
	w.wait("error it is wrong again")
	replace(t, path, "one")
	w.wait("error <nil>")
	replace(t, path, "wrong")
	w.wait("error it is wrong")
	replace(t, path, "two")
	w.wait("new two")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	w.wait("error ")
	replace(t, path, "two")
	w.wait("error <nil>")
	w.silent()
}

// What is written in many steps is loaded when it is quiet again, and a neighbour that is written
// to all the time does not keep the file from being loaded.
func TestManyWrites(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.yaml")
	w := watch(t, path, "one")
	w.wait("first one")
	const writes = 200
	for i := range writes {
		replace(t, path, fmt.Sprintf("step %d", i))
	}
	w.last(fmt.Sprintf("new step %d", writes-1))
	if n := w.loads.Load(); n > writes/2 {
		t.Errorf("%d writes were loaded %d times", writes, n)
	}
	busy, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			select {
			case <-busy:
				return
			default:
				_ = os.WriteFile(filepath.Join(folder, "journal"), fmt.Append(nil, i), 0o600)
			}
		}
	}()
	replace(t, path, "two")
	w.last("new two")
	close(busy)
	<-ended
	w.silent()
}

// The files that a value is made of are watched too, also when they come and go.
func TestOtherFiles(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.yaml")
	if err := os.Mkdir(filepath.Join(folder, "pages"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "pages", "x"), "x1")
	w := watch(t, path, "with pages/x")
	w.wait("first with pages/x: x1")
	replace(t, filepath.Join(folder, "pages", "x"), "x2")
	w.wait("new with pages/x: x2")
	replace(t, path, "with y")
	w.wait("error ")
	replace(t, filepath.Join(folder, "y"), "y1")
	w.wait("new with y: y1")
	replace(t, filepath.Join(folder, "y"), "y2")
	w.wait("new with y: y2")
	replace(t, path, "alone")
	w.wait("new alone")
	w.silent()
}

// A link that is changed, as where a cluster gives out settings, is a change.
func TestLinks(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"v1", "v2"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, name, "a.yaml"), name)
	}
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(folder, name)); err != nil {
			t.Skip("this machine has no links:", err)
		}
	}
	link("v1", "data")
	link(filepath.Join("data", "a.yaml"), "a.yaml")
	w := watch(t, filepath.Join(folder, "a.yaml"), "")
	w.wait("first v1")
	link("v2", "new")
	if err := os.Rename(filepath.Join(folder, "new"), filepath.Join(folder, "data")); err != nil {
		t.Fatal(err)
	}
	w.wait("new v2")
	w.silent()
}

func TestTheFirstLoadMustBeRight(t *testing.T) {
	defer goleak.VerifyNone(t)
	folder := t.TempDir()
	write(t, filepath.Join(folder, "wrong"), "wrong")
	for path, want := range map[string]string{
		filepath.Join(folder, "wrong"):     "it is wrong",
		filepath.Join(folder, "none"):      "no such file",
		filepath.Join(folder, "none", "x"): "no such file",
	} {
		_, done, err := reload.Watch(t.Context(), path, loadPage, func(page) {}, func(error) {})
		if err == nil || !strings.Contains(err.Error(), want) || done != nil {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}
