package client

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
)

const (
	exchanges = api.Root + "/exchanges"
	mostPage  = 1000 // exchanges, or things
)

// Exchanges gives one page of what was received and answered. Its Next goes into the filter's After, or into its
// Before where the newest come first.
// A run that is not there is refused, for an empty list would look like good news.
func (c *Client) Exchanges(ctx context.Context, filter journal.Filter) (api.Page, error) {
	var page api.Page
	err := c.ask(ctx, call{method: http.MethodGet, path: exchanges, query: queryOf(filter)}, &page)
	return page, err
}

// Rows is Exchanges in short: one line for each, without the bodies.
func (c *Client) Rows(ctx context.Context, filter journal.Filter) (api.RowPage, error) {
	var page api.RowPage
	query := queryOf(filter)
	query.Set("view", "row")
	err := c.ask(ctx, call{method: http.MethodGet, path: exchanges, query: query}, &page)
	return page, err
}

// All goes through all exchanges that match, or as many as the filter's Limit says, oldest first. An error is the
// last that it gives.
func (c *Client) All(ctx context.Context, filter journal.Filter) iter.Seq2[api.Exchange, error] {
	return func(yield func(api.Exchange, error) bool) {
		for left := filter.Limit; ; {
			filter.Limit = min(cmp.Or(left, mostPage), mostPage)
			page, err := c.Exchanges(ctx, filter)
			if err != nil {
				yield(api.Exchange{}, err)
				return
			}
			for _, x := range page.Exchanges {
				if !yield(x, nil) {
					return
				}
			}
			if page.Next == nil || left > 0 && left <= len(page.Exchanges) {
				return
			}
			filter.After, left = *page.Next, max(0, left-len(page.Exchanges))
		}
	}
}

// Exchange gives one exchange with its headers and all its bytes.
func (c *Client) Exchange(ctx context.Context, id uint64) (api.Exchange, error) {
	var x api.Exchange
	err := c.ask(ctx, call{method: http.MethodGet, path: exchanges + "/" + strconv.FormatUint(id, 10)}, &x)
	return x, err
}

// Wait waits until n exchanges match, but not longer than patience; then it gives what matches by now. Look at
// Enough. A run that is not there yet is waited for.
func (c *Client) Wait(ctx context.Context, filter journal.Filter, n int, patience time.Duration) (api.WaitPage, error) {
	var page api.WaitPage
	query := queryOf(filter)
	query.Set("n", strconv.Itoa(n))
	err := inTurns(patience, func(wait time.Duration) (bool, error) {
		page = api.WaitPage{}
		query.Set("timeout", wait.String())
		err := c.ask(ctx, call{method: http.MethodGet, path: exchanges + "/wait", query: query, wait: wait}, &page)
		return page.Enough, err
	})
	return page, err
}

// oneWait is how long the mock is told to wait at once; it has a bound of its own, which is a minute.
const oneWait = 30 * time.Second

// inTurns asks again and again, until it is done or patience is over.
func inTurns(patience time.Duration, ask func(wait time.Duration) (done bool, err error)) error {
	for end := time.Now().Add(patience); ; {
		wait := max(0, min(time.Until(end), oneWait)).Round(time.Millisecond)
		if done, err := ask(wait); done || err != nil || wait < oneWait {
			return err
		}
	}
}

// queryOf writes a filter as the door reads it.
func queryOf(f journal.Filter) url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"q":   search.Text(f.Search),
		"run": f.Run, "kind": string(f.Kind), "type": f.Type, "serial": f.Serial, "workOrder": f.WorkOrder,
		"clause": f.Clause, "level": string(f.Level),
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if f.StatusMin != 0 || f.StatusMax != 0 {
		query.Set("status", fmt.Sprintf("%d-%d", cmp.Or(f.StatusMin, 100), cmp.Or(f.StatusMax, 999)))
	}
	for name, number := range map[string]uint64{"after": f.After, "before": f.Before, "offset": uint64(max(f.Offset, 0)), "limit": uint64(max(f.Limit, 0))} {
		if number != 0 {
			query.Set(name, strconv.FormatUint(number, 10))
		}
	}
	if f.Newest {
		query.Set("order", "newest")
	}
	return query
}
