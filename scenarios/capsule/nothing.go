package capsule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// NothingError says that no recorded post matches, and what is there instead, the nearest first.
type NothingError struct {
	Around Around
	// Empty is true when nothing at all was recorded.
	Empty bool
	// Elsewhere are other runs with a match.
	Elsewhere []string
	// Runs, Serials, WorkOrders and Clauses are a few of those that were recorded.
	Runs, Serials, WorkOrders, Clauses []string
}

func (e *NothingError) Error() string {
	if e.Empty {
		return "nothing was recorded at all, so there is nothing to make a story of"
	}
	text := "nothing was recorded"
	if !e.Around.all() {
		text += " around " + wordsIn(e.Around.String(), 200)
	}
	if e.Around.Run != "" {
		text += " in the run " + wordsIn(e.Around.Run, 100)
	}
	if len(e.Elsewhere) > 0 {
		return text + "; it is in the run " + shown(e.Elsewhere)
	}
	for _, one := range []struct {
		asked, name string
		there       []string
	}{
		{e.Around.Run, "runs", e.Runs}, {e.Around.Serial, "serials", e.Serials}, {e.Around.WorkOrder, "work orders", e.WorkOrders},
		{e.Around.Clause, "broken clauses", e.Clauses},
	} {
		if one.asked == "" || slices.Contains(one.there, one.asked) {
			continue
		}
		if len(one.there) == 0 {
			return text + "; there are no " + one.name + " at all"
		}
		text += "; " + one.name + " that are there, the nearest first: " + shown(one.there)
	}
	return text
}

// RunsError says that several runs match; a story is about one ERP.
type RunsError struct {
	Around Around
	Runs   []string
}

func (e *RunsError) Error() string {
	return fmt.Sprintf("%s is in several runs, and a story is about one of them: choose a run, %s", wordsIn(e.Around.String(), 200), shown(e.Runs))
}

// mostShown is how many names a sentence lists.
const mostShown = 8

// shown lists foreign names for a sentence.
func shown(names []string) string {
	var list []string
	for _, name := range names[:min(mostShown, len(names))] {
		list = append(list, wordsIn(name, 80))
	}
	if len(names) > mostShown {
		return strings.Join(list, ", ") + " and others"
	}
	return schemas.List(list, "or")
}

// nothing finds out what is there instead.
func nothing(source Source, around Around) error {
	there := newThere(around)
	e := &NothingError{Around: around, Empty: true}
	anywhere := around
	anywhere.Run = ""
	err := source(journal.Filter{}, func(x *traffic.Exchange) error {
		r := readOne(x)
		e.Empty = false
		if !around.all() && anywhere.means(&r) && !slices.Contains(e.Elsewhere, r.Run) && len(e.Elsewhere) < maxNear {
			e.Elsewhere = append(e.Elsewhere, r.Run)
		}
		there.add(&r)
		return nil
	})
	e.Runs, e.Serials, e.WorkOrders, e.Clauses = there.runs.words(), there.serials.words(), there.orders.words(), there.clauses.words()
	if err != nil {
		return err
	}
	return e
}

// there is what was recorded instead.
type there struct{ runs, serials, orders, clauses near }

func newThere(a Around) *there {
	return &there{runs: near{to: a.Run}, serials: near{to: a.Serial}, orders: near{to: a.WorkOrder}, clauses: near{to: a.Clause}}
}

func (t *there) add(r *post) {
	t.runs.add(r.Run)
	for _, serial := range r.serials() {
		t.serials.add(serial)
	}
	t.orders.add(schemas.Text(r.payload, "workorderNumber"))
	if t.clauses.to == "" { // answers are judged only on request
		return
	}
	for _, clause := range r.clauses() {
		t.clauses.add(clause)
	}
}

// near keeps the few names that are nearest to one.
type near struct {
	to    string
	found []nearName
}

type nearName struct {
	name string
	far  int
}

// The bounds of what is compared and kept.
const (
	maxNear    = 5
	maxCompare = 64
)

func (n *near) add(name string) {
	if n.to == "" || name == "" || slices.ContainsFunc(n.found, func(f nearName) bool { return f.name == name }) {
		return
	}
	far := levenshtein.ComputeDistance(start(n.to), start(name))
	at, _ := slices.BinarySearchFunc(n.found, far+1, func(f nearName, far int) int { return f.far - far })
	if at < maxNear {
		n.found = slices.Insert(n.found, at, nearName{name, far})
		n.found = n.found[:min(maxNear, len(n.found))]
	}
}

// start is the part of a name that is compared, because the cost is the product of the lengths.
func start(name string) string {
	letters := []rune(strings.ToLower(name[:min(len(name), 4*maxCompare)]))
	return string(letters[:min(len(letters), maxCompare)])
}

func (n *near) words() []string {
	var all []string
	for _, one := range n.found {
		all = append(all, one.name)
	}
	return all
}
