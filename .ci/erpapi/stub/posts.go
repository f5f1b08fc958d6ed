package main

import "net/http"

// PostDevice books a serial.
func (e *erp) PostDevice(w http.ResponseWriter, r *http.Request) {
	serve(e, w, r, func(p DevicePost) (string, *refusal) {
		if refused := needs(p.WorkorderNumber, p.Sku, p.Serial, p.WorkorderId, p.StockId, p.SessionId); refused != nil {
			return "", refused
		}
		thing := name("device", p.Sku, p.Serial)
		switch p.Type {
		case DevicePostTypeAdd:
			if id, known := e.live[thing]; known && e.stocks[id] != p.StockId {
				return "", refuse(http.StatusConflict, "Another device has the serial %s: choose another one.", p.Serial)
			}
			id := e.add(thing)
			e.stocks[id] = p.StockId
			return id, nil
		case DevicePostTypeUpdate:
			if p.OldSerial == nil {
				return "", refuse(http.StatusUnprocessableEntity, "The serial before the change is missing.")
			}
			return e.rename(p.ExternalId, name("device", p.Sku, *p.OldSerial), thing)
		case DevicePostTypeRemove:
			return e.remove(p.ExternalId, thing)
		}
		return "", refuse(http.StatusUnprocessableEntity, "The type %q is not known.", p.Type)
	})
}

func (e *erp) rename(id *string, from, to string) (string, *refusal) {
	known, refused := e.find(id, from)
	if refused != nil {
		return "", refused
	}
	if _, taken := e.live[to]; taken && known != to {
		return "", refuse(http.StatusConflict, "Another device has this serial: choose another one.")
	}
	given := e.live[known]
	delete(e.live, known)
	e.live[to], e.ids[given] = given, to
	return given, nil
}

// PostItemAttach books an item.
func (e *erp) PostItemAttach(w http.ResponseWriter, r *http.Request) {
	serve(e, w, r, func(p ItemAttachPost) (string, *refusal) {
		if refused := needs(p.WorkorderNumber, p.Sku, p.Item.Sku, p.WorkorderId, p.StockId, p.SessionId); refused != nil {
			return "", refused
		}
		if p.Item.Quantity <= 0 {
			return "", refuse(http.StatusUnprocessableEntity, "The quantity must be above 0.")
		}
		// Parts without serials are told apart by their quantity.
		thing := name("item", p.StockId, p.Item.Sku, text(p.Item.Serial), text(p.Item.WorkorderNumber), p.Item.Quantity)
		switch p.Type {
		case ItemAttachPostTypeAdd:
			return e.add(thing), nil
		case ItemAttachPostTypeRemove:
			return e.remove(p.Item.ExternalId, thing)
		}
		return "", refuse(http.StatusUnprocessableEntity, "The type %q is not known.", p.Type)
	})
}

// PostOperation books a report.
func (e *erp) PostOperation(w http.ResponseWriter, r *http.Request) {
	serve(e, w, r, func(p OperationPost) (string, *refusal) {
		if refused := needs(p.WorkorderNumber, p.Sku, p.WorkorderId, p.StockId, p.SessionId); refused != nil {
			return "", refused
		}
		thing := name("report", p.StockId, p.ActCode, p.WorkCenterCode, p.Position)
		switch p.Type {
		case OperationPostTypeAdd:
			return e.add(thing), nil
		case OperationPostTypeRemove:
			return e.remove(p.ExternalId, thing)
		}
		return "", refuse(http.StatusUnprocessableEntity, "The type %q is not known.", p.Type)
	})
}
