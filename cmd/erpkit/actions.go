package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios/capsule"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/target"
)

// pageActions are what the page of the control door does with a sender and stories. If the mock has a real ERP
// behind it, nothing is posted: the ERP would book it.
func pageActions(config mockerp.Config) control.Actions {
	actions := control.Actions{Capsule: saveStory}
	if config.Upstream == nil {
		actions.Shift, actions.Send = demoShift, sendAgain
	}
	return actions
}

// demoShift posts at a pace that people can follow.
func demoShift(ctx context.Context, erp string, events int) error {
	client, err := sender.NewClient(sender.Options{Pace: rate.NewLimiter(20, 1)})
	if err != nil {
		return err
	}
	defer client.Close()
	now, to := time.Now(), target.Target{Base: erp}
	summary, err := shift.Play(ctx, shift.Options{
		Settings: to.Settings("local"), Poster: client, Seed: uint64(now.UnixNano()), Events: events, GoOn: true, Prefix: now.Format("D150405"),
	})
	if err == nil && summary.Stopped != "" {
		err = errors.New(summary.Stopped)
	}
	return err
}

// sendAgain sends the recorded bytes with the recorded headers. Of the recorded URL only the path counts: the post
// always goes to the mock.
func sendAgain(ctx context.Context, door string, x *traffic.Exchange) (api.Sent, error) {
	recorded, err := url.Parse(x.Request.URL)
	if err != nil {
		return api.Sent{}, err
	}
	to := door + (&url.URL{Path: recorded.Path, RawPath: recorded.RawPath, RawQuery: recorded.RawQuery}).String()
	return sendBytes(ctx, to, againHeader(x.Request.Header), x.Request.Body)
}

// sendBytes posts to the mock and says what the MES understands.
func sendBytes(ctx context.Context, to string, header http.Header, body []byte) (api.Sent, error) {
	client, err := sender.NewClient(sender.Options{Header: header})
	if err != nil {
		return api.Sent{}, err
	}
	defer client.Close()
	result := client.Post(ctx, to, body)
	sent := api.Sent{Status: result.Status, Words: result.Words}
	sent.Exchange, _ = strconv.ParseUint(result.Transcript.AnswerHeader.Get("Erpkit-Exchange"), 10, 64) // 0 where there is none
	if result.Trouble == "" {
		sent.Understood = &api.Understood{Accepted: result.Accepted, ExternalID: result.ExternalID, Message: result.Message}
	}
	return sent, nil
}

// againHeader leaves out headers of the old connection, and those that the sender sets itself.
func againHeader(recorded http.Header) http.Header {
	own := []string{"Connection", "Content-Length", "Host", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Origin"}
	header := http.Header{}
	for name, values := range recorded {
		if !slices.Contains(own, http.CanonicalHeaderKey(name)) && !strings.HasPrefix(http.CanonicalHeaderKey(name), "Sec-Fetch-") {
			header[name] = values
		}
	}
	return header
}

// saveStory makes a capsule from the journal of the mock.
func saveStory(ctx context.Context, from journal.Store, order api.CapsuleOrder) (api.Capsule, error) {
	around := capsule.Around{Run: order.Run, Serial: order.Serial, WorkOrder: order.WorkOrder}
	posts, err := capsule.Collect(until(ctx, capsule.FromStore(from)), around)
	if err != nil {
		return api.Capsule{}, err
	}
	options := capsule.Options{Around: around}
	if order.Mask {
		options.Mask = capsule.NewMasker("")
	}
	made, err := capsule.Make(posts, options)
	if err != nil {
		return api.Capsule{}, err
	}
	return api.Capsule{
		File: "story.yaml", Text: string(made.Text), Posts: made.Posts, Reproduces: made.Reproduces, Notes: append([]string{}, made.Notes...),
	}, nil
}
