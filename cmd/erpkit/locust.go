package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/locust"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
)

var errEnough = errors.New("enough was read")

// locust writes a locustfile of what a mock or a file holds.
func (f *exportFlags) locust(cmd *cobra.Command) error {
	f.from.needRun = true
	source, done, err := f.from.open(cmd)
	if err != nil {
		return err
	}
	flows, seen := locust.New(), 0
	err = until(cmd.Context(), source)(f.filter, func(x *traffic.Exchange) error {
		switch {
		case !f.filter.Matches(x) || x.ID != 0 && x.ID <= f.filter.After:
			return nil
		case f.filter.Limit > 0 && seen == f.filter.Limit:
			return errEnough
		}
		seen++
		if err := flows.See(x); err != nil {
			return exitf(exitUsage, "%w (--limit, --run, --work-order)", err)
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	if seen == 0 {
		return exitf(exitNothing, "no exchange matches, so nothing was written")
	}
	played, err := writeFlows(cmd, f.out, flows)
	if err == nil {
		fmt.Fprint(cmd.ErrOrStderr(), tellPlayed(f.out, played))
	}
	return err
}

// writeFlows writes the file only if something can be played.
func writeFlows(cmd *cobra.Command, path string, flows *locust.Flows) (played locust.Played, err error) {
	write := func(to io.Writer) (err error) {
		played, err = flows.Write(to)
		return err
	}
	if path == "-" {
		err = write(exact(cmd.OutOrStdout()))
	} else {
		err = writeWhole(path, write)
	}
	if errors.Is(err, locust.ErrNothing) {
		return played, exitf(exitNothing, "%w, so nothing was written%s", locust.ErrNothing, leftOut(played))
	}
	return played, err
}

func tellPlayed(path string, played locust.Played) string {
	return fmt.Sprintf("%s: posts %d, flows %d%s\nPlay it with: locust -f %s --headless --users 16 --spawn-rate 16 --run-time 1m --host http://127.0.0.1:8085\n",
		path, played.Posts, played.Flows, leftOut(played), path)
}

func leftOut(played locust.Played) string {
	words := ""
	for _, why := range slices.Sorted(maps.Keys(played.LeftOut)) {
		words += fmt.Sprintf("; left out %d: %s", played.LeftOut[why], why)
	}
	return words
}

// writeLocust plays the shift with an ERP that accepts everything, and writes what was posted.
func (f *shiftFlags) writeLocust(cmd *cobra.Command) error {
	settings, err := f.page(cmd)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	erp := &accepting{flows: locust.New(), stop: cancel}
	f.options.Settings, f.options.Poster = settings, erp
	_, err = shift.Play(ctx, f.options)
	switch err := errors.Join(err, erp.err); {
	case err != nil:
		return exitWith(exitUsage, err)
	case cmd.Context().Err() != nil:
		return exit(exitInterrupted)
	}
	played, err := writeFlows(cmd, f.locust, erp.flows)
	if err != nil {
		return err
	}
	if f.asJSON {
		return schemas.PrintJSON(cmd.OutOrStdout(), map[string]any{"version": 1, "locust": played})
	}
	to := cmd.OutOrStdout()
	if f.locust == "-" {
		to = cmd.ErrOrStderr()
	}
	_, err = io.WriteString(to, tellPlayed(f.locust, played))
	return err
}

// page is where the shift would post. Without an address it is the mock's; a query may be secret, and has no place in the
// file.
func (f *shiftFlags) page(cmd *cobra.Command) (sender.Settings, error) {
	if f.record != "" {
		return sender.Settings{}, errors.New("--locust and --record exclude each other: with --locust nothing is posted")
	}
	if t, err := f.where.merge(); err == nil && f.settings == "" && len(t.Given()) == 0 {
		f.where.typed.Base = "http://127.0.0.1:8085"
	}
	settings, client, data, err := f.where.page(cmd, f.settings, "local")
	if err != nil {
		return settings, err
	}
	defer client.Close()
	for _, kind := range schemas.Kinds() {
		if u, err := url.Parse(settings.For(kind).URL); err == nil && u.RawQuery != "" {
			return settings, fmt.Errorf("--locust: the URL of %s has a query, which may be secret and is not written: leave it out, and let the ERP take its key from a header (ERPKIT_HEADER of the locustfile)", kind)
		}
	}
	f.options.Master = data
	return settings, nil
}

// accepting is an ERP that accepts every post and gives it an id.
type accepting struct {
	mu    sync.Mutex
	flows *locust.Flows
	posts uint64
	stop  func()
	err   error
}

// Post takes a post into the flows.
func (a *accepting) Post(_ context.Context, to string, payload any) sender.Result {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.posts++
	body, err := schemas.JSON(payload)
	r := sender.Result{Accepted: true, Status: 200, ExternalID: strconv.FormatUint(a.posts, 10)}
	r.Transcript = sender.Transcript{Method: "POST", URL: to, RequestBody: body, Status: r.Status, AnswerBody: []byte(`{"externalId":"` + r.ExternalID + `"}`)}
	x := exchangeOf(&r, a.posts)
	if err = errors.Join(err, a.flows.See(x)); err != nil && a.err == nil {
		a.err = err
		a.stop()
	}
	return r
}
