package contracttests

import (
	"context"
	"time"
)

// Run judges the target without Ginkgo and gives the report. It may be called as often as one likes.
// The error says what is wrong with target or options, or, as a target.Unreachable, why the ERP cannot
// be judged at all; what the ERP does wrong is in the report.
func Run(ctx context.Context, t Target, opts Options) (Report, error) {
	runner, err := opts.runner(t)
	if err != nil {
		return Report{}, err
	}
	began := time.Now()
	ctx, cancel := opts.withinTime(ctx)
	defer cancel()
	if err := t.Preflight(ctx); err != nil && ctx.Err() == nil {
		return Report{}, err
	}
	runner.Run(ctx)
	return opts.report(runner, began), nil
}
