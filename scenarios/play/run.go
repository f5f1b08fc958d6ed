package play

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas/coverage"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// Run plays stories and returns how they ended. An error names all options that are wrong; then nothing was posted
// (exit class 2). If ctx ends, stories in progress still do their finally and the cleanup, within Options.Grace.
func Run(ctx context.Context, stories []*scenarios.Story, opts Options) (*Result, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	client, err := opts.Target.Options()
	if err != nil {
		return nil, err
	}
	r := &run{opts: opts, client: client, result: &Result{
		Target: opts.Target.String(), DryRun: opts.DryRun, Prefix: opts.Prefix, Started: time.Now(), Coverage: coverage.New(),
	}}
	r.plan(stories)
	r.takeMaster()
	if err := r.openLeftovers(); err != nil {
		return nil, err
	}
	there, err := r.reachable(ctx)
	if err != nil {
		return nil, err
	}
	if there {
		r.all(ctx)
	}
	r.finish(ctx)
	return r.result, nil
}

// takeMaster takes names from the master data if the ERP does not accept every name.
func (r *run) takeMaster() {
	switch data := r.opts.Target.Master; {
	case data == nil:
	case r.opts.Target.playsScripts():
		r.result.Notes = append(r.result.Notes, "The master data were not used: a mock takes every name.")
	default:
		r.supply = master.NewSupply(data, master.Start{})
	}
}

// run is one call of Run.
type run struct {
	opts   Options
	client sender.Options // of every client of the run
	result *Result
	left   *ledgerFile    // nil if nothing is kept
	supply *master.Supply // of the master data; nil if there are none
	steer  *steered       // nil unless the target is a mock that is steered
	door   sync.RWMutex   // guards the ERP door of that mock, which a story may close for a while

	mu     sync.Mutex // guards the result and the calls of Progress
	done   int
	begun  int
	failed bool
}

// plan makes a case of every story and every row of its table.
func (r *run) plan(stories []*scenarios.Story) {
	for _, story := range stories {
		seed := story.Seed
		if r.opts.Seed != nil {
			seed = *r.opts.Seed
		}
		if len(story.Rows) == 0 {
			r.result.Cases = append(r.result.Cases, Case{Story: story, Name: story.Name, Seed: seed})
		}
		for i := range story.Rows {
			row := &story.Rows[i]
			r.result.Cases = append(r.result.Cases, Case{Story: story, Row: row, Seed: seed, Name: fmt.Sprintf("%s [%d: %s]", story.Name, i+1, rowName(row))})
		}
	}
}

// rowName distinguishes a row from others by its first value.
func rowName(row *scenarios.Row) string {
	if len(row.Columns) == 0 {
		return "empty"
	}
	first := row.Columns[0]
	text := []rune(fmt.Sprint(row.Values[first]))
	if len(text) > 40 {
		text = append(text[:40], '…')
	}
	return fmt.Sprintf("%s=%s", first, string(text))
}

// reachable looks for the ERP before the first post. The error says that stories cannot be played against it.
func (r *run) reachable(ctx context.Context) (bool, error) {
	if r.opts.Target.isMock() || r.opts.DryRun || len(r.result.Cases) == 0 {
		return true, nil
	}
	err := r.reach(ctx)
	select {
	case <-ctx.Done(): // each case says that it was interrupted
		return true, nil
	default:
	}
	if !isUnreached(err) {
		return err == nil, err
	}
	for i := range r.result.Cases {
		r.result.Cases[i].Outcome, r.result.Cases[i].Reason = Unreachable, err.Error()
	}
	r.result.Notes = append(r.result.Notes, err.Error())
	return false, nil
}

func (r *run) reach(ctx context.Context) error {
	t := r.opts.Target
	if t.steered() {
		var err error
		if r.steer, err = newSteered(t); err == nil {
			err = r.steer.connect(ctx, t)
		}
		if err != nil {
			return err
		}
		t.Base = r.steer.base
	}
	return t.reach(ctx)
}

// all plays the cases, up to Parallel at once.
func (r *run) all(ctx context.Context) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(r.opts.Parallel, len(r.result.Cases)) {
		workers.Go(func() {
			for i := range next {
				r.one(ctx, &r.result.Cases[i])
			}
		})
	}
	for i := range r.result.Cases {
		next <- i
	}
	close(next)
	workers.Wait()
}

// one plays one case, unless there is a reason to leave it out.
func (r *run) one(ctx context.Context, c *Case) {
	r.tell(Event{Kind: CaseBegins, Case: Case{Story: c.Story, Name: c.Name, Row: c.Row}})
	began := time.Now()
	if why := r.leaveOut(ctx, c); why != "" {
		c.Outcome, c.Reason = Skipped, why
	} else {
		p := newPlayer(r, c)
		leave := r.enter(c)
		p.play(ctx)
		leave()
		r.mu.Lock()
		r.result.Coverage.Merge(p.grid)
		r.mu.Unlock()
	}
	c.Took = time.Since(began)
	r.mu.Lock()
	r.done++
	r.failed = r.failed || c.Outcome != Passed && c.Outcome != Skipped
	r.mu.Unlock()
	r.tell(Event{Kind: CaseEnds, Case: *c})
}

// number counts the cases on a mock that is steered.
func (r *run) number() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun++
	return r.begun - 1
}

// enter waits until a story may start. A story that closes the ERP door of a shared mock starts only when no other
// is being played there.
func (r *run) enter(c *Case) (leave func()) {
	switch {
	case r.steer == nil:
		return func() {}
	case bytes.Contains(c.Story.ScriptSource, []byte("down")): // at most one too many waits
		r.door.Lock()
		return r.door.Unlock
	}
	r.door.RLock()
	return r.door.RUnlock
}

// leaveOut says why a case is not played; "" if it is.
func (r *run) leaveOut(ctx context.Context, c *Case) string {
	r.mu.Lock()
	failed := r.failed
	r.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return "The run was interrupted before it."
	case failed && r.opts.FailFast:
		return "Another story before it did not pass."
	case c.Story.NeedsScript && !r.opts.Target.playsScripts() && !r.opts.DryRun:
		return "It needs its script, which only a mock plays: leave the URL out, or steer a running mock with --control-url."
	case r.supply != nil && c.Story.Master != nil && !*c.Story.Master:
		return "Its names are made up (master: false), and the ERP has master data."
	case r.steer != nil && c.Story.Observe && !r.steer.observe:
		return "It is for a mock that observes: start one with erpkit serve --mode observe."
	case r.steer != nil && !c.Story.Observe && r.steer.observe:
		return "It is for a mock that refuses what breaks the contract, and this one only observes: start one without --mode observe."
	}
	return ""
}

func (r *run) tell(e Event) {
	if r.opts.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Done, e.Total = r.done, len(r.result.Cases)
	r.opts.Progress(e)
}

// finish completes the result.
func (r *run) finish(ctx context.Context) {
	r.closeLeftovers()
	r.result.Took = time.Since(r.result.Started)
	if !r.opts.Target.playsScripts() && !r.opts.DryRun {
		r.noteScripts()
	}
	r.result.Exit = r.exit(ctx)
}

// noteScripts notes the stories whose script was not played.
func (r *run) noteScripts() {
	var names []string
	for i := range r.result.Cases {
		c := &r.result.Cases[i]
		if c.Story.Script != nil && c.Outcome != Skipped && !slices.Contains(names, c.Story.Name) {
			names = append(names, c.Story.Name)
		}
	}
	if len(names) > 0 {
		r.result.Notes = append(r.result.Notes, "The scripts (erp) were not applied, because the target is not a mock that erpkit steers: "+strings.Join(names, ", ")+". If it is a mock of erpkit, give its control door with --control-url, and it plays them.")
	}
}

func (r *run) exit(ctx context.Context) int {
	switch {
	case ctx.Err() != nil || r.result.Count(Interrupted) > 0:
		return ExitInterrupted
	case r.result.Count(Unreachable) > 0:
		return ExitUnreachable
	case r.result.Count(Failed) > 0:
		return ExitFailed
	case slices.ContainsFunc(r.result.Cases, func(c Case) bool { return c.Lacks }):
		return ExitUnreachable
	case r.result.Count(Passed) == 0:
		return ExitNothing
	}
	return ExitPassed
}
