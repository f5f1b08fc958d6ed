package play

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/sender"
)

// goneError says, in the names of the story, that the thing of a step was taken away earlier.
type goneError struct {
	what string // what is gone, and since when
	cure string
}

func (e *goneError) Error() string { return e.what + e.cure }

// gone tells whether the MES could not do the step because the thing is gone. It then says so better than the MES,
// which does not know the names of the story.
func (a *act) gone() error {
	if a.on == nil || a.on.stock == "" {
		return nil
	}
	stock, there := a.p.mes.Stock(a.on.stock)
	state, past, never := "", "", ""
	switch {
	case !there:
		return nil
	case a.s.Verb == scenarios.ItemDetach && !slices.ContainsFunc(stock.Items, func(i sender.Item) bool { return i.ID == a.on.item }):
		state, past, never = "is not attached", "detached it", "detach it again"
	case a.s.Verb == scenarios.OperationTakeBack && !slices.ContainsFunc(stock.Reports, func(r sender.OperationReport) bool { return r.ID == a.on.report }):
		state, past, never = "is not reported", "took it back", "take it back again"
	case a.s.Verb == scenarios.DeviceRemove && stock.Serial == "":
		state, past, never = "has no serial", "removed it", "remove it again"
	case a.s.Verb == scenarios.DeviceChange && stock.Serial == "":
		state, past, never = "has no serial", "removed it", "change it"
	default:
		return nil
	}
	a.p.mu.Lock()
	by := a.on.takenBy
	a.p.mu.Unlock()
	if by == nil { // it never had one
		return nil
	}
	return &goneError{
		what: fmt.Sprintf("%s %s any more (%s %s)", a.called(), state, placeOf(by), past),
		cure: fmt.Sprintf(`, so no person can %s; to send the post all the same use "post:" (as removed-twice.yaml does)`, never),
	}
}

// taken notes which step took a thing away.
func (a *act) taken(out sender.Outcome) {
	if a.on != nil && out.Done && a.s.Removes() {
		a.p.mu.Lock()
		a.on.takenBy = a.s
		a.p.mu.Unlock()
	}
}

// called is the name of the thing of the step, if the story gives it one.
func (a *act) called() string {
	if scenarios.IsMadeUp(a.s.On) {
		return "the stock"
	}
	return strconv.Quote(a.s.On)
}

// ofStory matches the path of a step directly in the list of the story.
var ofStory = regexp.MustCompile(`^/steps/(\d{1,6})(?:/once)?$`)

// placeOf says where a person finds a step.
func placeOf(s *scenarios.Step) string {
	if found := ofStory.FindStringSubmatch(s.Path); found != nil {
		n, _ := strconv.Atoi(found[1]) //nolint:errcheck // a few digits
		return fmt.Sprintf("step %d", n+1)
	}
	return fmt.Sprintf("the step on line %d", s.Line)
}
