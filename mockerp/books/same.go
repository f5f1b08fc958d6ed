package books

// judgeSame compares an event with what the books know of its stock and its session (F6).
func (b *Books) judgeSame(v *draft, a *act) {
	sameOrder := true
	if s := b.stocks[a.stock]; s != nil {
		if differ(s.orderID, a.orderID) {
			sameOrder = false
			v.find(fault{OtherOrderID, "/workorderId", s.orderID, a.orderID}, s.orderID, a.orderID)
		}
		if differ(s.order, a.order) {
			v.find(fault{OtherOrder, "/workorderNumber", s.order, a.order}, s.order, a.order)
		}
		if differ(s.sku, a.sku) {
			v.find(fault{OtherSKU, "/sku", s.sku, a.sku}, s.sku, a.sku)
		}
	}
	if s := b.sessions[a.session]; s != nil && sameOrder && differ(s.orderID, a.orderID) {
		v.find(fault{OtherSession, "/sessionId", "a session of " + a.orderID, a.session}, a.session, s.orderID, a.orderID)
	}
}

// differ tells whether two texts are both known and not the same.
func differ(known, said string) bool { return known != "" && said != "" && known != said }
