package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
)

// orderForm expects posts in an order.
type orderForm struct{ steps []selection }

func (f *orderForm) wanted() string {
	words := make([]string, len(f.steps))
	for i := range f.steps {
		words[i] = fmt.Sprintf("%d. %s", i+1, &f.steps[i])
	}
	return "in this order: " + strings.Join(words, "; ")
}

func (f *orderForm) follow() follower { return &orderFollower{form: f} }

// orderFollower matches each step with the first fitting post after the previous step's.
type orderFollower struct {
	form  *orderForm
	taken []uint64 // the posts of the steps so far
	near  candidate
	// early is the first post that came before its step's turn; earlyStep counts from 0.
	early     uint64
	earlyStep int
	turn      int
}

func (o *orderFollower) see(p *seen) {
	turn := len(o.taken)
	if turn == len(o.form.steps) {
		return
	}
	if o.form.steps[turn].matches(p) {
		o.taken = append(o.taken, p.x.ID)
		o.near = candidate{}
		return
	}
	o.near.consider(&o.form.steps[turn], p)
	if o.early == 0 {
		o.lookForEarly(p, turn)
	}
}

// lookForEarly notes whether the post matches a later step and no earlier one.
func (o *orderFollower) lookForEarly(p *seen, turn int) {
	first := slices.IndexFunc(o.form.steps, func(s selection) bool { return s.matches(p) })
	if first > turn {
		o.early, o.earlyStep, o.turn = p.x.ID, first, turn
	}
}

func (o *orderFollower) stand([]script.Use) standing {
	turn := len(o.taken)
	s := standing{ok: turn == len(o.form.steps) && o.early == 0, ids: o.taken, got: o.steps()}
	if o.early != 0 {
		s.ids = append(slices.Clone(o.taken), o.early)
		s.got = fmt.Sprintf("exchange %d fits step %d but came before step %d; %s", o.early, o.earlyStep+1, o.turn+1, o.steps())
	}
	if turn < len(o.form.steps) {
		s.missing = fmt.Sprintf("step %d: %s", turn+1, &o.form.steps[turn])
		s.nearest = o.near.nearest(&o.form.steps[turn])
	}
	return s
}

// steps says which exchange fits which step.
func (o *orderFollower) steps() string {
	if len(o.taken) == 0 {
		return "not even step 1"
	}
	words := make([]string, 0, mostNamed+1)
	for i, id := range o.taken[:min(len(o.taken), mostNamed)] {
		words = append(words, fmt.Sprintf("step %d in exchange %d", i+1, id))
	}
	if rest := len(o.taken) - mostNamed; rest > 0 {
		words = append(words, fmt.Sprintf("%d more", rest))
	}
	return strings.Join(words, ", ")
}
