package contracttests

import (
	"context"
	"time"
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
