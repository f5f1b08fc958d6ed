package scenarios

import (
	"strings"
	"testing"
)

// One misspelt verb gives one error: the name that its step makes is still known.
func TestAMisspeltVerbIsOneError(t *testing.T) {
	head := "version: 1\ntitle: x\nworkOrders:\n  - {number: W-1, sku: S}\nsteps:\n  - device.set: {serial: SN-7}\n    as: guitar\n"
	for name, c := range map[string]struct {
		steps string
		want  []string
	}{
		"item":   {"  - item.atach: {on: guitar, sku: A, serial: B}\n    as: pickup\n  - item.detach: pickup\n  - item.attach: {sku: \"${pickup.sku}\"}\nfinally:\n  - item.detach: pickup\n", []string{`did you mean "item.attach"`}},
		"device": {"  - device.sett: {serial: SN-8}\n    as: bass\n  - device.remove: bass\n  - device.remove: guitar\n", []string{`did you mean "device.set"`}},
		"group":  {"  - operation.reprot: {on: guitar, actCode: A}\n    as: report\n    repeat: 2\n  - say: x\n    steps:\n      - device.remove: guitar\n", []string{`did you mean "operation.report"`}},
		"as": {"  - item.attach: {on: guitar, sku: A}\n    as: pickup\n  - item.dettach: pickup\n    as: gone\n  - item.detach: pickups\n  - post: {kind: device, body: \"${gone.status}\"}\n",
			[]string{`did you mean "item.detach"`, `did you mean "pickup"`}},
		"capture": {"  - item.atach: {on: guitar, sku: A}\n    capture: {lot: /lot}\n  - device.change: {serial: \"${lot}\"}\n", []string{`did you mean "item.attach"`}},
		"include": {"  - inculde: part.yaml\n  - item.detach: pickup\n", []string{`did you mean "include"`}},
		"no near": {"  - wibble: {on: guitar}\n    as: pickup\n  - item.detach: pickup\n  - device.remove: pickupp\n", []string{`"wibble" is not known`, `did you mean "pickup"`}},
		"no name": {"  - stock.neww: {workOrder: W-1}\n  - device.remove: {}\n", []string{`did you mean "stock.new"`}},
	} {
		_, err := Parse("x.yaml", []byte(head+c.steps))
		if err == nil {
			t.Errorf("%s: it loads", name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in\n%v", name, want, err)
			}
		}
		if n := strings.Count(err.Error(), "x.yaml:"); n != len(c.want) {
			t.Errorf("%s: %d problems, want %d:\n%v", name, n, len(c.want), err)
		}
	}
}
