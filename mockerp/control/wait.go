package control

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// defaultWait is how long a long poll waits unless it is told.
const defaultWait = 10 * time.Second

// waitForExchanges is the long poll. A run that is not there yet is waited for.
func (d *door) waitForExchanges(c *call) (any, *refusal) {
	filter, n, timeout, said := d.parseWait(c)
	if said != nil {
		return nil, said
	}
	if !d.waiting.try() {
		return nil, refuseBusy()
	}
	found, enough, said := d.await(c, filter, n, timeout)
	d.waiting.leave()
	if said != nil {
		return nil, said
	}
	return d.build(c.Request, func() any { return api.WaitPage{Page: d.viewPage(found), Enough: enough} })
}

func (d *door) parseWait(c *call) (journal.Filter, int, time.Duration, *refusal) {
	n, timeout := 1, min(defaultWait, d.options.MaxWait)
	filter, said := parseFilter(c.query)
	if text := c.query.Get("n"); said == nil && text != "" {
		n, said = parseCount("n", text)
	}
	if text := c.query.Get("timeout"); said == nil && text != "" {
		timeout, said = d.parsePatience("timeout", text)
	}
	filter.Limit = max(filter.Limit, n) // the page shall hold what was waited for
	return filter, n, timeout, said
}

// parsePatience reads 10s or 500ms; a bare number is seconds.
func (d *door) parsePatience(name, text string) (time.Duration, *refusal) {
	return parseDuration(name, text, d.options.MaxWait)
}

func parseDuration(name, text string, most time.Duration) (time.Duration, *refusal) {
	duration, err := time.ParseDuration(text)
	if seconds, numberErr := strconv.ParseUint(text, 10, 31); numberErr == nil {
		duration, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || duration < 0 || duration > most {
		return 0, refuseParameter(name, problemDuration(text, most))
	}
	return duration, nil
}

func (d *door) await(c *call, filter journal.Filter, n int, timeout time.Duration) (journal.Page, bool, *refusal) {
	d.moveDeadlines(c, timeout)
	ctx, cancel := context.WithTimeout(c.Context(), timeout)
	defer cancel()
	d.cancelWhenStopping(ctx, cancel)
	found, err := d.options.Journal.Wait(ctx, filter, n)
	inTime := ctx.Err() == nil
	switch {
	case errors.Is(err, journal.ErrClosed) || errors.Is(ctx.Err(), context.Canceled):
		return found, false, refuseStopping()
	case err != nil:
		return found, false, d.journalFailed(err)
	}
	// What came while it waited counts even if the journal has dropped it since.
	return found, inTime || len(found.Exchanges) >= n, nil
}

// cancelWhenStopping lets nothing of ctx outlive the mock; ctx must be ended by cancel.
func (d *door) cancelWhenStopping(ctx context.Context, cancel context.CancelFunc) {
	go func() { // ends with ctx at the latest
		select {
		case <-d.options.Stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
}

// moveDeadlines lets the connection live for as long as the poll may take: the server's deadlines
// are meant for answers that leave at once.
func (d *door) moveDeadlines(c *call, timeout time.Duration) {
	const spare = 20 * time.Second
	end := time.Now().Add(timeout + spare)
	control := http.NewResponseController(c.writer)
	err := errors.Join(control.SetReadDeadline(end), control.SetWriteDeadline(end))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		d.options.Logger.Warn("the deadlines of a long poll could not be moved", "error", err)
	}
}
