package scenarios

import (
	"strings"
	"testing"
)

// For a misspelt name in an expression the error suggests the intended one; for any other it lists all.
func TestMisspeltNamesOfExpressions(t *testing.T) {
	for where, want := range map[string]string{
		"paylod.validQty > 10": `there is no paylod here: did you mean "payload"?`,
		"cout.post > 1":        `there is no cout here: did you mean "count"?`,
		"count.pots > 1":       `it has no member pots: did you mean "post"?`,
		"Payload.sku == 1":     `there is no Payload here: did you mean "payload"?`,
		"nope > 1":             "there is no nope here: an expression sees payload, header",
		"wibble > 1":           "there is no wibble here: an expression sees payload, header",
		"books.wibble == 1":    "it has no member wibble: an expression sees payload, header",
	} {
		text := "version: 1\ntitle: x\nworkOrders:\n  - {number: W-1, sku: S}\nerp:\n  rules:\n    - name: a\n      when: {where: '" + where + "'}\n      answer: {status: 409}\nsteps:\n  - device.set: {serial: SN-7}\n"
		_, err := Parse("x.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(want, "did you") && strings.Contains(err.Error(), "header") {
			t.Errorf("%s: got %v, want %q", where, err, want)
		}
	}
}
