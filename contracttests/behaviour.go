package contracttests

import (
	"context"

	"github.com/erpkit/erpkit/contracttests/behaviour"
	"github.com/erpkit/erpkit/contracttests/check"
)

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
