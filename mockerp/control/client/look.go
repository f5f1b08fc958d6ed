package client

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func nameOf(run string) string { return url.PathEscape(cmp.Or(run, traffic.DefaultRun)) }

// Info gives the version, the addresses and the settings of the mock.
func (c *Client) Info(ctx context.Context) (api.Info, error) {
	var info api.Info
	err := c.ask(ctx, call{method: http.MethodGet, path: api.Root + "/info"}, &info)
	if err == nil && (info.Name != api.Product || info.Addresses["erp"] == "") {
		err = c.foreign("it does not say that it is a mock ERP of erpkit")
	}
	return info, err
}

// Ready is nil when both doors of the mock take requests. It asks until they do, but not longer than patience, and
// at least once; the last answer counts. A mock that is starting or stopping refuses (api.NotReady).
func (c *Client) Ready(ctx context.Context, patience time.Duration) error {
	const pause = 50 * time.Millisecond
	for end := time.Now().Add(patience); ; {
		var said struct{ Status string }
		err := c.ask(ctx, call{method: http.MethodGet, path: "/readyz"}, &said)
		if err == nil && said.Status != "ready" {
			err = c.foreign("it does not say whether it is ready")
		}
		if err == nil || ctx.Err() != nil || !time.Now().Before(end) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// Runs lists the runs in the order of their names.
func (c *Client) Runs(ctx context.Context) ([]api.Run, error) {
	var list api.Runs
	err := c.ask(ctx, call{method: http.MethodGet, path: api.Root + "/runs"}, &list)
	return list.Runs, err
}

// Coverage counts which acts came and how they ended.
func (c *Client) Coverage(ctx context.Context, run string) (api.Coverage, error) {
	var counted api.Coverage
	err := c.ask(ctx, call{method: http.MethodGet, path: api.Root + "/coverage", query: ofRun(run)}, &counted)
	return counted, err
}

// Books gives all that the books of one run hold, in the order of their booking.
func (c *Client) Books(ctx context.Context, run string) ([]books.Thing, error) {
	var all []books.Thing
	query := url.Values{"limit": {strconv.Itoa(mostPage)}}
	for {
		var page api.Things
		if err := c.ask(ctx, call{method: http.MethodGet, path: api.Root + "/runs/" + nameOf(run) + "/books", query: query}, &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Things...); page.Next == nil {
			return all, nil
		}
		query.Set("after", strconv.Itoa(*page.Next))
	}
}
