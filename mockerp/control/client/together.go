package client

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// Together are the exchanges of several mocks. They are read as they come, and must be closed.
type Together struct {
	// Total is how many exchanges match. Dropped is how many that may have matched are not there any more.
	Total   int
	Dropped uint64
	limit   int
	several bool
	streams []*exported
}

// exported are the exchanges of one mock on their way.
type exported struct {
	mock        *Client
	ctx         context.Context
	filter      journal.Filter
	export      *Export
	next        func() (*traffic.Exchange, error, bool)
	stop        func()
	head        *traffic.Exchange // the next one; nil behind the last
	total, read int               // how many there must be, -1 where that is not known, and how many came
	last        uint64            // the mock's number of what was read last
	begun       time.Time
	mended      bool
}

// open asks for what was not read yet.
func (e *exported) open() error {
	export, err := e.mock.Export(e.ctx, string(traffic.JSONLines), e.filter)
	if err != nil {
		return err
	}
	e.export = export
	e.next, e.stop = iter.Pull2(capture.Read(export, traffic.JSONLines))
	return nil
}

func (e *exported) close() {
	e.stop()
	_ = e.export.Close() // it was only read
}

// mend opens an export again that its mock ended, behind what came of it: a mock does so when nobody reads for a while, such
// as behind a long one of another mock. It is false where nothing came, or after the time that an export has.
func (e *exported) mend() (bool, error) {
	if e.last == e.filter.After || e.filter.Newest || time.Since(e.begun) > exportTime {
		return false, nil
	}
	e.close()
	dropped := e.export.Dropped
	e.mended, e.filter.After, e.filter.Offset = true, e.last, 0
	if err := e.open(); err != nil {
		return false, err
	}
	if e.export.Dropped != dropped {
		return false, errMoved
	}
	return true, nil
}

// Exchanges opens an export of each mock. The numbers of exchanges are each mock's own, so that a filter by them is refused for
// several.
func (m Mocks) Exchanges(ctx context.Context, filter journal.Filter) (*Together, error) {
	if len(m) > 1 && byNumber(filter) {
		return nil, &api.Refusal{Status: http.StatusBadRequest, Message: "The numbers of exchanges are each mock's own, so with several mocks choose by time, such as after:10m in a search."}
	}
	t := &Together{limit: filter.Limit, several: len(m) > 1}
	err := m.each(func(c *Client) error {
		one := &exported{mock: c, ctx: ctx, filter: filter, last: filter.After, begun: time.Now()}
		if err := one.open(); err != nil {
			return err
		}
		switch one.total = one.export.Total; {
		case filter.After != 0 || filter.Before != 0 || filter.Offset != 0:
			one.total = -1 // only a part of all that match was asked for
		case filter.Limit > 0:
			one.total = min(one.total, filter.Limit)
		}
		t.Total, t.Dropped, t.streams = t.Total+one.export.Total, t.Dropped+one.export.Dropped, append(t.streams, one)
		return nil
	})
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// byNumber tells whether a filter names an exchange.
func byNumber(f journal.Filter) bool {
	return f.After != 0 || f.Before != 0 || slices.ContainsFunc(f.Search, func(t search.Term) bool { return t.ID != 0 })
}

// Export is Client.Export for what all mocks received. Each mock has masked its own, so the options' Mask is not asked.
func (m Mocks) Export(ctx context.Context, format string, filter journal.Filter, o capture.Options) (*Export, error) {
	if len(m) == 1 {
		return m[0].Export(ctx, format, filter)
	}
	from, pipe := io.Pipe()
	o.Reveal = true
	to, err := capture.NewWriter(traffic.Format(format), pipe, o)
	if err != nil {
		return nil, &api.Refusal{Status: http.StatusBadRequest, Message: err.Error()}
	}
	t, err := m.Exchanges(ctx, filter)
	if err != nil {
		return nil, err
	}
	go func() {
		defer t.Close()
		for x, err := range t.All() {
			if err == nil {
				err = to.Write(x)
			}
			if err != nil {
				pipe.CloseWithError(err)
				return
			}
		}
		pipe.CloseWithError(to.Close())
	}()
	return &Export{ReadCloser: from, Total: t.Total, Dropped: t.Dropped}, nil
}

// Close ends the reading.
func (t *Together) Close() {
	for _, one := range t.streams {
		one.close()
	}
}

// All gives the exchanges, oldest first by the clocks of the mocks, those of one mock in its order. Those of several
// are numbered anew, and their Origin tells the mock and the number there. It goes through them once. An error is
// the last that it gives.
func (t *Together) All() iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		for _, one := range t.streams {
			if err := one.advance(); err != nil {
				yield(nil, err)
				return
			}
		}
		for n := 1; t.limit == 0 || n <= t.limit; n++ {
			one := t.oldest()
			if one == nil {
				return
			}
			x := one.head
			if t.several {
				x.Origin.Mock, x.Origin.Number, x.ID = one.mock.name(), x.ID, uint64(n)
			}
			if !yield(x, nil) {
				return
			}
			if err := one.advance(); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

func (t *Together) oldest() *exported {
	var first *exported
	for _, one := range t.streams {
		if one.head != nil && (first == nil || one.head.At.Before(first.head.At)) {
			first = one
		}
	}
	return first
}

func (e *exported) advance() error {
	x, err, more := e.next()
	var unreachable *UnreachableError
	switch broken := errors.As(err, &unreachable); {
	case e.read == e.total && (broken || e.mended): // what came meanwhile is not waited for
		e.head = nil
		return nil
	case broken && e.ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded):
		if mended, why := e.mend(); mended {
			return e.advance()
		} else if why != nil {
			return why
		}
		return unreachable
	case broken || errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return e.mock.foreign("%v", err)
	case !more && e.read < e.total:
		return errMoved
	case !more:
		e.head = nil
		return nil
	case e.read == e.total:
		return e.mock.foreign("it gives more than the %d exchanges that it said", e.read)
	case x.Origin.Unreadable != "":
		return e.mock.foreign("%s: %s", x.Place(), x.Origin.Unreadable)
	case x.Kind == "" && x.Request.Proto == "" && len(x.Findings) == 0:
		x.Request.Method = "" // the line says POST of what was no request at all
	}
	e.head, e.last = x, x.ID
	e.read++
	return nil
}
