package behaviour

import (
	"fmt"
	"sync"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// Habit is what an ERP does in one situation.
type Habit struct {
	// Name never changes, so that profiles can be compared.
	Name     string `json:"name"`
	Question string `json:"question"`
	// Answer is what it does, in the same few words for every ERP that does it; "" is not known.
	Answer string `json:"answer"`
	// Seen is what showed it, or why it is not known.
	Seen string `json:"seen"`
}

// Profile are all habits of one ERP, in a fixed order.
type Profile struct {
	Version int     `json:"version"`
	Habits  []Habit `json:"habits"`
}

const profileVersion = 1

// probe asks for one habit.
type probe struct {
	name, question string
	kinds          []schemas.Kind
	look           func(t *check.T) Habit // Answer and Seen of it
}

// Found collects what the checks find. It is used for one run.
type Found struct {
	mu     sync.Mutex
	habits map[string]Habit
}

// NewFound makes a collection for one run.
func NewFound() *Found { return &Found{habits: map[string]Habit{}} }

// Checks are what a check.Runner has to run: one for each habit that posts of its own show.
func (f *Found) Checks() []check.Check {
	var all []check.Check
	for _, p := range probes() {
		all = append(all, check.Check{
			Clause: "E1", Family: "behaviour", Name: p.name, Kinds: p.kinds, Alone: true,
			Run: func(t *check.T) {
				habit := p.look(t)
				f.mu.Lock()
				defer f.mu.Unlock()
				f.habits[p.name] = habit
			},
		})
	}
	return all
}

// Profile is what the run has shown.
func (f *Found) Profile(results []check.Result) Profile {
	f.mu.Lock()
	defer f.mu.Unlock()
	var habits []Habit
	reasons := map[string]string{}
	for _, one := range results {
		reasons[one.Check.Name] = one.Reason
	}
	for _, p := range probes() {
		habit, known := f.habits[p.name]
		if !known {
			habit.Seen = reasons[p.name]
		}
		habit.Name, habit.Question = p.name, p.question
		habits = append(habits, habit)
	}
	return Profile{profileVersion, append(habits, formsOf(results)...)}
}

// taken says whether a post was accepted.
func taken(a check.Exchange) Habit {
	switch {
	case a.Accepted() && a.ErrorInside(true):
		return Habit{Answer: "accepts it with an error inside", Seen: a.Words()}
	case a.Accepted():
		return Habit{Answer: "accepts it", Seen: a.Words()}
	case a.Refused():
		return Habit{Answer: fmt.Sprintf("refuses it with %d", a.Result.Status), Seen: a.Words()}
	}
	return Habit{Answer: "gives no whole answer", Seen: a.Words()}
}

// try sends a post that may be refused.
func try(t *check.T, p check.Post) check.Exchange {
	p.Impossible = true
	return t.Try(p)
}
