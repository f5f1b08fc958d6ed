package play

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas/coverage"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// player plays one case.
type player struct {
	run    *run
	c      *Case
	story  *scenarios.Story
	opts   Options
	target Target

	mock   *mock // nil on a real ERP
	wire   *wire
	mes    *sender.MES
	orders map[string]sender.WorkOrder // by their keys in the file
	real   *real                       // nil if the names are the story's own
	random *keyed
	grid   *coverage.Grid
	top    *frame

	mu          sync.Mutex // guards what follows, and the steps of the case
	interrupted bool
	set         map[string]bool  // serials that the story sets on devices, as the file has them
	short       *master.Shortage // why the story cannot go on
	lost        string           // why no ERP can be reached
}

func newPlayer(r *run, c *Case) *player {
	row := ""
	if c.Row != nil {
		row = fmt.Sprint(c.Row.Line, c.Row.Values)
	}
	return &player{
		run: r, c: c, story: c.Story, opts: r.opts, target: r.opts.Target, grid: coverage.New(),
		random: newKeyed(c.Seed, c.Story.Title, r.opts.Prefix, row),
		set:    map[string]bool{},
		top:    &frame{names: map[string]*thing{}, values: map[string]any{}, sessions: map[string]string{}},
	}
}

// play does the steps and then finally, and returns the outcome.
func (p *player) play(ctx context.Context) {
	grace, stopGrace := context.WithTimeout(context.WithoutCancel(ctx), p.opts.MaxTime+p.opts.Grace)
	defer stopGrace()
	if err := p.begin(grace); err != nil {
		p.cannotBegin(err)
		p.end(grace)
		return
	}
	timed, stop := context.WithTimeout(ctx, p.opts.MaxTime)
	defer stop()
	p.steps(timed, p.top, p.story.Steps)
	timeUp := timed.Err() != nil && ctx.Err() == nil
	last, stopLast := context.WithTimeout(grace, p.grace(ctx))
	defer stopLast()
	p.top.finally = true
	p.steps(last, p.top, p.story.Finally)
	p.clean(last)
	p.giveBack()
	p.end(last)
	p.judge(timeUp)
}

// cannotBegin returns the outcome of a story that made no post.
func (p *player) cannotBegin(err error) {
	p.c.Outcome, p.c.Reason = Failed, "The story could not begin: "+err.Error()
	switch {
	case errors.As(err, &p.short):
		p.c.Outcome, p.c.Reason, p.c.Lacks = Skipped, p.short.Words, true
	case isUnreached(err):
		p.c.Outcome = Unreachable
	}
}

// giveBack returns the names to the supply, unless the ERP may still hold something that uses them.
func (p *player) giveBack() {
	if p.real != nil && (p.wire.ledger == nil || !p.opts.Keep && p.wire.ledger.Len() == 0) {
		p.real.giveBack()
	}
}

// grace is how long the end of the story may take: less if a person is waiting.
func (p *player) grace(ctx context.Context) time.Duration {
	if ctx.Err() != nil {
		return min(p.opts.Grace, graceAfterCtrlC)
	}
	return p.opts.Grace
}

// judge determines the outcome.
func (p *player) judge(timeUp bool) {
	failed := len(p.c.Failed()) > 0
	switch {
	case timeUp && p.interrupted:
		p.c.Outcome, p.c.Reason = Failed, fmt.Sprintf("It was not done after %s.", p.opts.MaxTime)
	case p.interrupted:
		p.c.Outcome, p.c.Reason = Interrupted, "It was interrupted; its finally steps were done."
	case failed && p.lost != "":
		p.c.Outcome, p.c.Reason = Unreachable, p.lost
	case failed:
		p.c.Outcome = Failed
	case p.short != nil:
		p.c.Outcome, p.c.Reason, p.c.Lacks = Skipped, "It was not played to its end. "+p.short.Words, true
	default:
		p.c.Outcome = Passed
	}
}

// begin starts the mock, and tells the MES what it knows.
func (p *player) begin(ctx context.Context) error {
	if p.target.playsScripts() {
		if err := p.beginMock(ctx); err != nil {
			return err
		}
	}
	p.wire = newWire(p)
	if p.run.supply != nil && p.story.Master != nil && *p.story.Master {
		p.real = newReal(p.run.supply, demandOf(p.story, p.resolveNow))
	}
	return p.know()
}

// beginMock gets a mock for this case alone.
func (p *player) beginMock(ctx context.Context) (err error) {
	switch {
	case p.opts.DryRun:
		if p.target.Base == "" {
			p.target.Base = "http://mock.invalid" // nothing is sent there
		}
		return nil
	case p.target.steered():
		p.mock, err = p.run.steer.beginRun(ctx, p.story, p.run.number())
	default:
		p.mock, err = startMock(p.story)
	}
	if err == nil {
		p.target = p.mock.target(p.target, p.story.Settings.OneURL)
	}
	return err
}

// end releases everything.
func (p *player) end(ctx context.Context) {
	if p.wire != nil {
		p.wire.close()
	}
	if p.mock != nil {
		p.c.Notes = append(p.c.Notes, p.mock.end(ctx, p.opts.Keep)...)
	}
}

// steps does steps in order and stops at the first failure; finally goes on to its end.
func (p *player) steps(ctx context.Context, f *frame, steps []*scenarios.Step) bool {
	all := true
	for _, s := range steps {
		if ctx.Err() != nil {
			p.stopped()
			return false
		}
		ok := false
		if s.Verb == scenarios.Group {
			ok = p.group(ctx, f, s)
		} else {
			ok = p.step(ctx, f, s)
		}
		if all = all && ok; !ok && !f.finally {
			return false
		}
	}
	return all
}

// stopped notes that the story did not reach its end.
func (p *player) stopped() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.interrupted = true
}

// step does one step and compares the result with its expectations.
func (p *player) step(ctx context.Context, f *frame, s *scenarios.Step) bool {
	done := StepResult{Step: s, Finally: f.finally}
	done.Station, done.Turn = f.at()
	a := act{p: p, f: f, s: s}
	err := a.do(ctx)
	done.Exchange = a.x
	switch {
	case err != nil && f.finally && (errors.Is(err, errNotThere) || s.Removes()):
		why := err.Error()
		if gone := (*goneError)(nil); errors.As(err, &gone) {
			why = gone.what
		}
		done.Left = "There is nothing to remove: " + why
	case p.isShort(err):
		done.Left = err.Error()
	case err != nil && ctx.Err() != nil:
		p.stopped()
	case err != nil:
		done.Failures = []Failure{{What: "the step", Expected: "that it can be done", Came: err.Error()}}
	case ctx.Err() != nil && a.x != nil && a.x.Result.Trouble == sender.Cancelled:
		p.stopped()
	case !p.opts.DryRun:
		done.Failures = a.compare()
	}
	p.keep(f, done)
	return len(done.Failures) == 0 && done.Left == ""
}

// isShort tells whether the step lacks master data, which ends the story.
func (p *player) isShort(err error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.As(err, &p.short)
}

// keep adds a result to the others.
func (p *player) keep(f *frame, done StepResult) {
	if done.Exchange != nil {
		f.record(done.Exchange)
		p.clip(done.Exchange)
	}
	p.mu.Lock()
	p.c.Steps = append(p.c.Steps, done)
	if x := done.Exchange; x != nil {
		if len(done.Failures) > 0 && neverReached(x.Result.Trouble) {
			p.lost = x.Result.String()
		}
		if x.Sent {
			p.grid.Add(x.Act.Kind, x.Act.Type, outcomeOf(x.Result))
		}
	}
	p.mu.Unlock()
	p.run.tell(Event{Kind: StepDone, Case: Case{Story: p.story, Name: p.c.Name, Row: p.c.Row}, Step: &done})
}

// maxKept is how much of an answer is kept for the report.
const maxKept = 64 << 10

// clip bounds the memory of a long story.
func (p *player) clip(x *Exchange) {
	if t := &x.Result.Transcript; len(t.AnswerBody) > maxKept {
		t.AnswerBody, t.AnswerTruncated = append([]byte(nil), t.AnswerBody[:maxKept]...), true
	}
}

// neverReached tells whether the error means that there is no ERP.
func neverReached(t sender.Trouble) bool {
	return t == sender.NoEntry || t == sender.DNS || t == sender.Refused || t == sender.Unreachable || t == sender.TLS
}

func outcomeOf(r sender.Result) coverage.Outcome {
	status := r.Status
	if r.Trouble != "" {
		status = 0
	}
	return coverage.OutcomeOf(status, r.ExternalID != "", r.Message != "")
}

// pause waits, unless the story is stopped.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
