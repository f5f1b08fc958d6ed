package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

// Runner runs checks against one target: First checks before all others, then many at once, then
// those that want to be alone. Each is run once. Use Run, or Start, Await and Stop.
type Runner struct {
	target  target.Target
	client  sender.Options
	checks  []Check
	opts    Options
	name    string
	supply  *master.Supply // of the master data; nil without
	holders holders

	mu      sync.Mutex
	clients map[string]*sender.Client // by content type
	late    map[actKey]*lateness
	tries   []*T                     // of all checks
	slowest time.Duration            // of the answers
	kept    int                      // bytes of their bodies
	slow    map[schemas.Act]Exchange // the slowest of those that took too long
	gate    *gate
	taken   map[schemas.Kind]bool   // the ERP took an add of made-up names
	unknown map[schemas.Kind]string // or it said that it does not know them
	sure    int                     // failures that showed alone too
	shy     bool                    // a failure did not: the ERP does not like crowds

	startOnce sync.Once
	sweepOnce sync.Once
	keeping   sync.Mutex
	written   time.Time     // when what the ERP has was written down last
	writing   time.Duration // and how long that took
	notKept   error
	ctx       context.Context    // of the checks
	grace     context.Context    // of the cleanups
	stop      context.CancelFunc // ends the checks
	stopGrace context.CancelFunc // ends the cleanups
	slots     []slot
	alone     sync.RWMutex // held for reading by all but the checks that are alone
	tell      sync.Mutex
	running   sync.WaitGroup
	ending    sync.WaitGroup // what is done when the time of the checks is over
}

// slot is the place of one check's result.
type slot struct {
	once   sync.Once
	done   chan struct{}
	result Result
}

// NewRunner prepares a run. The error says what is wrong with target, checks or options.
func NewRunner(t target.Target, checks []Check, opts Options) (*Runner, error) {
	opts, err := opts.withDefaults()
	if err = errors.Join(err, t.CheckAll(), checkChecks(checks)); err != nil {
		return nil, err
	}
	t.Timeout = cmp.Or(t.Timeout, DefaultTimeout)
	options, err := t.Options()
	if err != nil {
		return nil, err
	}
	client, err := sender.NewClient(options)
	if err != nil {
		return nil, err
	}
	r := &Runner{
		target: t, client: options, checks: checks, opts: opts, name: opts.Name,
		clients: map[string]*sender.Client{"": client}, late: map[actKey]*lateness{},
		taken: map[schemas.Kind]bool{}, unknown: map[schemas.Kind]string{},
		slots: make([]slot, len(checks)),
	}
	if opts.Master != nil {
		r.supply = master.NewSupply(opts.Master, master.Start{Run: opts.Name})
	}
	r.gate, r.slow = newGate(opts, t.Timeout), map[schemas.Act]Exchange{}
	r.gate.tell = r.pace
	for i := range r.slots {
		r.slots[i].done = make(chan struct{})
	}
	return r, nil
}

func checkChecks(checks []Check) error {
	names := map[string]bool{}
	for i := range checks {
		c := &checks[i]
		if c.Level() == "" || c.Run == nil || names[c.Name] {
			return fmt.Errorf("the check %q is incomplete: it needs a clause, a body and a name that no other has", c.Name)
		}
		names[c.Name] = true
	}
	return nil
}

// Checks are the checks of the run, in their order.
func (r *Runner) Checks() []Check { return r.checks }

// Target is the ERP of the run, with its defaults.
func (r *Runner) Target() target.Target { return r.target }

// Name is the part of all data that tells this run from others.
func (r *Runner) Name() string { return r.name }

// Run runs every check and gives the results in the order of the checks.
func (r *Runner) Run(ctx context.Context) []Result {
	r.Start(ctx)
	for i := range r.checks {
		r.Await(i)
	}
	return r.Stop()
}

// LookAhead says whether checks run ahead of who awaits them; without, each runs when it is awaited.
// Call it before Start.
func (r *Runner) LookAhead(ahead bool) { r.opts.NoLookahead = !ahead }

// Start begins the run; the checks look ahead of whoever awaits them. Only the first call counts.
func (r *Runner) Start(ctx context.Context) {
	r.startOnce.Do(func() {
		r.ctx, r.stop = context.WithTimeout(ctx, r.opts.MaxTime)
		r.grace, r.stopGrace = r.graceOf(ctx)
		if !r.opts.NoLookahead {
			r.running.Go(r.lookAhead)
		}
	})
}

// Await gives the result of the i-th check; it runs the check if nobody has yet.
func (r *Runner) Await(i int) Result {
	if r.opts.NoLookahead {
		r.do(i)
	}
	<-r.slots[i].done
	return r.slots[i].result
}

// Stop ends the run, removes what is still there, and gives the results of the checks that were run or awaited.
func (r *Runner) Stop() []Result {
	if r.stop == nil {
		return nil
	}
	if !r.finished() {
		r.stop()
	}
	r.running.Wait()
	r.stop() // the time for cleaning up begins
	r.ending.Wait()
	r.sweepOnce.Do(r.end)
	return r.results()
}

// end removes what is still there and closes the connections.
func (r *Runner) end() {
	r.sweep()
	r.stopGrace()
	for i := range r.slots {
		r.slots[i].result.Leftovers = r.leftOf(i)
	}
	for _, client := range r.clients {
		client.Close()
	}
}

func (r *Runner) finished() bool { return len(r.results()) == len(r.checks) }

func (r *Runner) results() []Result {
	var results []Result
	for i := range r.slots {
		select {
		case <-r.slots[i].done:
			results = append(results, r.slots[i].result)
		default:
		}
	}
	return results
}

// lookAhead runs all checks in three rounds.
func (r *Runner) lookAhead() {
	r.round(r.opts.InFlight, func(c *Check) bool { return c.First })
	r.round(r.opts.InFlight, func(c *Check) bool { return !c.First && !c.Alone })
	r.round(1, func(c *Check) bool { return c.Alone })
}

func (r *Runner) round(inFlight int, belongs func(*Check) bool) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range inFlight {
		workers.Go(func() {
			for i := range next {
				r.do(i)
			}
		})
	}
	for i := range r.checks {
		if belongs(&r.checks[i]) {
			next <- i
		}
	}
	close(next)
	workers.Wait()
}

// do runs one check, once.
func (r *Runner) do(i int) {
	s := &r.slots[i]
	s.once.Do(func() {
		began := time.Now()
		s.result = r.judge(i)
		s.result.Check, s.result.Took = r.checks[i], time.Since(began)
		if r.opts.Done != nil {
			r.tell.Lock()
			r.opts.Done(s.result)
			r.tell.Unlock()
		}
		close(s.done)
	})
}
