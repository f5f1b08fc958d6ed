package check

import (
	"context"
	"sync"
	"time"
)

// gate lets out as many posts at once as the ERP can handle. It begins with one, and lets more out while that makes
// the whole faster: with an ERP that serves one post after another they would only wait, until the time-out.
type gate struct {
	mu      sync.Mutex
	limit   int
	most    int           // the most that may ever be out at once
	enough  time.Duration // answers may take so long while most are out
	settled bool
	fixed   bool // the user knows the ERP
	chosen  int  // limit when it was settled
	streak  int  // answers since the last that was late

	busy int
	free chan struct{} // closed when one comes back

	round        int // counts the limits that were tried
	answers      int // of this round
	total        time.Duration
	before, pace int // the limit of the round before, and its answers an hour
	answer       time.Duration
	tell         func(answer time.Duration, inFlight int)
}

func newGate(o Options, timeout time.Duration) *gate {
	g := &gate{limit: 1, most: o.InFlight, enough: min(o.AnswerWithin, timeout) / 2, free: make(chan struct{})}
	if o.chosen {
		g.limit, g.fixed = o.InFlight, true
	}
	return g
}

// enter waits until a post may leave, and gives the round in which it does.
func (g *gate) enter(ctx context.Context) (round int, err error) {
	for {
		g.mu.Lock()
		if ctx.Err() == nil && g.busy < g.limit {
			g.busy++
			round = g.round
			g.mu.Unlock()
			return round, nil
		}
		free := g.free
		g.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// leave takes a post back that was out for so long; late is one without an answer in time.
func (g *gate) leave(round int, took time.Duration, late bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy--
	close(g.free)
	g.free = make(chan struct{})
	switch {
	case g.fixed:
	case late && g.settled:
		g.limit, g.streak = max(1, g.limit/2), 0
	case g.settled && g.limit < g.chosen: // fewer than it could handle, because an answer was late
		if g.streak++; g.streak > 2*g.limit {
			g.limit, g.streak = g.limit+1, 0
		}
	case !g.settled && round == g.round:
		g.total += took
		if g.answers++; g.answers >= g.limit+1 {
			g.learn(g.total / time.Duration(g.answers))
		}
	}
}

// learn chooses how many may be out next by how long answers took in this round.
func (g *gate) learn(answer time.Duration) {
	const better = 1.3 // how much another limit must gain
	pace := int(float64(g.limit) * float64(time.Hour) / float64(max(answer, time.Microsecond)))
	switch {
	case g.round == 0 && answer*time.Duration(g.most) <= g.enough:
		g.settle(g.most, answer)
	case g.round > 0 && (float64(pace) < better*float64(g.pace) || answer > g.enough):
		g.settle(g.before, g.answer)
	case g.limit == g.most:
		g.settle(g.limit, answer)
	default:
		g.before, g.pace, g.answer = g.limit, pace, answer
		g.limit = min(2*g.limit, g.most)
	}
	g.round, g.answers, g.total = g.round+1, 0, 0
}

func (g *gate) settle(limit int, answer time.Duration) {
	g.limit, g.chosen, g.settled = limit, limit, true
	if g.tell != nil {
		go g.tell(answer, limit)
	}
}
