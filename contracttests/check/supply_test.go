package check_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

func masterOf(t *testing.T, text string) *master.Data {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := master.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fewPieces is an ERP's master data with two pieces of a device, which go round.
const fewPieces = `version: 1
workOrders:
  - {number: MO-1, sku: GUITAR, quantity: 2}
parts:
  - {sku: GUITAR, newSerials: "G-{n:6}"}
  - {sku: PICKUP, newSerials: "P-{n:6}"}
operations:
  - {actCode: CUT, workCenterCode: WC-1, position: 10}
`

// Checks that need the same few things wait for each other, those that hold some start again alone, and what stays in
// the ERP is gone.
func TestSupply_GoesRound(t *testing.T) {
	var checks []check.Check
	for i := range 8 {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) {
			u := t.Unit()
			t.Given(u.Add())
			t.Given(u.Sibling().Add())
		}))
	}
	for _, r := range run(t, &seen{}, check.Options{InFlight: 4, Master: masterOf(t, fewPieces)}, nil, checks...) {
		if r.Outcome != check.Pass || len(r.Exchanges) < 4 {
			t.Errorf("%s: %s, %s", r.Check.Name, r.Outcome, r.Reason)
		}
	}
}

// A thing that the ERP does not remove never comes back, so nobody waits for it.
func TestSupply_WhatIsLeftInTheERPIsNotWaitedFor(t *testing.T) {
	var checks []check.Check
	for i := range 8 {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) { t.Given(t.Unit().Add()) }))
	}
	for _, inFlight := range []int{1, 4} {
		passed := 0
		for _, r := range run(t, answering("device remove", 409, "no"), check.Options{InFlight: inFlight, Master: masterOf(t, fewPieces)}, nil, checks...) {
			switch {
			case r.Outcome == check.Pass:
				passed++
			case r.Cause != check.NeedsData || !strings.Contains(r.Reason, "MO-1 is for 2 and 2 are in use"):
				t.Errorf("%s: %s (%s), %s", r.Check.Name, r.Outcome, r.Cause, r.Reason)
			}
		}
		if passed != 2 {
			t.Errorf("%d at once: %d passed with 2 pieces", inFlight, passed)
		}
	}
}

// What the master data lack is reported as such, with what to add.
func TestSupply_SaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name string
		take func(*check.T)
		need string
	}{
		{"an order", func(t *check.T) { t.UnitOf(master.OrderWant{Of: master.Bulk}) }, "work order"},
		{"a part", func(t *check.T) { t.Unit().ItemOf(master.PartWant{Of: master.Bulk}) }, "part"},
		{"one of two parts", func(t *check.T) {
			t.Piece(master.PartWant{Of: master.Bulk}, master.PartWant{Fraction: true, Measured: true})
		}, "part"},
		{"a step", func(t *check.T) { t.Operation(master.OperationWant{NoCenter: true}) }, "without a work center"},
		{"a serial", func(t *check.T) { t.NewSerial(master.SerialWant{SKU: "GUITAR", Variant: master.Hebrew, Only: true}) }, "serial"},
	} {
		r := run(t, &seen{}, check.Options{Master: masterOf(t, fewPieces)}, nil, one(c.name, c.take))[0]
		if r.Cause != check.NeedsData || r.Reason == "" || !strings.Contains(strings.ToLower(r.Need), strings.ToLower(c.need)) {
			t.Errorf("%s: %s (%s), needs %q, %s", c.name, r.Outcome, r.Cause, r.Need, r.Reason)
		}
	}
	r := run(t, &seen{}, check.Options{Master: masterOf(t, fewPieces)}, nil, one("the first that there is", func(k *check.T) {
		if p := k.Piece(master.PartWant{Of: master.Bulk}, master.PartWant{Of: master.Serial}); p.SKU != "PICKUP" || p.Serial == "" {
			t.Errorf("got %+v", p)
		}
		if k.Invents() || k.Gives(master.OrderWant{Of: master.Bulk}) || !k.Gives(master.OrderWant{}) {
			t.Error("the master data are not asked")
		}
	}))[0]
	if r.Outcome != check.Pass {
		t.Errorf("%s: %s", r.Outcome, r.Reason)
	}
}

// A check that includes others runs first, and they run only if it did not pass.
func TestPart_IsDoneWhereTheWholeDoesNotPass(t *testing.T) {
	for _, passes := range []bool{true, false} {
		done := 0
		part := one("part", func(*check.T) { done++ })
		part.Part = "whole"
		whole := one("whole", func(t *check.T) {
			if !passes {
				t.Blocked("so")
			}
		})
		results := run(t, &seen{}, check.Options{InFlight: 1}, nil, part, whole)
		if r := results[0]; r.Outcome != check.Pass || (done == 0) != passes || passes != strings.Contains(r.Reason, `as a part of "whole"`) {
			t.Errorf("the whole passes %v: %s, %s, done %d times", passes, r.Outcome, r.Reason, done)
		}
	}
	lost := one("part of nothing", func(*check.T) {})
	lost.Part = "no such check"
	if r := run(t, &seen{}, check.Options{}, nil, lost)[0]; r.Outcome != check.Pass || r.Reason != "" {
		t.Errorf("%s: %s", r.Outcome, r.Reason)
	}
}

// Run twice, a check that passes only once fails, with the posts of both runs.
func TestTwice_FindsWhatPassesOnce(t *testing.T) {
	n := 0
	second := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n++; n == 3 {
			w.WriteHeader(http.StatusConflict)
		}
	})
	adds := one("adds", func(t *check.T) { t.Accepts(t.Unit().Add()) })
	for _, c := range []struct {
		twice, alone bool
		want         check.Outcome
		posts        int
	}{{true, false, check.Fail, 3}, {false, false, check.Pass, 2}, {true, true, check.Pass, 2}} {
		n = 0
		adds.Alone = c.alone
		r := run(t, second, check.Options{Twice: c.twice, InFlight: 1}, nil, adds)[0]
		if r.Outcome != c.want || len(r.Exchanges) != c.posts || c.want == check.Fail && !strings.HasPrefix(r.Reason, "It passed the first time, but not the second. ") {
			t.Errorf("%+v: %s, %d posts, %s", c, r.Outcome, len(r.Exchanges), r.Reason)
		}
	}
	n = 10
	if r := run(t, second, check.Options{Twice: true, InFlight: 1}, nil, adds)[0]; r.Outcome != check.Pass || n < 12 {
		t.Errorf("%s after %d posts", r.Outcome, n-10)
	}
}

// Given builds on any answer except refusals, redirects and successes that carry an error.
func TestGiven_BuildsOnWhatWasAcceptedOnly(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		clause string
		want   check.Outcome
	}{{200, "{}", "", check.Pass}, {399, `{"externalId":"1"}`, "E8", check.Skip}, {200, `{"ok":false}`, "T3", check.Skip}, {400, "no", "", check.Skip},
		{200, `{"success":true,"errors":["x"]}`, "T3", check.Skip}, {200, `{"error":0,"status":"FAILED"}`, "T3", check.Skip}, {200, `{"error":0}`, "", check.Pass},
		{200, `{"error":1}`, "T3", check.Skip}, {200, `{"error":false,"errors":{}}`, "T3", check.Skip}, {200, `{"error":true}`, "T3", check.Skip}, {200, `{"error":""}`, "", check.Pass}} {
		r := run(t, answering("device add", c.status, c.body), check.Options{}, nil, one("posts", func(t *check.T) { t.Given(t.Unit().Add()) }))[0]
		act := schemas.Act{Kind: schemas.Device, Type: "add"}
		if r.Outcome != c.want || c.clause != "" && r.Lead.Clauses[0] != c.clause || c.status == 400 && r.Lead.Act != act {
			t.Errorf("%d %s: %s, look at %+v, %s", c.status, c.body, r.Outcome, r.Lead, r.Reason)
		}
	}
}
