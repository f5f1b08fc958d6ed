package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// progress shows how far a long command is: a bar on a terminal, elsewhere a line every few seconds. A command
// that ends within two seconds shows nothing.
type progress struct {
	to    io.Writer
	what  string
	every time.Duration
	mu    sync.Mutex
	last  time.Time
	bar   *progressbar.ProgressBar
}

func newProgress(to io.Writer, what string) *progress {
	return &progress{to: to, what: what, every: 2 * time.Second, last: time.Now()}
}

// step tells how much is done; it may be called from many goroutines.
func (p *progress) step(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Set(done) // a bar that cannot be drawn is not a failure
		return
	}
	if time.Since(p.last) < p.every {
		return
	}
	p.last = time.Now()
	if isTerminal(p.to) {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(beneath(p.to)), progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		return
	}
	fmt.Fprintf(p.to, "%s: %d of %d\n", p.what, done, total)
}

// finish removes the bar.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := beneath(w).(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
