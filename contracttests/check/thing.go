package check

// Thing is what the ERP has of a device, an item or a report, by what it answered.
type Thing struct {
	// ID is its ERP id; "" is none.
	ID string
	// There tells whether it is in the ERP.
	There bool
}

// added follows the answer to an add.
func (k *Thing) added(a Exchange) {
	if a.Accepted() {
		k.ID, k.There = a.ID(), true
	}
}

// removed follows the answer to a remove, and gives it.
func (k *Thing) removed(a Exchange) Exchange {
	if a.Accepted() {
		k.There = false
	}
	return a
}
