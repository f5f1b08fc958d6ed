package check

import "context"

// Thing is what the ERP has of a device, an item or a report, by what it answered.
type Thing struct {
	// ID is its ERP id; "" is none.
	ID string
	// There tells whether it is in the ERP.
	There bool
}

// added follows the answer to an add; what is there then leaves after the check.
func (k *Thing) added(t *T, a Answer, leave func(context.Context) string) {
	if !a.Accepted() {
		return
	}
	k.ID = a.ID()
	if !k.There {
		k.There = true
		t.cleanup(leave)
	}
}

// removed follows the answer to a remove, and gives it.
func (k *Thing) removed(a Answer) Answer {
	if a.Accepted() {
		k.There = false
	}
	return a
}
