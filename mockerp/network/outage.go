package network

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// MostDown is how long an outage may last.
const MostDown = time.Hour

// Outage closes doors for a while, all as one. It ends by itself, when it is cancelled, and with its
// context.
type Outage struct {
	doors  []*Door
	stop   context.Context
	logger *slog.Logger
	done   sync.WaitGroup

	mu    sync.Mutex
	until time.Time // zero while the doors are open
	by    string    // who began it
	end   context.CancelFunc
}

// NewOutage is for these doors, until stop ends. The logger hears of a door that cannot be opened again.
func NewOutage(stop context.Context, logger *slog.Logger, doors ...*Door) *Outage {
	return &Outage{doors: doors, stop: stop, logger: logger}
}

// Begin closes the doors for that long, at most MostDown, or moves the end of the current outage: new
// connections are refused, open ones reset. By names who wants it. It returns when the doors open again.
func (o *Outage) Begin(by string, duration time.Duration) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stop.Err() != nil {
		return time.Time{}
	}
	if o.end != nil {
		o.end()
	}
	duration = min(duration, MostDown)
	o.until, o.by = time.Now().Add(duration), by
	ended, end := context.WithTimeout(o.stop, duration)
	o.end = end
	for _, door := range o.doors {
		door.listener.shut()
	}
	o.done.Add(1)
	go o.await(ended, o.until)
	return o.until
}

// await opens the doors when the outage is over, unless another one has taken its place.
func (o *Outage) await(ended context.Context, until time.Time) {
	defer o.done.Done()
	<-ended.Done()
	for first := true; ; first = false {
		err := o.open(until)
		if err == nil {
			return
		}
		if first {
			o.complain(err)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-o.stop.Done():
			return
		}
	}
}

func (o *Outage) complain(err error) {
	o.logger.Error("the ERP door cannot be opened again: the mock keeps trying", "error", err)
}

// open opens the doors, unless another outage has replaced the one that ends then.
func (o *Outage) open(until time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.until.Equal(until) {
		return nil
	}
	for _, door := range o.doors {
		if err := door.listener.reopen(); err != nil {
			return err
		}
	}
	o.end()
	o.until, o.end = time.Time{}, nil
	return nil
}

// Cancel ends the outage early: where by began it, or with "" whoever did.
func (o *Outage) Cancel(by string) {
	o.mu.Lock()
	until := o.until
	mine := !until.IsZero() && (by == "" || by == o.by)
	o.mu.Unlock()
	if !mine {
		return
	}
	if err := o.open(until); err != nil {
		o.complain(err)
		o.mu.Lock()
		if o.end != nil {
			o.end() // await takes over
		}
		o.mu.Unlock()
	}
}

// Until is when the doors open again, zero while they are open.
func (o *Outage) Until() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.until
}

// Check is nil while the doors are open; else the error says until when they are closed.
func (o *Outage) Check() error {
	until := o.Until()
	if until.IsZero() {
		return nil
	}
	return fmt.Errorf("the ERP door is closed until %s, as it was told", until.UTC().Format(time.RFC3339))
}

// Wait returns when its goroutines have ended. Its context must have ended.
func (o *Outage) Wait() { o.done.Wait() }
