package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
)

const (
	typeEvents = "text/event-stream; charset=utf-8"

	heartbeat  = 15 * time.Second
	slowest    = 10 * time.Second
	eventsPage = 100
	// gathering lets events come together, so that a flood of posts is not looked at one by one.
	gathering = 10 * time.Millisecond
)

// followExchanges is a cursor over the journal: nothing is kept of a follower but its place, and who was too slow,
// or was cut off, goes on from there. A run that is not there yet is waited for.
func (d *door) followExchanges(c *call) (any, *refusal) {
	filter, said := parseFilter(c.query)
	if place := c.Header.Get("Last-Event-ID"); said == nil && place != "" {
		filter.After, said = parseID(map[string][]string{"Last-Event-ID": {place}}, "Last-Event-ID")
	}
	if said != nil {
		return nil, said
	}
	if c.Context().Value(headOnly{}) != nil {
		return raw{typeEvents, nil}, nil
	}
	hello, err := d.hello(c.Context(), filter)
	if err != nil {
		return nil, d.journalFailed(err)
	}
	if !d.following.try() {
		return nil, refuseBusy()
	}
	filter.Limit, filter.Uncounted = eventsPage, true
	return &follower{door: d, filter: filter, hello: hello}, nil
}

func (d *door) hello(ctx context.Context, filter journal.Filter) (api.Hello, error) {
	filter.After, filter.Limit = 0, 1
	matching, err := d.options.Journal.List(ctx, filter)
	if err != nil {
		return api.Hello{}, err
	}
	oldest, err := d.options.Journal.List(ctx, journal.Filter{Limit: 1, Uncounted: true})
	if err != nil {
		return api.Hello{}, err
	}
	now := d.options.Journal.Now()
	hello := api.Hello{Total: matching.Total, Resets: now.Resets}
	if len(oldest.Exchanges) > 0 {
		hello.First, hello.Last = oldest.Exchanges[0].ID, max(now.Last, oldest.Exchanges[0].ID)
	}
	return hello, nil
}

// follower is one stream of events. It has one of the places for them, which it gives back.
type follower struct {
	door   *door
	filter journal.Filter // After is the place of the follower
	hello  api.Hello
	out    http.ResponseWriter
}

func (f *follower) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer f.door.following.leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer f.endWithMock(cancel, w)()
	f.out = w
	w.Header().Set("Content-Type", typeEvents)
	w.Header().Set("X-Accel-Buffering", "no") // for a proxy in between
	if err := f.follow(ctx); err != nil {
		f.door.options.Logger.Debug("a stream of events ended", "error", err)
		panic(http.ErrAbortHandler) // the rest of what is on its way goes with the connection
	}
}

// endWithMock ends the stream when the mock stops, also where it hangs on a follower that does not read. What it
// returns must be called when the stream ends.
func (f *follower) endWithMock(cancel context.CancelFunc, w http.ResponseWriter) func() {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-f.door.options.Stopping:
			cancel()
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now()) // there is none to tell
		case <-ended:
		}
	}()
	return func() {
		cancel()
		close(ended)
		<-done
	}
}

// follow tells what is there and what comes, until ctx ends or the follower does not read.
func (f *follower) follow(ctx context.Context) error {
	now := f.door.options.Journal.Now()
	if f.filter.After == 0 { // what was dropped before it came was never to be told
		f.filter.After = now.DroppedTo
	}
	resets := f.hello.Resets
	if err := f.tell(api.EventHello, f.filter.After, f.hello); err != nil {
		return err
	}
	for ctx.Err() == nil {
		now = f.door.options.Journal.Now()
		more, err := f.look(ctx, now, &resets)
		if err == nil && !more {
			err = f.wait(ctx, now.Changed)
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it is over
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// look tells what came since; now was taken before. It returns whether there is more already.
func (f *follower) look(ctx context.Context, now journal.Moment, resets *uint64) (more bool, err error) {
	if f.filter.After > now.Last { // the place is one of another journal
		if err := f.tell(api.EventReset, now.Last, api.Reset{}); err != nil {
			return false, err
		}
	}
	page, err := f.door.options.Journal.List(ctx, f.filter)
	if err != nil {
		return false, err
	}
	after := f.door.options.Journal.Now()
	if err := f.tellLost(after.DroppedTo, page); err != nil {
		return false, err
	}
	for _, x := range page.Exchanges {
		if err := f.tell(api.EventExchange, x.ID, viewRow(f.door.options.Mask.Of(x))); err != nil {
			return false, err
		}
	}
	if page.Next == 0 {
		f.filter.After = max(f.filter.After, now.Last)
	}
	if after.Resets != *resets {
		*resets = after.Resets
		err = f.tell(api.EventReset, f.filter.After, api.Reset{})
	}
	return page.Next != 0, errors.Join(err, f.flush())
}

// tellLost says which exchanges behind the follower's place are not there any more.
func (f *follower) tellLost(droppedTo uint64, page journal.Page) error {
	if len(page.Exchanges) > 0 {
		droppedTo = min(droppedTo, page.Exchanges[0].ID-1)
	}
	if droppedTo <= f.filter.After {
		return nil
	}
	return f.tell(api.EventLost, droppedTo, api.Lost{From: f.filter.After + 1, To: droppedTo})
}

// tell writes one event, with the place at which the follower is then.
func (f *follower) tell(event string, place uint64, data any) error {
	f.filter.After = place
	text, err := encode(data)
	if err != nil {
		return err
	}
	return f.write("event: %s\nid: %d\ndata: %s\n", event, place, text)
}

// wait returns when there is something to look at; meanwhile it lets the follower know that it is not forgotten,
// and its place, which may be far behind the last event that it was told.
func (f *follower) wait(ctx context.Context, changed <-chan struct{}) error {
	beat := time.NewTimer(f.door.beat)
	defer beat.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-beat.C:
		return errors.Join(f.write(": still here\nid: %d\n\n", f.filter.After), f.flush())
	case <-changed:
	}
	beat.Reset(gathering)
	select {
	case <-ctx.Done():
	case <-beat.C:
	}
	return nil
}

// write gives a follower who does not read only so much time.
func (f *follower) write(format string, args ...any) error {
	if err := f.moveDeadlines(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(f.out, format, args...)
	return err
}

func (f *follower) flush() error {
	err := http.NewResponseController(f.out).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

func (f *follower) moveDeadlines() error {
	control, now := http.NewResponseController(f.out), time.Now()
	err := errors.Join(control.SetReadDeadline(now.Add(f.door.beat+f.door.slow)), control.SetWriteDeadline(now.Add(f.door.slow)))
	select {
	case <-f.door.options.Stopping:
		return errStopping
	default:
	}
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
