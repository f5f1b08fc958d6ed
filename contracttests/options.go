package contracttests

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/target"
)

// Target says which ERP is judged and how it is reached.
type Target = target.Target

// Report is what came out of a run.
type Report = report.Report

// Options are the settings of a run. The zero value runs every check with the defaults.
type Options struct {
	// Focus is a regular expression; only checks whose clauses, level or name match it are run.
	Focus string
	// Level leaves out the checks of other levels; "" runs all.
	Level schemas.Level
	// FailOn is the lowest level whose failures turn the run red: MUST unless set to SHOULD.
	FailOn schemas.Level
	// KnownFailing lists checks that are known to fail: one that passes turns the run red.
	KnownFailing []string
	// InFlight, MaxTime and AnswerWithin are those of check.Options; 0 is their default.
	InFlight     int
	MaxTime      time.Duration
	AnswerWithin time.Duration
	// Version is the version of the tool, for the report.
	Version string
	// Progress, if set, is called after each check, one at a time.
	Progress func(check.Result)
}

// List gives the checks that a run with these options would do, without doing anything.
func List(opts Options) ([]check.Check, error) {
	focus, err := opts.focus()
	if err = errors.Join(err, opts.checkLevels()); err != nil {
		return nil, err
	}
	var chosen []check.Check
	for _, c := range families.All() {
		text := strings.Join(append(c.Clauses(), string(c.Level()), c.Name), " ")
		if (opts.Level == "" || c.Level() == opts.Level) && focus.MatchString(text) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

func (o Options) focus() (*regexp.Regexp, error) {
	focus, err := regexp.Compile(o.Focus)
	if err != nil {
		return nil, fmt.Errorf("the focus %q is not a regular expression: %w", o.Focus, err)
	}
	return focus, nil
}

func (o Options) checkLevels() error {
	for _, level := range []schemas.Level{o.Level, o.FailOn} {
		if level != "" && level != schemas.Must && level != schemas.Should && level != schemas.May {
			return fmt.Errorf("%q is not a level: use MUST, SHOULD or MAY", level)
		}
	}
	return nil
}

// runner prepares the chosen checks for the target.
func (o Options) runner(t Target) (*check.Runner, error) {
	checks, err := List(o)
	if err != nil {
		return nil, err
	}
	return check.NewRunner(t, checks, check.Options{
		InFlight: o.InFlight, MaxTime: o.MaxTime, AnswerWithin: o.AnswerWithin, Done: o.Progress, Master: t.Master,
	})
}

// settings are what the report needs to know of the run.
func (o Options) settings(runner *check.Runner, began time.Time) report.Settings {
	return report.Settings{
		Tool: o.Version, Target: runner.Target(), Started: began, Run: runner.Name(), FailOn: o.FailOn, KnownFailing: o.KnownFailing,
	}
}
