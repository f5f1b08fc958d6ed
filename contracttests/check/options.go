package check

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/master"
)

// Options are the settings of a run. The zero value is a good one.
type Options struct {
	// InFlight is how many checks run at once; 0 is defaultInFlight, and then an ERP that gets slower under load is sent
	// fewer posts at once.
	InFlight int
	// MaxTime bounds the checks; 0 is DefaultMaxTime. CleanupTime bounds the removal, after them, of what is still
	// there; 0 is DefaultCleanupTime.
	MaxTime, CleanupTime time.Duration
	// AnswerWithin is how long an answer may take (E8); 0 is five seconds.
	AnswerWithin time.Duration
	// Name goes into all data of the run, so that two runs on one ERP never meet. "" makes one.
	Name string
	// Master are the master data of the ERP; nil makes names up.
	Master *master.Data
	// NoLookahead starts each check only when it is asked for, one after another.
	NoLookahead bool
	// Twice repeats every check that passed, alone: it finds an ERP that is right only sometimes.
	Twice bool
	// Done, if set, is called after each check, from one goroutine at a time.
	Done func(Result)
	// Cleaning, if set, is told how many things are removed after the checks.
	Cleaning func(things int)
	// Keep, if set, is given what the ERP has of the run when the checks are over, and again after the cleanup.
	Keep func([]leftovers.Leftover) error
	// Seen, if set, is given what came of every post, those that clean up included: one at a time, those about one thing in
	// their order.
	Seen func(sender.Result)
	// Pace, if set, is told early in the run how long it will take.
	Pace func(Pace)

	chosen bool // InFlight was given
}

// Pace is how fast a run goes, by its first answers.
type Pace struct {
	Answer   time.Duration // that one answer takes
	InFlight int           // posts at once
	Posts    int           // that the run will have, about
	Takes    time.Duration
	// Checks is how many the run has, Cut how many of them will not run within the longest time.
	Checks, Cut int
}

// The defaults of Options.
const (
	defaultInFlight     = 12
	DefaultMaxTime      = 3 * time.Minute
	DefaultCleanupTime  = time.Minute
	DefaultAnswerWithin = 5 * time.Second
	// DefaultTimeout is how long one post may take where the target does not say: twice what E8 asks for.
	DefaultTimeout = 10 * time.Second
)

func (o Options) withDefaults() (Options, error) {
	if o.InFlight < 0 || o.MaxTime < 0 || o.CleanupTime < 0 || o.AnswerWithin < 0 {
		return o, errors.New("the number of checks in flight and the times of a run cannot be negative: leave them out for the defaults")
	}
	o.chosen = o.InFlight > 0
	if !o.chosen {
		o.InFlight = defaultInFlight
	}
	o.MaxTime = cmp.Or(o.MaxTime, DefaultMaxTime)
	o.CleanupTime = cmp.Or(o.CleanupTime, DefaultCleanupTime)
	o.AnswerWithin = cmp.Or(o.AnswerWithin, DefaultAnswerWithin)
	if o.Name == "" {
		id, err := uuid.NewRandom()
		if err != nil {
			return o, err
		}
		o.Name = strings.ToUpper(id.String()[:8])
	}
	return o, nil
}
