package brokenerps

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// checkPost gives the reason to refuse a post that is not well made; "" is none.
func checkPost(p post) string {
	if !slices.Contains(p.kind.Types(), p.act) {
		return "The type is not known here: use add, update or remove."
	}
	texts := []string{"workorderNumber", "sku", "workorderId", "stockId", "sessionId"}
	var numbers []string
	switch p.kind {
	case schemas.Device:
		texts = append(texts, "serial")
		if p.act == "update" {
			texts = append(texts, "oldSerial")
		}
	case schemas.ItemAttach:
		texts, numbers = append(texts, "item.sku"), append(numbers, "item.quantity")
	case schemas.Operation:
		for _, name := range []string{"actCode", "workCenterCode"} { // which may be empty
			if _, ok := p.member(name).(string); !ok {
				return fmt.Sprintf("The member %s must be a text.", name)
			}
		}
		numbers = append(numbers, "position", "validQty", "invalidQty")
	default:
		return "There is no such address."
	}
	for _, name := range texts {
		if p.text(name) == "" {
			return fmt.Sprintf("The member %s must be a text.", name)
		}
	}
	for _, name := range numbers {
		if _, ok := p.member(name).(json.Number); !ok {
			return fmt.Sprintf("The member %s must be a number.", name)
		}
	}
	return ""
}
