package answers_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
)

// payload is the body of a post. Numbers are written as they stand here.
type payload = map[string]any

// uuid makes an id that is the same whenever the name is the same.
func uuid(name string) string {
	sum := fnv.New64a()
	fmt.Fprint(sum, name)
	return fmt.Sprintf("8be4d280-0978-41f0-85c4-%012x", sum.Sum64()&0xffffffffffff)
}

// common are the members that all three payloads have, of a device with this serial. More members come
// as name, value, name, value and win.
func common(typ, serial string, more []any) payload {
	p := payload{
		"type": typ, "workorderNumber": "NXT-915", "sku": "0007", "workorderExternalId": nil,
		"workorderId": uuid("order"), "stockId": uuid("stock " + serial), "sessionId": uuid("session"),
	}
	if serial != "" {
		p["serial"] = serial
	}
	for i := 0; i+1 < len(more); i += 2 {
		p[more[i].(string)] = more[i+1]
	}
	return p
}

// device is a right post on a device.
func device(typ, serial string, more ...any) payload { return common(typ, serial, more) }

// item is a right post on an item of a device.
func item(typ, parent, sku, quantity string, more ...any) payload {
	p := common(typ, parent, more)
	if _, given := p["item"]; !given {
		p["item"] = payload{"sku": sku, "quantity": json.Number(quantity)}
	}
	return p
}

// operation is a right report on a device.
func operation(typ, serial, valid, invalid string, more ...any) payload {
	return common(typ, serial, append([]any{
		"actCode", "ASSY", "workCenterCode", "WC-1", "position", 10, "operationExternalId", nil,
		"validQty", json.Number(valid), "invalidQty", json.Number(invalid),
	}, more...))
}
