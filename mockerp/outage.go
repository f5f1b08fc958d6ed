package mockerp

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// mostDown is how long the ERP door can be told to stay closed.
const mostDown = time.Hour

// outage closes the ERP door for a while, as a whole: it is one door for all runs. It ends by itself,
// with the reset of the run that began it or of everything, and with the mock.
type outage struct {
	doors  []*limitListener
	stop   context.Context // ends with the mock
	logger *slog.Logger
	done   sync.WaitGroup

	mu    sync.Mutex
	until time.Time // zero while the door is open
	run   string    // whose script began it; "" is the control door
	end   context.CancelFunc
}

// begin closes the door, or moves the end of an outage that there is.
func (o *outage) begin(run string, duration time.Duration) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stop.Err() != nil {
		return time.Time{}
	}
	if o.end != nil {
		o.end()
	}
	o.until, o.run = time.Now().Add(duration), run
	ended, end := context.WithTimeout(o.stop, duration)
	o.end = end
	for _, door := range o.doors {
		door.shut()
	}
	o.done.Add(1)
	go o.await(ended, o.until)
	return o.until
}

// await opens the door when the outage is over, unless another one has taken its place.
func (o *outage) await(ended context.Context, until time.Time) {
	defer o.done.Done()
	<-ended.Done()
	for first := true; ; first = false {
		err := o.open(until)
		if err == nil {
			return
		}
		if first {
			o.logger.Error("the ERP door cannot be opened again: it is tried on", "error", err)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-o.stop.Done():
			return
		}
	}
}

func (o *outage) open(until time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.until.Equal(until) {
		return nil
	}
	for _, door := range o.doors {
		if err := door.reopen(); err != nil {
			return err
		}
	}
	o.end()
	o.until, o.end = time.Time{}, nil
	return nil
}

// cancel ends an outage early: the one that the run began, or with "" any.
func (o *outage) cancel(run string) {
	o.mu.Lock()
	until := o.until
	mine := !until.IsZero() && (run == "" || run == o.run)
	o.mu.Unlock()
	if !mine {
		return
	}
	if err := o.open(until); err != nil {
		o.logger.Error("the ERP door cannot be opened again: it is tried on", "error", err)
		o.mu.Lock()
		if o.end != nil {
			o.end() // await takes over
		}
		o.mu.Unlock()
	}
}

// check is nil while the door is open.
func (o *outage) check() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.until.IsZero() {
		return nil
	}
	return fmt.Errorf("the ERP door is closed until %s, as it was told", o.until.UTC().Format(time.RFC3339))
}
