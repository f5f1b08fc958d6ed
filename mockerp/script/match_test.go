package script

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
)

const attach = `{"type":"add","workorderNumber":"0007","sku":"ק-1","serial":"SN-7","item":{"sku":"0005","quantity":0.10},
 "workorderExternalId":null,"workorderId":"12","stockId":"1.10","sessionId":"true","big":9007199254740993,"station":{"id":4,"a.b":"c","on":true,"list":[1]}}`

func TestConditions(t *testing.T) {
	tests := map[string]bool{
		"serial: SN-7": true, "serial: sn-7": false, "serial: SN-70": false, "serial: [SN-1, SN-7]": true, "serial: [SN-1, SN-2]": false,
		"workorderNumber: 0007": true, "workorderNumber: 7": false, "workorderId: 12": true, "stockId: 1.10": true, "stockId: 1.1": false, "sessionId: [x, true]": true, `workorderNumber: "0007"`: true, "sku: ק-1": true,
		"item.sku: 0005": true, "item.sku: 5": false, "/item/sku: 0005": true, "item.quantity: 0.1": true, "item.quantity: 1e-1": true,
		"item.quantity: 0.1000000000000000055": false, "item.quantity: [7, 0.10]": true,
		"externalId: {absent: true}": true, "item.serial: {absent: true}": true, "/a/b/c: {absent: true}": true,
		"serial: {absent: true}": false, "serial: {present: true}": true, "externalId: {present: true}": false, "workorderExternalId: {present: true}": true,
		"workorderExternalId: null": true, "serial: null": false, "externalId: null": false, "item: {present: true}": true, "item: null": false,
		"serial: {matches: '^SN-[0-9]+$'}": true, "serial: {matches: '7'}": true, "serial: {matches: '^7'}": false, "externalId: {matches: '.*'}": false,
		"item.quantity: {above: 0}": true, "item.quantity: {above: 0.1}": false, "item.quantity: {atLeast: 0.1, atMost: 0.100}": true,
		"item.quantity: {below: 0.1}": false, "item.quantity: {below: 1e300, above: -5}": true, "/big: 9007199254740992": false, "/big: 9007199254740993": true,
		"/big: {above: 9007199254740992}": true, "/station/id: 4": true, `/station/id: "4"`: false, "/station/a.b: c": true, "/station/on: true": true,
		"/station/on: false": false, `/station/on: "true"`: false, "/station/list: {present: true}": true, "/station/list/0: 1": false, "/serial/x: {present: true}": false,
	}
	for condition, want := range tests {
		t.Run(condition, func(t *testing.T) {
			live := Start(rulesOf(t, "- when:\n    kind: item-attach\n    members:\n      "+condition+"\n  answer: {status: 409}"))
			if _, got := live.Answer(post(t, schemas.ItemAttach, attach)); got != want {
				t.Errorf("matches: %v, want %v", got, want)
			}
		})
	}
}

func TestAllConditionsMustHold(t *testing.T) {
	rule := "- when: {kind: %s, type: %s, members: {serial: %s, sku: X}}\n  answer: {status: 409}"
	p := post(t, schemas.Device, `{"type":"add","serial":"SN-7","sku":"X"}`)
	for _, tt := range []struct {
		kind, kindOfPost, serial string
		want                     bool
	}{
		{"device", "add", "SN-7", true}, {"[operation, device]", "[remove, add]", "SN-7", true}, {"[device, operation, item-attach]", "add", "SN-7", true},
		{"operation", "add", "SN-7", false}, {"device", "remove", "SN-7", false}, {"device", "add", "SN-8", false},
	} {
		live := Start(rulesOf(t, fmt.Sprintf(rule, tt.kind, tt.kindOfPost, tt.serial)))
		if _, got := live.Answer(p); got != tt.want {
			t.Errorf("%+v: matches: %v", tt, got)
		}
	}
}

// A post whose body was not an object has no members, and only rules that ask for none match.
func TestPostWithoutPayload(t *testing.T) {
	live := Start(rulesOf(t, "- {when: {members: {serial: SN-7}}, answer: {status: 409}}\n- {when: {kind: device, type: add}, answer: {status: 410}}\n- answer: {status: 411}"))
	if got := statuses(live, Post{Kind: schemas.Device}, 1); got[0] != 411 {
		t.Errorf("got %v", got)
	}
}

// Payloads may be decoded by somebody else, into Go's own numbers.
func TestNumbersOfOtherDecoders(t *testing.T) {
	for _, value := range []any{json.Number("10"), json.Number("1e1"), 10, int64(10), uint64(10), 10.0} {
		c := condition{path: []string{"n"}, values: []any{json.Number("10.0")}, bounds: []bound{{"atLeast", "10"}, {"below", "10.5"}}}
		if !c.holds(map[string]any{"n": value}) {
			t.Errorf("%T %v does not fit", value, value)
		}
	}
	if same(json.Number("10"), "10") || same("10", json.Number("10")) || same(true, "true") || same(nil, "") {
		t.Error("values of different types are the same")
	}
}

func TestHugeTextsAreNotSearched(t *testing.T) {
	live := Start(rulesOf(t, "- {when: {members: {serial: {matches: x}}}, answer: {status: 409}}"))
	payload := map[string]any{"serial": strings.Repeat("x", maxMatched+1)}
	if _, ok := live.Answer(Post{Payload: payload}); ok {
		t.Error("a text of more than 64 KiB was searched")
	}
	payload["serial"] = strings.Repeat("x", maxMatched)
	if _, ok := live.Answer(Post{Payload: payload}); !ok {
		t.Error("a text of 64 KiB was not searched")
	}
}

func TestCompareNumbersIsExact(t *testing.T) {
	numeral := rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := numeral.Draw(t, "a"), numeral.Draw(t, "b")
		if rapid.Bool().Draw(t, "nearly the same") {
			b = a + "e0"
			if strings.ContainsAny(a, "eE") {
				b = a
			}
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if got, want := compareNumbers(a, b), x.Cmp(y); got != want {
			t.Fatalf("compareNumbers(%s, %s) = %d, want %d", a, b, got, want)
		}
	})
}

// Numbers whose value nobody can hold in memory are compared all the same.
func TestCompareNumbersOfAnySize(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"1e999999999", "1e300", 1}, {"-1e999999999", "1", -1}, {"1e-999999999", "0", 1}, {"0e999999999", "0", 0}, {"-0", "0", 0},
		{"1e99999999999999999999", "1e300", 1}, {"0.000", "0", 0}, {"100", "1e2", 0}, {"-1", "-2", 1}, {"0.05", "0.1", -1},
	} {
		if got := compareNumbers(tt.a, tt.b); got != tt.want {
			t.Errorf("compareNumbers(%s, %s) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// The members that a rule may name are those of the published schemas.
func TestMembersAreThoseOfTheContract(t *testing.T) {
	known := contractMembers()
	for _, kind := range schemas.Kinds() {
		text, err := schemas.File(string(kind) + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var published struct {
			Properties map[string]struct {
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(text, &published); err != nil {
			t.Fatal(err)
		}
		count := 0
		for name, member := range published.Properties {
			count++
			if _, ok := known[kind][name]; !ok {
				t.Errorf("%s: the member %s is not known", kind, name)
			}
			for inner := range member.Properties {
				count++
				if _, ok := known[kind][name+"."+inner]; !ok {
					t.Errorf("%s: the member %s.%s is not known", kind, name, inner)
				}
			}
		}
		if count < 10 || kind != schemas.ItemAttach && count != len(known[kind]) {
			t.Errorf("%s: %d members are published and %d known", kind, count, len(known[kind]))
		}
	}
	for path, want := range map[string]nature{"serial": text, "item": object, "item.quantity": number, "item.sku": text} {
		if got := known[schemas.ItemAttach][path]; got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if got := known[schemas.Operation]["position"]; got != number {
		t.Errorf("position is %s", got)
	}
}
