package contracttests

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/contracttests/behaviour"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// Run judges the target without Ginkgo and gives the report. It may be called as often as one likes.
// The error says what is wrong with target or options, or, as a target.Unreachable, why the ERP cannot
// be judged at all: then the report says so, too. What the ERP does wrong is in the report.
func Run(ctx context.Context, t Target, opts Options) (Report, error) {
	runner, err := opts.runner(t)
	if err != nil {
		return Report{}, err
	}
	began, within, cancel, err := opts.begin(ctx, t)
	defer cancel()
	if err != nil {
		return opts.stopped(runner, began, err), err
	}
	runner.Run(within)
	return opts.report(ctx, runner, began), nil
}

// begin waits for the ERP if that is wanted, and looks at its addresses. It gives when the run began, and the context
// for it: the longest time counts from the first look at the ERP.
func (o Options) begin(ctx context.Context, t Target) (time.Time, context.Context, context.CancelFunc, error) {
	nothing := func() {}
	if o.Wait > 0 {
		if err := t.Await(ctx, o.Wait, o.Waiting); err != nil && ctx.Err() == nil {
			return time.Now(), ctx, nothing, err
		}
	}
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, o.maxTime())
	if err := t.Preflight(within); err != nil && within.Err() == nil {
		return began, within, cancel, err
	}
	return began, within, cancel, nil
}

// Behaviour says what the target does where the contract leaves it open. It posts one thing at a time, but for the habits that
// are about many at once, within the longest time of the options, and removes what it added. Of the options it takes the times,
// Leftovers, Cleaning and Progress. The error says what is wrong with target or options.
func Behaviour(ctx context.Context, t Target, opts Options) (behaviour.Profile, error) {
	keep, err := opts.keeper(t)
	if err != nil {
		return behaviour.Profile{}, err
	}
	found := behaviour.NewFound()
	runner, err := check.NewRunner(t, found.Checks(), check.Options{
		InFlight: 1, MaxTime: opts.maxTime(), CleanupTime: opts.CleanupTime, AnswerWithin: opts.AnswerWithin,
		Done: opts.Progress, Cleaning: opts.Cleaning, Keep: keep, Master: t.Master,
	})
	if err != nil {
		return behaviour.Profile{}, err
	}
	return found.Profile(runner.Run(ctx)), nil
}

// Rehearse runs the checks against a right ERP inside this program, with the master data of the target: nothing
// is posted to the target. The Needs of its report are what the master data lack.
func Rehearse(ctx context.Context, t Target, opts Options) (Report, error) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		return Report{}, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Report{}, err
	}
	server := &http.Server{Handler: erp.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with Close
	defer server.Close()
	return Run(ctx, Target{Base: "http://" + listener.Addr().String(), Skip: t.Skip, Master: t.Master}, opts)
}
