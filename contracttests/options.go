package contracttests

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
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
	// Profile is how much is asked: "smoke", "standard" or "full"; "" is standard.
	Profile string
	// FailOn is the lowest level whose failures turn the run red: MUST unless set to SHOULD.
	FailOn schemas.Level
	// KnownFailing lists checks that are known to fail: one that passes turns the run red.
	KnownFailing []string
	// Earlier is the report of an earlier run: then only what fails and did not then turns the run red.
	Earlier *report.Earlier
	// InFlight, MaxTime, CleanupTime and AnswerWithin are those of check.Options; 0 is their default. MaxTime counts
	// from the first look at the ERP.
	InFlight             int
	MaxTime, CleanupTime time.Duration
	AnswerWithin         time.Duration
	// Wait is how long to wait until the ERP answers anything at all, before it is judged; 0 does not wait. Waiting, if
	// set, is told now and then what came instead.
	Wait    time.Duration
	Waiting func(waited time.Duration, words string)
	// Leftovers is the file for what was added and not removed, which erpkit cleanup takes; "" is none. It keeps what
	// stands in it.
	Leftovers string
	// Shell is the one for which the summary writes the lines that repeat something.
	Shell show.Shell
	// Version is the version of the tool, for the report.
	Version string
	// Progress, if set, is called after each check, one at a time.
	Progress func(check.Result)
	// Cleaning, if set, is told how many things are removed after the checks.
	Cleaning func(things int)
	// Seen, if set, is given what came of every post, as check.Options has it.
	Seen func(sender.Result)
	// Pace, if set, is told early in the run how long it will take.
	Pace func(check.Pace)
}

// List gives the checks that a run with these options would do, without doing anything.
func List(opts Options) ([]check.Check, error) {
	focus, err := opts.focus()
	if err = errors.Join(err, opts.checkLevels()); err != nil {
		return nil, err
	}
	var chosen []check.Check
	for _, c := range opts.profile() {
		text := strings.Join(append(c.Clauses(), string(c.Level()), c.Name), " ")
		if (opts.Level == "" || c.Level() == opts.Level) && focus.MatchString(text) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

// profile are the checks of the profile.
func (o Options) profile() []check.Check {
	if o.Profile == Smoke {
		return families.Smoke()
	}
	return families.All()
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
	if o.Profile != "" && !slices.Contains(Profiles(), o.Profile) {
		return fmt.Errorf("%q is not a profile: use %s", o.Profile, schemas.List(Profiles(), "or"))
	}
	return nil
}

// The profiles. Smoke asks for every MUST once, with few posts; Full does every check that passed once more, alone.
const (
	Smoke    = "smoke"
	Standard = "standard"
	Full     = "full"
)

// Profiles lists the profiles, the shortest first.
func Profiles() []string { return []string{Smoke, Standard, Full} }

// maxTime is the longest time of the checks.
func (o Options) maxTime() time.Duration {
	if o.MaxTime == 0 && o.Profile == Full {
		return 5 * check.DefaultMaxTime
	}
	return cmp.Or(o.MaxTime, check.DefaultMaxTime)
}

// runner prepares the chosen checks for the target.
func (o Options) runner(t Target) (*check.Runner, error) {
	checks, err := List(o)
	if err != nil {
		return nil, err
	}
	keep, err := o.keeper(t)
	if err != nil {
		return nil, err
	}
	return check.NewRunner(t, checks, check.Options{
		InFlight: o.InFlight, MaxTime: o.maxTime(), CleanupTime: o.CleanupTime, AnswerWithin: o.AnswerWithin,
		Done: o.Progress, Cleaning: o.Cleaning, Pace: o.Pace, Seen: o.Seen, Keep: keep, Master: t.Master, Twice: o.Profile == Full,
	})
}

// report makes the report of a run that began then. ctx is that of the caller, which the user may end.
func (o Options) report(ctx context.Context, runner *check.Runner, began time.Time) Report {
	results := runner.Stop()
	s := o.reported(runner, began)
	s.Interrupted, s.LeftoversFile, s.Shell = ctx.Err() != nil, o.Leftovers, o.Shell
	if err := runner.NotKept(); err != nil {
		s.LeftoversFile, s.NotKept = "", err.Error()
	}
	return report.New(s, results)
}

// stopped makes the report of a run that ended before its first check.
func (o Options) stopped(runner *check.Runner, began time.Time, why error) Report {
	s := o.reported(runner, began)
	s.Stopped = why.Error()
	return report.New(s, nil)
}

// reported is what every report says of its run.
func (o Options) reported(runner *check.Runner, began time.Time) report.Settings {
	return report.Settings{
		Tool: o.Version, Target: runner.Target(), Started: began, Run: runner.Name(), Profile: cmp.Or(o.Profile, Standard),
		FailOn: o.FailOn, KnownFailing: o.KnownFailing, Earlier: o.Earlier,
	}
}

// keeper gives what writes down what the ERP has of a run, behind what stands in the file already. The error says
// that the file is none of leftovers.
func (o Options) keeper(t Target) (func([]leftovers.Leftover) error, error) {
	if o.Leftovers == "" {
		return nil, nil
	}
	before, err := leftovers.Read(o.Leftovers)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return func(list []leftovers.Leftover) error {
		if len(list)+len(before) == 0 && errors.Is(err, fs.ErrNotExist) {
			return nil // not even a look at a folder that may not be writable
		}
		for i := range list {
			list[i].File = "erpkit verify"
			list[i].URL, list[i].Why = t.Hide(show.URL(list[i].URL)), t.Hide(list[i].Why)
		}
		return leftovers.Write(o.Leftovers, append(before[:len(before):len(before)], list...))
	}, nil
}
