package books

import "testing"

func TestParentOfItemsAndOperations(t *testing.T) {
	with, without := by(device("add")), answered(device("add"), "")
	change := by(device("update", "serial", "SN-3", "oldSerial", "SN-1", "externalId", dev1))
	drop := by(device("remove", "externalId", dev1))
	second := by(device("add", other()...))
	elsewhere := []any{"stockId", "stock-9", "sessionId", "session-9", "workorderNumber", "NXT-9", "workorderId", "order-9"}
	attached := by(item("add", "externalId", dev1))
	play(t, map[string]scene{
		"right":                      {[]said{with}, item("add", "externalId", dev1), withID(itm1)},
		"right, without id":          {[]said{without}, item("add"), withID(itm1)},
		"after a change":             {[]said{with, change}, item("add", "externalId", dev1, "serial", "SN-3"), withID(itm1)},
		"old serial":                 {[]said{with, change}, item("add", "externalId", dev1), refused("F4 /serial", 409, SerialStale, itm1)},
		"old serial on a remove":     {[]said{with, attached, change}, item("remove", "externalId", dev1, "item.externalId", itm1), refused("F4 /serial", 409, SerialStale, itm1)},
		"id missing":                 {[]said{with}, item("add"), refused("F1 /externalId", 409, IDMissing, itm1, dev1)},
		"id wrong":                   {[]said{with}, item("add", "externalId", "X"), refused("F4 /externalId", 409, ParentIDWrong, itm1, dev1, "X")},
		"id of another device":       {[]said{with, second}, item("add", "externalId", dev2), refused("F4 /externalId", 409, ParentIDWrong, itm1)},
		"id never given":             {[]said{without}, item("add", "externalId", "X"), refused("F1 /externalId", 409, IDUnasked, itm1)},
		"serial unknown":             {[]said{second}, item("add"), refused("F4 /serial", 404, ParentUnknown, itm1, "Serial SN-1 is not registered here")},
		"id unknown":                 {[]said{second}, item("add", "externalId", "X"), refused("F1 /externalId", 404, ParentIDUnknown, itm1)},
		"id unknown, no devices":     {nil, item("add", "externalId", "X"), refused("F1 /externalId", 404, ParentIDUnknown, itm1)},
		"device is off":              {nil, item("add"), withID(itm1)},
		"device post refused":        {[]said{{device("add"), Reply{Status: 500}}}, item("add"), refused("F4 /serial", 404, ParentUnknown, itm1)},
		"device was removed":         {[]said{with, drop}, item("add", "externalId", dev1), refused("F4 /serial", 409, ParentRemoved, itm1)},
		"another serial was removed": {[]said{with, drop}, item("add", "serial", "SN-5"), refused("F4 /serial", 404, ParentUnknown, itm1)},
		"detach after removal":       {[]said{with, attached, drop}, item("remove", "externalId", dev1, "item.externalId", itm1), withID(itm1)},
		"detach after, plain":        {[]said{with, attached, drop}, item("remove", "serial", nil, "item.externalId", itm1), withID(itm1)},
		"detach after, id only":      {[]said{with, attached, drop}, item("remove", "serial", nil, "externalId", dev1, "item.externalId", itm1), withID(itm1)},
		"detach after, wrong id":     {[]said{with, attached, drop}, item("remove", "externalId", "X", "item.externalId", itm1), refused("F4 /serial", 409, ParentRemoved, itm1)},
		"other stock":                {[]said{with}, item("add", elsewhere...), refused("F6 /stockId", 409, OtherStock, itm1, "stock-1", "stock-9")},

		"no serial":                {nil, item("add", "serial", nil), withID(itm1)},
		"no serial, device posts":  {[]said{second}, item("add", "serial", nil), withID(itm1)},
		"no serial, the right id":  {[]said{with}, item("add", "serial", nil, "externalId", dev1), withID(itm1)},
		"no serial, unknown id":    {[]said{with}, item("add", "serial", nil, "externalId", "X"), refused("F1 /externalId", 404, ParentIDUnknown, itm1)},
		"no serial, another's id":  {[]said{with, second}, item("add", "serial", nil, "externalId", dev2), refused("F6 /stockId", 409, OtherStock, itm1)},
		"no serial, a removed id":  {[]said{with, drop}, item("add", "serial", nil, "externalId", dev1), refused("F4 /externalId", 409, ParentRemoved, itm1)},
		"operation right":          {[]said{with}, operation("add"), withID(opr1)},
		"operation, old serial":    {[]said{with, change}, operation("add"), refused("F4 /serial", 409, SerialStale, opr1)},
		"operation, no serial":     {[]said{with}, operation("add", "serial", nil), withID(opr1)},
		"operation, unknown":       {[]said{second}, operation("add"), refused("F4 /serial", 404, ParentUnknown, opr1)},
		"operation, removed":       {[]said{with, drop}, operation("add"), refused("F4 /serial", 409, ParentRemoved, opr1)},
		"operation, device is off": {nil, operation("add"), withID(opr1)},
		"taken back after removal": {[]said{with, by(operation("add")), drop}, operation("remove", "externalId", opr1), withID(opr1)},
	})
}

func TestTheSameStockAndSessionGoTogether(t *testing.T) {
	with := []said{by(device("add"))}
	play(t, map[string]scene{
		"another session":     {with, item("add", "externalId", dev1, "sessionId", "session-9"), withID(itm1)},
		"work order number":   {with, item("add", "externalId", dev1, "workorderNumber", "NXT-9"), refused("F6 /workorderNumber", 409, OtherOrder, itm1, "NXT-915", "NXT-9")},
		"work order id":       {with, item("add", "externalId", dev1, "workorderId", "order-9"), refused("F6 /workorderId", 409, OtherOrderID, itm1)},
		"sku":                 {with, operation("add", "sku", "0008"), refused("F6 /sku", 409, OtherSKU, opr1)},
		"session of another":  {with, device("add", other("sessionId", "session-1")...), refused("F6 /sessionId", 409, OtherSession, dev2, "session-1")},
		"repeated but moved":  {with, device("add", "workorderNumber", "NXT-9"), refused("F6 /workorderNumber", 409, OtherOrder, dev1)},
		"session of a remove": {[]said{with[0], by(device("remove", "externalId", dev1, "sessionId", "session-9"))}, device("add", other("sessionId", "session-9")...), refused("F6 /sessionId", 409, OtherSession, dev2)},
		"unknown until now":   {[]said{by(device("add", "workorderNumber", nil, "sessionId", nil))}, operation("add", "workorderNumber", "NXT-9"), withID(opr1)},
		"said nothing":        {with, operation("add", "workorderNumber", nil, "workorderId", nil, "sku", nil, "sessionId", nil), withID(opr1)},
		"everything": {with, operation("add", "sku", "0008", "workorderId", "order-9", "workorderNumber", "NXT-9"),
			want{faults: []string{"F6 /workorderId", "F6 /workorderNumber", "F6 /sku"}, strict: 409, lenient: 200, id: opr1, code: OtherOrderID}},
	})
}
