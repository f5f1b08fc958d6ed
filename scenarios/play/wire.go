package play

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"sync"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// wire is the line to the ERP. It sends the posts of the MES and raw posts, judges them, and remembers what the
// ERP must have booked.
type wire struct {
	p      *player
	ledger *leftovers.Ledger // nil if the mock belongs to the case and is thrown away

	mu      sync.Mutex // guards what follows
	clients map[string]*sender.Client
	books   *books.Books // judges flows on a real ERP, where no mock does
	simulat int          // posts of a dry run
}

// maxThings bounds the books of one case.
const maxThings = 20_000

func newWire(p *player) *wire {
	w := &wire{p: p, clients: map[string]*sender.Client{}, books: books.New(maxThings)}
	if p.mock == nil && !p.opts.DryRun {
		w.ledger = &leftovers.Ledger{Changed: func(list []leftovers.Leftover) { p.run.keepLeftovers(p, list) }}
	}
	return w
}

func (w *wire) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, client := range w.clients {
		client.Close()
	}
}

// posting is one post over the line, by the MES or raw: its data beside the payload, and what only the line learns
// about it.
type posting struct {
	*wire
	header   http.Header // of a raw post
	refuse   bool        // in a dry run: the story expects that this is not accepted
	findings []schemas.Finding
}

// Post posts one payload. It is the sender's Poster.
func (o *posting) Post(ctx context.Context, url string, payload any) sender.Result {
	if o.p.opts.DryRun {
		return o.simulate(url, payload)
	}
	client, err := o.client(o.header)
	if err != nil {
		return sender.Result{Trouble: sender.BadPayload, Words: err.Error()}
	}
	result := client.Post(ctx, url, payload)
	o.findings = o.after(context.WithoutCancel(ctx), result)
	return result
}

// client gives a client for posts with these headers.
func (w *wire) client(header http.Header) (*sender.Client, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := fmt.Sprint(header)
	if client, ok := w.clients[key]; ok {
		return client, nil
	}
	options := w.p.run.client
	options.Timeout = cmp.Or(options.Timeout, w.p.story.Timeout)
	options.Header = options.Header.Clone()
	if options.Header == nil {
		options.Header = http.Header{}
	}
	maps.Copy(options.Header, header)
	client, err := sender.NewClient(options)
	if err == nil {
		w.clients[key] = client
	}
	return client, err
}

// after notes what the ERP has booked, and returns what is wrong with the post.
func (w *wire) after(ctx context.Context, result sender.Result) []schemas.Finding {
	body := result.Transcript.RequestBody
	object, _ := schemas.Parse(body)
	if w.ledger != nil {
		w.ledger.Note(object, result)
	}
	if w.p.mock != nil {
		if findings, ok := w.p.mock.findings(ctx, result.Transcript.AnswerHeader, body); ok {
			return findings
		}
	}
	return w.judge(body, object, result)
}

// judge finds what is wrong with a post where no mock does: in the payload, and in the flow of this story.
func (w *wire) judge(body []byte, object map[string]any, result sender.Result) []schemas.Finding {
	kind := schemas.KindOf(object)
	findings := schemas.Judge(kind, body)
	if object == nil {
		return findings
	}
	event := books.Event{Kind: kind, Payload: object}
	w.mu.Lock()
	defer w.mu.Unlock()
	findings = append(findings, w.books.Consider(event).Findings...)
	reply := books.Reply{Status: result.Status, ExternalID: result.ExternalID}
	if result.Trouble != "" {
		reply.Status = 0
	}
	w.books.Apply(event, reply)
	return findings
}

// simulate replaces the ERP in a dry run: it answers as the story expects.
func (o *posting) simulate(url string, payload any) sender.Result {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.simulat++
	t := sender.Transcript{Method: http.MethodPost, URL: url, RequestHeader: http.Header{"Content-Type": {"application/json"}}, RequestBody: encoded(payload)}
	maps.Copy(t.RequestHeader, o.header)
	if o.refuse {
		return sender.Result{Status: http.StatusConflict, Words: "A dry run: the story expects that the ERP does not accept this.", Transcript: t}
	}
	return sender.Result{
		Accepted: true, Status: http.StatusOK, ExternalID: fmt.Sprintf("id-%d-of-the-erp", o.simulat),
		Words: "A dry run: nothing was sent.", Transcript: t,
	}
}
