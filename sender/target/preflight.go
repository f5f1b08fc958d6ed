package target

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
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
