package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/expect"
)

// ofRun names a run in the query; without it all runs are meant.
func ofRun(run string) url.Values {
	if run == "" {
		return url.Values{}
	}
	return url.Values{"run": {run}}
}

// Script gives what a run plays, and how often each rule was used. Where there is none it is refused (api.NoScript).
func (c *Client) Script(ctx context.Context, run string) (api.Script, error) {
	var script api.Script
	err := c.ask(ctx, call{method: http.MethodGet, path: api.Root + "/script", query: ofRun(run)}, &script)
	return script, err
}

// PutScript gives a run its script, in YAML or JSON, from its beginning; the run is made if it is not there. A
// script that is wrong is refused with all its Problems, and what was played before is still played.
func (c *Client) PutScript(ctx context.Context, run string, source []byte) (api.Script, error) {
	var script api.Script
	err := c.ask(ctx, call{method: http.MethodPut, path: api.Root + "/script", query: ofRun(run), body: source}, &script)
	return script, err
}

// ClearScript takes the script of a run away, so that its books answer.
func (c *Client) ClearScript(ctx context.Context, run string) (api.Forgotten, error) {
	return c.forget(ctx, call{method: http.MethodDelete, path: api.Root + "/script", query: ofRun(run)})
}

// Reset takes away the script, and empties the books and the journal. Without a time-out it may take api.LongestReset.
func (c *Client) Reset(ctx context.Context, run string) (api.Forgotten, error) {
	return c.forget(ctx, call{method: http.MethodPost, path: api.Root + "/reset", query: ofRun(run), wait: c.patience()})
}

// Drop forgets one run with its script, books and exchanges. Without a time-out it may take api.LongestReset.
func (c *Client) Drop(ctx context.Context, run string) (api.Forgotten, error) {
	return c.forget(ctx, call{method: http.MethodDelete, path: api.Root + "/runs/" + nameOf(run), wait: c.patience()})
}

// patience is how long a reset may take, unless a time-out was given: that bounds every answer.
func (c *Client) patience() time.Duration {
	if c.timeout > 0 {
		return 0
	}
	return api.LongestReset
}

func (c *Client) forget(ctx context.Context, one call) (done api.Forgotten, err error) {
	err = c.ask(ctx, one, &done)
	return done, err
}

// Down closes the ERP door for so long: connections are reset, and new ones refused. 0 opens it again.
func (c *Client) Down(ctx context.Context, duration time.Duration) (api.Outage, error) {
	var outage api.Outage
	err := c.ask(ctx, call{method: http.MethodPost, path: api.Root + "/down", query: url.Values{"for": {duration.String()}}}, &outage)
	return outage, err
}

// Expect holds what one run received against a file of expectations, in YAML or JSON. It waits until all of them
// hold, but not longer than patience. That one does not hold is not an error: look at the report's OK. A run that is
// still not there at the end is refused (api.UnknownRun).
func (c *Client) Expect(ctx context.Context, run string, file []byte, patience time.Duration) (expect.Report, error) {
	var report expect.Report
	var unknown error
	query := ofRun(run)
	err := inTurns(patience, func(wait time.Duration) (bool, error) {
		report, unknown = expect.Report{}, nil
		query.Set("wait", wait.String())
		err := c.ask(ctx, call{method: http.MethodPost, path: api.Root + "/expectations", query: query, body: file, wait: wait}, &report)
		if errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
			unknown, err = err, nil
		}
		return report.OK || report.Dropped > 0, err
	})
	return report, errors.Join(err, unknown)
}
