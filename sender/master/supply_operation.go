package master

import (
	"fmt"
	"slices"
)

// Operation gives a step of the order's routing: the next one, or the one that is asked for. Steps are not
// used up: each piece of an order goes through all of them.
func (s *Supply) Operation(w OperationWant) (Operation, error) {
	steps := s.data.routing(w.Order)
	if w.Variant != "" {
		steps = s.special(w)
	}
	if w.Shares != 0 {
		steps, w.After = w.sharing(steps), 0
	}
	steps = slices.DeleteFunc(steps, func(op Operation) bool { return !w.fits(op) })
	if len(steps) <= w.After {
		return Operation{}, missing(w.words(), " for work order "+w.Order.Number, "add one to operations")
	}
	step := steps[w.After]
	for _, earlier := range s.data.routing(w.Order) {
		if earlier.Position < step.Position {
			step.Before = append(step.Before, earlier)
		}
	}
	return step, nil
}

func (w OperationWant) fits(op Operation) bool {
	return (w.External != Given || op.ExternalID != "") && (w.External != Absent || op.ExternalID == "") && (!w.Zero || op.Position == 0) && (!w.NoCenter || op.WorkCenterCode == "")
}

// sharing are the steps that have something in common with the next one, or those that follow the given step.
func (w OperationWant) sharing(steps []Operation) (list []Operation) {
	for i := range len(steps) - 1 {
		one, next := steps[i], steps[i+1]
		switch {
		case w.Shares == SameCode && one.ActCode != next.ActCode, w.Shares == SamePosition && one.Position != next.Position:
		case w.Beside == nil:
			list = append(list, one)
		case one.ActCode == w.Beside.ActCode && one.WorkCenterCode == w.Beside.WorkCenterCode && one.Position == w.Beside.Position:
			list = append(list, next)
		}
	}
	return list
}

// special are the steps with the names of the variant.
func (s *Supply) special(w OperationWant) []Operation {
	var steps []Operation
	for _, op := range s.data.Operations {
		if op.ActCode == s.data.Special[w.Variant].Operation && op.belongs(w.Order) {
			steps = append(steps, op)
		}
	}
	return steps
}

func (w OperationWant) words() string {
	words := "operation"
	if w.After > 0 {
		words = fmt.Sprintf("%d operations", w.After+1)
	}
	switch {
	case w.Zero:
		words += " at position 0"
	case w.NoCenter:
		words += " without a work center"
	case w.Shares == SameCode:
		words += " with the code of the one before it"
	case w.Shares == SamePosition:
		words += " at the position of the one before it"
	case w.External == Given:
		words += " with an external id"
	case w.External == Absent:
		words += " without an external id"
	}
	if v, known := VariantNamed(w.Variant); known {
		words += fmt.Sprintf(" with %s (variants.%s.operation)", v.About, v.Name)
	}
	return words
}
