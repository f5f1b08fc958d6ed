package script

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// conditionsOf reads the conditions of the first rule of a script.
func conditionsOf(t *testing.T, when string) (Conditions, yamlfile.Problems) {
	t.Helper()
	f, err := yamlfile.Parse("test", []byte("version: 1\nrules:\n  - when: "+when+"\n    answer: {pass: true}\n"))
	if err == nil {
		err = f.Check("script.schema.json")
	}
	if err != nil {
		t.Fatal(err)
	}
	r := NewConditionsReader(f)
	c := r.Read("/rules/0/when")
	return c, r.Problems()
}

// Differences are exactly the conditions that do not hold, each in words.
func TestConditionsTellWhatDiffers(t *testing.T) {
	post := Post{Kind: schemas.ItemAttach, Type: "add", Payload: map[string]any{
		"type": "add", "serial": "SN-7", "workorderExternalId": nil,
		"item": map[string]any{"sku": "0002", "quantity": json.Number("0.50")},
	}}
	for when, want := range map[string]string{
		"{}": "",
		"{kind: item-attach, type: add, members: {serial: SN-7, item.quantity: 0.5}}": "",
		"{kind: device}": "kind: device, not item-attach",
		"{kind: [device, operation], type: remove}":              "kind: device or operation, not item-attach; type: remove, not add",
		"{members: {serial: SN-8}}":                              `serial: "SN-8", not "SN-7"`,
		"{members: {serial: [SN-8, SN-9]}}":                      `serial: "SN-8" or "SN-9", not "SN-7"`,
		"{members: {serial: {absent: true}}}":                    `serial: absent, not "SN-7"`,
		"{members: {item.serial: {present: true}}}":              "item.serial: present, not nothing",
		"{members: {item.quantity: {above: 0.5, below: 7}}}":     "item.quantity: above 0.5 and below 7, not 0.50",
		"{members: {serial: {matches: ^X}, item.sku: '0003'}}":   `serial: text that matches ^X, not "SN-7"; item.sku: "0003", not "0002"`,
		"{members: {/station/id: 7}}":                            "station.id: 7, not nothing",
		"{members: {workorderExternalId: E-1}}":                  `workorderExternalId: "E-1", not null`,
		"{members: {serial: [a, b, c, d, e, f, g]}}":             `serial: "a", "b", "c", "d", "e" or 2 more, not "SN-7"`,
		"{members: {item.quantity: {atLeast: 0.5, atMost: 0.5}}": "",
	} {
		if strings.Count(when, "{") > strings.Count(when, "}") {
			when += "}"
		}
		c, problems := conditionsOf(t, when)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", when, problems)
		}
		var words []string
		for _, d := range c.Differences(&post) {
			words = append(words, fmt.Sprintf("%s: %s, not %s", d.Member, d.Wanted, d.Got))
		}
		if got := strings.Join(words, "; "); got != want {
			t.Errorf("%s: got %s, want %s", when, got, want)
		}
		if c.Unmet(&post) != len(words) || c.Hold(&post) != (len(words) == 0) {
			t.Errorf("%s: %d differ, but Unmet is %d and Hold is %v", when, len(words), c.Unmet(&post), c.Hold(&post))
		}
	}
}

// What is wrong with conditions is told with its place, for all that were read.
func TestConditionsTellTheirProblems(t *testing.T) {
	_, problems := conditionsOf(t, "{kind: device, type: [add, update], members: {serail: SN-7, position: 1}}")
	if len(problems) != 2 || problems[0].Line != 3 || !strings.Contains(problems.Error(), `did you mean "serial"?`) {
		t.Errorf("got %v", problems)
	}
	c, _ := conditionsOf(t, "{kind: device, type: [add, update], members: {serial: SN-7}}")
	if got := strings.Join(c.Wanted(), ", "); got != `kind device, type add or update, serial "SN-7"` {
		t.Errorf("wanted is %s", got)
	}
	if kinds := c.Kinds(); len(kinds) != 1 || kinds[0] != schemas.Device {
		t.Errorf("kinds are %v", kinds)
	}
}
