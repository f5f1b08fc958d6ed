package play_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/sender/master/mastertest"
)

const twoGuitars = `version: 1
title: Two guitars
master: true
workOrders: [{number: NXT-915, sku: "0007"}]
steps:
  - device.set: {serial: SN-1}
    as: one
  - item.attach: {on: one, sku: "0005", quantity: 0.5}
    as: string
  - operation.report: {on: one, actCode: ASSY, position: 5}
    as: report
  - check: {on: one, serial: SN-1, items: 1, reports: 1}
  - item.detach: string
  - item.attach: {on: one, sku: "0005", quantity: 0.5}
    say: "${one.serial}"
  - device.set: {serial: SN-2}
    as: two
  - post: {kind: operation, body: {type: add, serial: SN-2, workorderNumber: NXT-915}}
    expect: any
finally:
  - operation.takeBack: report
  - device.remove: one
  - device.remove: two
`

const enough = `version: 1
workOrders: [{number: MO-1, externalId: "77", sku: GUITAR, quantity: 2}]
parts: [{sku: GUITAR, serials: [A, B]}, {sku: WIRE, step: 0.25, unit: kg}]
operations: [{actCode: CUT, workCenterCode: WC-1, position: 10, operationExternalId: "5"}]
`

// A story that asks for it uses the names of the master data in every post, the same for the same, without a
// prefix.
func TestMaster_GivesTheNames(t *testing.T) {
	at := newERP(t, nil).target()
	at.Master = mastertest.Read(t, enough)
	result := run(t, twoGuitars, play.Options{Target: at, Prefix: "R1-", PrefixWorkOrders: true})
	if failures(result) != "" || result.Exit != play.ExitPassed || len(result.Leftovers) > 0 {
		t.Fatalf("exit %d: %s %v", result.Exit, failures(result), result.Leftovers)
	}
	all := bodies(result)
	for i, want := range []string{
		`"workorderNumber":"MO-1","sku":"GUITAR","serial":"A"`, `"item":{"sku":"WIRE","quantity":0.5}`, `"actCode":"CUT","workCenterCode":"WC-1","position":10`, `"sku":"WIRE"`, `"sku":"WIRE"`,
		`"serial":"B"`, `{"type":"add","serial":"B","workorderNumber":"MO-1"}`,
	} {
		if !strings.Contains(all[i], want) {
			t.Errorf("post %d has no %s: %s", i+1, want, all[i])
		}
	}
	for _, id := range []string{`"workorderExternalId":"77"`, `"operationExternalId":"5"`} {
		if !strings.Contains(all[2], id) {
			t.Errorf("there is no %s in %s", id, all[2])
		}
	}
}

// The reason names what the master data lack; the story is skipped, and that is no success.
func TestMaster_Lacks(t *testing.T) {
	for name, c := range map[string]struct {
		from, to, words string
		posts           int
	}{
		"pieces":     {"quantity: 2", "quantity: 1", "MO-1 is for 1", 0},
		"an order":   {"sku: GUITAR, quantity", "sku: WIRE, quantity", "work order of a serial-managed part", 0},
		"operations": {"operations: [{", "operations: [{forSkus: [WIRE], ", "no operation", 0},
		"a part":     {"step: 0.25, unit: kg", "step: 1", "measured", 0},
		"serials":    {"[A, B]", "[A]", "no serial left", 6},
	} {
		e := newERP(t, nil)
		at := e.target()
		at.Master = mastertest.Read(t, strings.Replace(enough, c.from, c.to, 1))
		result := run(t, twoGuitars, play.Options{Target: at})
		got := result.Cases[0]
		if got.Outcome != play.Skipped || !got.Lacks || !strings.Contains(got.Reason, c.words) || result.Exit != play.ExitUnreachable {
			t.Errorf("%s: %s %q, exit %d, %s", name, got.Outcome, got.Reason, result.Exit, failures(result))
		}
		if len(result.Leftovers) > 0 || (len(e.seen()) > 0) != (c.posts > 0) {
			t.Errorf("%s: %d posts, left %v", name, len(e.seen()), result.Leftovers)
		}
	}
}

// What one story took is available to the next one, except for serials that are used up; a mock takes every name.
func TestMaster_GivesBack(t *testing.T) {
	at := newERP(t, nil).target()
	at.Master = mastertest.Read(t, strings.Replace(enough, "[A, B]", "[A, B, C, D]", 1))
	tabled := strings.Replace(twoGuitars, "master: true\n", "master: true\ntable: [{n: 1}, {n: 2}, {n: 3}]\n", 1)
	result := run(t, tabled, play.Options{Target: at})
	if result.Count(play.Passed) != 2 || result.Count(play.Skipped) != 1 || !strings.Contains(result.Cases[2].Reason, "no serial left") {
		t.Errorf("%d passed, %d skipped: %q %s", result.Count(play.Passed), result.Count(play.Skipped), result.Cases[2].Reason, failures(result))
	}
	mock := play.Target{}
	mock.Master = at.Master
	result = run(t, twoGuitars, play.Options{Target: mock})
	if result.Exit != play.ExitPassed || !strings.Contains(strings.Join(result.Notes, " "), "takes every name") || !strings.Contains(bodies(result)[0], "SN-1") {
		t.Errorf("exit %d, notes %v", result.Exit, result.Notes)
	}
}

// A story with made-up names is left out; one that says nothing about names is played unchanged.
func TestMaster_NotAsked(t *testing.T) {
	at := newERP(t, nil).target()
	at.Master = mastertest.Read(t, enough)
	result := run(t, strings.Replace(twoGuitars, "master: true", "master: false", 1), play.Options{Target: at})
	if result.Exit != play.ExitNothing || !strings.Contains(result.Cases[0].Reason, "made up") {
		t.Errorf("exit %d: %s", result.Exit, result.Cases[0].Reason)
	}
	result = run(t, strings.Replace(twoGuitars, "master: true\n", "", 1), play.Options{Target: at})
	if result.Exit != play.ExitPassed || !strings.Contains(bodies(result)[0], `"serial":"SN-1"`) {
		t.Errorf("exit %d: %s", result.Exit, failures(result))
	}
}

// A prefix changes only what the story sets on devices, not the serials of parts or of devices that the ERP
// already has.
func TestPrefix_OnlyWhatIsSet(t *testing.T) {
	story := `version: 1
title: Prefix
workOrders: [{number: NXT-915, sku: "0007"}]
steps:
  - device.set: {serial: SN-1}
    as: pickup
  - device.set: {serial: SN-2}
    as: guitar
  - item.attach: {on: guitar, sku: "0002", serial: "000875"}
    as: bought
  - item.attach: {on: guitar, sku: "0007", serial: SN-1}
    as: made
  - device.change: {on: guitar, serial: SN-3}
  - check: {on: guitar, serial: SN-3}
  - post: {kind: operation, body: {serial: SN-3}}
    expect: any
  - post: {kind: operation, body: {serial: SN-OF-OTHERS}}
    expect: any
`
	all := bodies(run(t, story, play.Options{Target: newERP(t, nil).target(), Prefix: "R1-"}))
	for i, want := range []string{`"serial":"R1-SN-1"`, `"serial":"R1-SN-2"`, `"quantity":1,"serial":"000875"`, `"quantity":1,"serial":"R1-SN-1"`, `"serial":"R1-SN-3","oldSerial":"R1-SN-2"`, `{"serial":"R1-SN-3"}`, `{"serial":"SN-OF-OTHERS"}`} {
		if !strings.Contains(all[i], want) {
			t.Errorf("post %d has no %s: %s", i+1, want, all[i])
		}
	}
}
