package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// mostEvent is the longest line of an event in bytes.
const mostEvent = 16 << 20

// Follow gives what is kept after the filter's After, and then what comes, until ctx ends or the loop is left. An
// error is the last that it gives, also when the mock stops: who wants to go on begins again with the ID of the last
// event as After.
func (c *Client) Follow(ctx context.Context, filter journal.Filter) iter.Seq2[api.Event, error] {
	return func(yield func(api.Event, error) bool) {
		filter.Limit = 0 // not of a page
		answer, err := c.stream(ctx, 0, call{method: http.MethodGet, path: api.Root + "/events", query: queryOf(filter)})
		if err != nil {
			yield(api.Event{}, err)
			return
		}
		defer answer.Body.Close() // it was only read
		if media := mediaType(answer); media != "text/event-stream" {
			yield(api.Event{}, c.foreign("its answer is %q, and events are text/event-stream", media))
			return
		}
		lines := bufio.NewScanner(answer.Body)
		lines.Buffer(nil, mostEvent)
		for {
			event, err := c.event(lines)
			if !yield(event, err) || err != nil {
				return
			}
		}
	}
}

// event reads the lines of one event; comments, and places without an event, are passed over.
func (c *Client) event(lines *bufio.Scanner) (event api.Event, err error) {
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			event.Type = value
		case "id":
			event.ID, err = strconv.ParseUint(value, 10, 64)
		case "data":
			event.Data = []byte(value)
		case "":
			if lines.Text() == "" && event.Type != "" {
				return event, nil
			}
		}
		if err != nil {
			return event, c.foreign("its events have no numbers")
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return event, fmt.Errorf("an event of the mock on %s is longer than %d MiB: look at the exchange after %d by itself", c.name(), mostEvent>>20, event.ID)
	} else if err != nil {
		return event, err
	}
	return event, &UnreachableError{Where: c.name(), Err: io.ErrUnexpectedEOF, begun: true}
}
