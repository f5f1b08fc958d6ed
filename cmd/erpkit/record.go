package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"

	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// recorder is a sender that writes each post and its answer as JSON lines, which reconcile, check and capsule read. Of
// URLs it keeps the path, of headers the content type: no secret gets into the file.
type recorder struct {
	sender.Poster // nil where posts are only seen
	path          string
	file          *os.File
	digest        hash.Hash // of what was written
	buffer        *bufio.Writer
	lines         capture.Writer
	mu            sync.Mutex
	posts         uint64
	err           error // the first that the file gave
}

// record records what a poster posts; without a path nothing is recorded. The function ends it and gives the record.
func record(path string, poster sender.Poster) (sender.Poster, func() (report.Record, error), error) {
	if path == "" {
		return poster, func() (report.Record, error) { return report.Record{}, nil }, nil
	}
	r, err := newRecorder(path)
	if err != nil {
		return nil, nil, err
	}
	r.Poster = poster
	return r, r.end, nil
}

func newRecorder(path string) (*recorder, error) {
	if err := checkReportPlace("--record", path); err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	r := &recorder{path: path, file: file, digest: digest, buffer: bufio.NewWriter(io.MultiWriter(file, digest))}
	r.lines, err = capture.NewWriter(traffic.JSONLines, r.buffer, capture.Options{})
	return r, err
}

// Post posts, and records what came of it. A station waits for its answer, so the posts about one thing stay in order.
func (r *recorder) Post(ctx context.Context, to string, payload any) sender.Result {
	result := r.Poster.Post(ctx, to, payload)
	r.see(result)
	return result
}

// see records what came of a post.
func (r *recorder) see(result sender.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	if r.err == nil {
		r.err = r.lines.Write(exchangeOf(&result, r.posts))
	}
}

// end completes the file. It gives the record, or says what went wrong: what was not written whole is no record.
func (r *recorder) end() (report.Record, error) {
	if err := errors.Join(r.err, r.lines.Close(), r.buffer.Flush(), r.file.Close()); err != nil {
		return report.Record{}, err
	}
	return report.Record{File: r.path, SHA256: hex.EncodeToString(r.digest.Sum(nil))}, nil
}

// exchangeOf is a post as a journal keeps it.
func exchangeOf(result *sender.Result, number uint64) *traffic.Exchange {
	t := &result.Transcript
	x := &traffic.Exchange{
		ID: number, Run: traffic.DefaultRun, At: t.Started, Took: t.Took,
		Request: traffic.Request{Method: t.Method, URL: pathOf(t.URL), Proto: t.Proto, Header: contentType(t.RequestHeader), Body: t.RequestBody},
		Answer:  traffic.Answer{Status: t.Status, Header: contentType(t.AnswerHeader), Body: t.AnswerBody, Lost: result.Trouble != ""},
		Booked:  result.Accepted,
	}
	if payload, _ := schemas.Parse(t.RequestBody); payload != nil {
		x.Kind = schemas.KindOf(payload)
		x.Index(payload)
	}
	return x
}

func contentType(h http.Header) http.Header {
	return http.Header{"Content-Type": h.Values("Content-Type")}
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Path
}
