package target

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// Unreachable says in one sentence why an address cannot be judged.
type Unreachable struct {
	Kind schemas.Kind
	URL  string // secrets masked
	Why  string
}

// Error is the sentence.
func (u *Unreachable) Error() string {
	return fmt.Sprintf("the ERP cannot be judged at %s (%s): %s", u.URL, u.Kind, u.Why)
}

// Await waits until every host answers something, whatever its status: it posts an empty JSON object, which no ERP
// books, again and again. waiting, if not nil, is told every few seconds what came instead. The error is an
// *Unreachable for an address whose host never answered.
func (t Target) Await(ctx context.Context, most time.Duration, waiting func(waited time.Duration, words string)) error {
	const patience = 10 * time.Second
	if t.Timeout == 0 || t.Timeout > patience {
		t.Timeout = patience
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	client, err := t.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	w := waiter{post: func(url string) sender.Result { return client.Post(ctx, url, json.RawMessage("{}")) }, began: time.Now()}
	if waiting != nil {
		w.tell = func(waited time.Duration, words string) { waiting(waited, t.Hide(words)) }
	}
	hosts := map[string]bool{}
	for _, kind := range schemas.Kinds() {
		address, offered := t.URL(kind)
		u, err := url.Parse(address)
		if !offered || err != nil || hosts[u.Host] {
			continue
		}
		hosts[u.Host] = true
		if !w.until(ctx, address) {
			return &Unreachable{Kind: kind, URL: show.URL(address), Why: t.Hide(fmt.Sprintf("it did not answer anything within %s. %s", most, w.words))}
		}
	}
	return nil
}

// waiter asks one address again and again.
type waiter struct {
	post        func(url string) sender.Result
	tell        func(waited time.Duration, words string)
	began, told time.Time
	words       string // what came last instead of an answer
}

// until tells whether the address answered before ctx ended.
func (w *waiter) until(ctx context.Context, address string) bool {
	for {
		r := w.post(address)
		if ctx.Err() == nil || w.words == "" {
			w.words = r.Words
		}
		switch {
		case r.Status != 0:
			return true
		case r.Trouble == sender.BadURL || ctx.Err() != nil:
			return false
		}
		if w.tell != nil && time.Since(w.began) >= between && time.Since(w.told) >= between {
			w.told = time.Now()
			w.tell(time.Since(w.began), w.words)
		}
		pause(ctx)
	}
}

// between is how long Await waits between two words about it.
const between = 2 * time.Second

// pause lets an ERP that is about to begin have a moment.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(200 * time.Millisecond):
	}
}

// Preflight posts an empty JSON object to each address, which no ERP books, and gives an *Unreachable for
// the first one that is not there, wants other credentials, or does not take a POST.
func (t Target) Preflight(ctx context.Context) error {
	const patience = 5 * time.Second
	if t.Timeout == 0 || t.Timeout > patience {
		t.Timeout = patience
	}
	client, err := t.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	asked := map[string]bool{}
	for _, kind := range schemas.Kinds() {
		url, offered := t.URL(kind)
		if !offered || asked[url] {
			continue
		}
		asked[url] = true
		if why := t.Hide(objection(client.Post(ctx, url, json.RawMessage("{}")))); why != "" {
			return &Unreachable{Kind: kind, URL: show.URL(url), Why: why}
		}
	}
	return nil
}

// objection says what is wrong with an address by what it answered to an empty object; "" is nothing.
func objection(r sender.Result) string {
	switch r.Trouble {
	case "":
	case sender.Timeout, sender.Reset, sender.CutShort, sender.BodyTooLong:
		if r.MayBeBooked() {
			return "" // something listens; the checks find out what it does
		}
		return r.String()
	default:
		return r.String()
	}
	if r.Message != "" && r.Status != http.StatusUnauthorized {
		return "" // an ERP that speaks our language
	}
	switch r.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		carried, cure := r.Transcript.Carried()
		return fmt.Sprintf("it answered HTTP %d to a post that carried %s. %s", r.Status, carried, cure)
	case http.StatusProxyAuthRequired:
		return "it answered HTTP 407: the proxy on the way wants a user and a password. Put them into HTTP_PROXY or HTTPS_PROXY: http://user:password@proxy:3128."
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return fmt.Sprintf("it answered HTTP %d, so nothing at this path takes a POST: check the path of the URL.", r.Status)
	}
	return ""
}
