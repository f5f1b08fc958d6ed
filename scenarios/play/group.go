package play

import (
	"context"
	"fmt"
	"sync"

	"github.com/erpkit/erpkit/scenarios"
)

// group repeats steps, or lets several stations do them at once, and then compares the results together.
func (p *player) group(ctx context.Context, f *frame, s *scenarios.Step) bool {
	around := &frame{outer: f, names: map[string]*thing{}, values: map[string]any{}, key: f.key + s.Path, finally: f.finally}
	if s.Together != nil {
		around.group = &gather{}
	}
	var ok bool
	if s.Parallel == 1 {
		ok = p.turns(ctx, around, s, 0)
	} else {
		ok = p.stations(ctx, around, s)
	}
	if s.Together == nil || ctx.Err() != nil || p.opts.DryRun {
		return ok
	}
	done := StepResult{Step: s, Finally: f.finally, Failures: together(s.Together, around.group.exchanges)}
	done.Station, done.Turn = f.at()
	p.keep(f, done)
	return ok && len(done.Failures) == 0
}

// stations starts all stations at the same moment, and waits for all of them.
func (p *player) stations(ctx context.Context, around *frame, s *scenarios.Step) bool {
	begin := make(chan struct{})
	passed := make([]bool, s.Parallel)
	var all sync.WaitGroup
	for i := range s.Parallel {
		all.Go(func() {
			<-begin
			passed[i] = p.turns(ctx, around, s, i+1)
		})
	}
	close(begin)
	all.Wait()
	ok := true
	for _, one := range passed {
		ok = ok && one
	}
	return ok
}

// turns does the steps of one station as often as the group says.
func (p *player) turns(ctx context.Context, around *frame, s *scenarios.Step, station int) bool {
	at := around
	if station > 0 {
		at = around.inner(station, 0)
	}
	for turn := range s.Repeat {
		in := at
		if s.Repeat > 1 {
			in = at.inner(0, turn+1)
		}
		if !p.steps(ctx, in, s.Steps) {
			return false
		}
	}
	return true
}

// together compares the results of a group with what the story expects.
func together(want *scenarios.Together, exchanges []*Exchange) []Failure {
	var accepted, refused, silent int
	ids := map[string]int{}
	for _, x := range exchanges {
		switch {
		case !x.Sent:
		case x.Result.Trouble != "":
			silent++
		case x.Result.Accepted:
			accepted++
			ids[x.Result.ExternalID]++
		default:
			refused++
		}
	}
	var wrong []Failure
	count := func(what string, want *int, is int) {
		if want != nil && *want != is {
			wrong = append(wrong, Failure{What: what, Expected: fmt.Sprint(*want), Came: fmt.Sprintf("%d (of %d posts: %d accepted, %d refused, %d without an answer)", is, len(exchanges), accepted, refused, silent)})
		}
	}
	count("accepted", want.Accepted, accepted)
	count("refused", want.Refused, refused)
	count("no answer", want.NoAnswer, silent)
	if want.IDs != "" {
		wrong = append(wrong, sameIDs(want.IDs, ids, accepted)...)
	}
	return wrong
}

// sameIDs compares the ids that the ERP gave.
func sameIDs(want string, ids map[string]int, accepted int) []Failure {
	if n := ids[""]; n > 0 {
		return []Failure{{What: "ids", Expected: want + " ids", Came: fmt.Sprintf("%d of %d accepted posts got no id", n, accepted)}}
	}
	if want == "same" && len(ids) > 1 || want == "different" && len(ids) < accepted {
		return []Failure{{What: "ids", Expected: want + " ids", Came: fmt.Sprintf("%d different ids for %d accepted posts", len(ids), accepted)}}
	}
	return nil
}
