package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// exportTime bounds an export whose context has no deadline.
const exportTime = 10 * time.Minute

// Export is what the mock received in a format of other tools. It is read as it comes, and must be closed.
type Export struct {
	io.ReadCloser
	// Total is how many exchanges match. Dropped is how many that may have matched are not there any more.
	Total   int
	Dropped uint64
}

// Export writes what matches as HAR, curl lines, JSON lines or raw HTTP ("har", "curl", "jsonl", "raw"), oldest
// first. An export that breaks off ends with an error, never with io.EOF.
func (c *Client) Export(ctx context.Context, format string, filter journal.Filter) (*Export, error) {
	query := queryOf(filter)
	query.Set("format", format)
	answer, err := c.stream(ctx, exportTime, call{method: http.MethodGet, path: exchanges + "/export", query: query}) //nolint:bodyclose // who reads the export closes it
	if err != nil {
		return nil, err
	}
	export := &Export{ReadCloser: answer.Body}
	wanted, _, _ := mime.ParseMediaType(api.ExportType(format)) // "" is a format that only the mock knows
	var err1, err2 error
	export.Total, err1 = strconv.Atoi(answer.Header.Get(api.TotalHeader))
	export.Dropped, err2 = strconv.ParseUint(answer.Header.Get(api.DroppedHeader), 10, 64)
	switch got := mediaType(answer); {
	case wanted != "" && got != wanted:
		err = c.foreign("its answer is %q, and an export is %q", got, wanted)
	case err1 != nil || err2 != nil:
		err = c.foreign("its answer does not say how many exchanges it has, so it is not an export")
	default:
		return export, nil
	}
	return nil, errors.Join(err, export.Close())
}

// stream sends a request whose answer goes on for a while. It takes most in all, unless that is 0 or the context has
// a deadline, and every piece of it comes within the time-out.
func (c *Client) stream(ctx context.Context, most time.Duration, one call) (*http.Response, error) {
	var stop context.CancelFunc = func() {}
	if _, given := ctx.Deadline(); !given && most > 0 {
		ctx, stop = context.WithTimeoutCause(ctx, most, lateError("it took longer than "+most.String()+": take fewer exchanges at once"))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	s := &stream{client: c, ctx: ctx, pause: cmp.Or(c.timeout, defaultTimeout), cancel: func() { cancel(nil); stop() }}
	s.silence = time.AfterFunc(s.pause, func() { cancel(lateError("nothing came for " + s.pause.String())) })
	answer, err := c.send(ctx, one)
	if s.silence.Stop(); err != nil {
		s.cancel()
		return nil, err
	}
	s.ReadCloser, answer.Body = answer.Body, s
	return answer, nil
}

// stream is the body of an answer that comes piece by piece.
type stream struct {
	io.ReadCloser
	client  *Client
	ctx     context.Context // its own: it ends when the silence is too long
	pause   time.Duration
	silence *time.Timer
	cancel  func()
}

func (s *stream) Read(p []byte) (int, error) {
	s.silence.Reset(s.pause)
	defer s.silence.Stop()
	n, err := s.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = s.client.failed(s.ctx, err, true)
	}
	return n, err
}

func (s *stream) Close() error {
	defer s.cancel()
	return s.ReadCloser.Close()
}
