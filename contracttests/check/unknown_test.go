package check_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

// answering is an ERP that gives this answer to every post of the act, and accepts the others.
func answering(act string, status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(buffer)
		object, _ := schemas.Parse(buffer)
		if string(schemas.KindOf(object))+" "+schemas.Text(object, "type") == act {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	})
}

// A refusal that says that a made-up name is not known asks for master data; one that is about something else does not.
func TestUnknown_AsksForMasterData(t *testing.T) {
	for _, c := range []struct {
		act    string
		status int
		body   string
		needs  bool
	}{
		{"device add", 422, `{"message":"There is no such work order."}`, true},
		{"device add", 404, `Auftrag nicht gefunden`, true},
		{"device add", 422, `{"message":"WO-RUN-1-1 is unknown"}`, true},
		{"device add", 422, `{"message":"The device is not known for this work order."}`, true},
		{"device add", 500, `{"message":"There is no such work order."}`, false},
		{"device add", 422, `{"message":"The work order is closed."}`, false},
		{"device add", 422, `{"message":"It is not known."}`, false},
		{"device remove", 404, `{"message":"There is no such work order."}`, false},
		{"item-attach add", 422, `{"message":"Part unknown"}`, true},
		{"item-attach add", 422, `{"message":"Part unknown on device"}`, false},
		{"item-attach add", 422, `{"message":"SN-RUN-1-3 has an unknown part"}`, false},
		{"operation add", 422, strings.Repeat(" ", 5000) + `no such operation`, false},
	} {
		result := run(t, answering(c.act, c.status, c.body), check.Options{Name: "RUN"}, nil, one("posts", func(t *check.T) {
			u := t.Unit()
			t.Given(u.Add())
			t.Given(u.ItemOf(master.PartWant{}).Attach())
			t.Given(u.Report().Give())
			t.Given(u.Remove())
		}))[0]
		if got := result.Cause == check.NeedsData; got != c.needs || got && result.Need != check.WholeData {
			t.Errorf("%s, %d %s: %s (%s), %s", c.act, c.status, strings.TrimSpace(c.body), result.Outcome, result.Cause, result.Reason)
		}
	}
}

// The lines to write name what was refused, and the checks that follow are not run in vain.
func TestUnknown_SaysTheLinesToWrite(t *testing.T) {
	adds := func(name string, kinds ...schemas.Kind) check.Check {
		c := one(name, func(t *check.T) { t.Accepts(t.Unit().Add()) })
		c.Kinds = kinds
		return c
	}
	results := run(t, answering("device add", 404, `{"message":"unknown order"}`), check.Options{Name: "RUN", InFlight: 1}, nil,
		adds("first"), adds("second"), adds("third", schemas.Operation))
	for _, line := range []string{`refused device add of a made-up work order and part.`, `- {number: "WO-RUN-1-1", sku: "1000102", quantity: 50}`, `- {sku: "1000102", newSerials: "SN-{n:8}"}`} {
		if !strings.Contains(results[0].Reason, line) {
			t.Errorf("%q is not in\n%s", line, results[0].Reason)
		}
	}
	for i, posts := range []int{1, 0, 0} {
		if r := results[i]; r.Cause != check.NeedsData || len(r.Exchanges) != posts || r.Reason != results[0].Reason {
			t.Errorf("%s: %s, %d posts", r.Check.Name, r.Cause, len(r.Exchanges))
		}
	}
}

// If only one kind knows just its own names, the checks of the other kinds run, and once a made-up name was taken, every check
// runs.
func TestUnknown_CountsForItsKindUntilANameWasTaken(t *testing.T) {
	of := func(kind schemas.Kind, body func(*check.T)) check.Check {
		c := one(string(kind), body)
		c.Kinds = []schemas.Kind{kind}
		return c
	}
	device := of(schemas.Device, func(t *check.T) { t.Accepts(t.Unit().Add()) })
	report := of(schemas.Operation, func(t *check.T) { t.Accepts(t.Unit().Report().Give()) })
	all := one("all kinds", func(t *check.T) { t.Accepts(t.Unit().Add()) })
	results := run(t, answering("operation add", 404, "unknown operation"), check.Options{InFlight: 1}, nil, report, device, all)
	for i, cause := range []check.SkipCause{check.NeedsData, "", check.NeedsData} {
		if results[i].Cause != cause {
			t.Errorf("%s: %s, %s", results[i].Check.Name, results[i].Outcome, results[i].Reason)
		}
	}
	n := 0
	second := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n++; n == 3 { // the first was added and removed
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "unknown order")
		}
	})
	results = run(t, second, check.Options{InFlight: 1, NoLookahead: true}, nil, device, one("again", device.Run))
	if r := results[1]; r.Outcome != check.Fail {
		t.Errorf("after a name was taken: %s, %s", r.Outcome, r.Reason)
	}
}

// The cure of a refused act depends on whose names they are, and on whether made-up ones were ever taken.
func TestAccepts_SaysTheCureOfNames(t *testing.T) {
	erp, err := brokenerps.Find("strict", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	own := "let the ERP book it, or look in its log"
	for _, c := range []struct {
		act, body string
		status    int
		master    bool
		want, not string
	}{
		{"device add", "unknown order", 409, true, "correct them there", own},
		{"device add", "closed", 409, true, own, "master data"},
		{"device add", "closed", 409, false, "erpkit target init", ""},
		{"device add", "closed", 500, false, own, "master data"},
		{"device remove", "closed", 409, false, own, "master data"},
	} {
		opts := check.Options{NoLookahead: true}
		if c.master {
			opts.Master = masterOf(t, erp.Master)
		}
		r := run(t, answering(c.act, c.status, c.body), opts, nil, one("posts", func(t *check.T) {
			u := t.Unit()
			t.Accepts(u.Add())
			t.Accepts(u.Remove())
		}))[0]
		if r.Outcome != check.Fail || !strings.Contains(r.Failure.Cure, c.want) || c.not != "" && strings.Contains(r.Failure.Cure, c.not) {
			t.Errorf("%s %q: %s, %+v", c.act, c.body, r.Outcome, r.Failure)
		}
	}
}

func TestSaysUnknown(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   bool
	}{{404, "", true}, {410, "", true}, {409, "not found", true}, {409, "taken", false}, {200, "not found", false}, {403, "", false}} {
		run(t, answering("device add", c.status, c.body), check.Options{}, nil, one("posts", func(k *check.T) {
			if a := k.Try(k.Unit().DevicePost("add", "SN")); a.SaysUnknown() != c.want {
				t.Errorf("%d %q: %v", c.status, c.body, a.SaysUnknown())
			}
		}))
	}
}

// What must be refused is refused with 4xx; another check reports a refusal inside a success, and 5xx is a breakdown.
func TestRefuses_TakesNothingButFourHundreds(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   check.Outcome
		words  string
	}{
		{400, "", check.Pass, ""}, {499, "", check.Pass, ""}, {500, "", check.Fail, "the ERP itself broke down"},
		{200, "{}", check.Fail, "to be refused with 4xx"}, {200, `{"error":"no"}`, check.Skip, "success that speaks of an error"},
	} {
		r := run(t, answering("device add", c.status, c.body), check.Options{}, nil, one("posts", func(t *check.T) {
			p := t.Unit().DevicePost("add", "SN")
			p.Invalid, p.What = true, "a post that is wrong"
			t.Refuses(t.Send(p), "do so")
		}))[0]
		if r.Outcome != c.want || !strings.Contains(r.Reason, c.words) || r.Outcome != check.Pass && !strings.Contains(r.Reason, "a post that is wrong") {
			t.Errorf("%d %s: %s, %s", c.status, c.body, r.Outcome, r.Reason)
		}
	}
}

// A redirect ends the check as blocked, unless the post was meant to be refused.
func TestSend_LeavesRedirectsToTheirCheck(t *testing.T) {
	for wrong, want := range map[bool]check.SkipCause{false: check.Blocked, true: ""} {
		r := run(t, answering("device add", 302, ""), check.Options{}, nil, one("posts", func(k *check.T) {
			p := k.Unit().DevicePost("add", "SN")
			p.Impossible = wrong
			if a := k.Send(p); !a.Redirected() {
				t.Errorf("got %+v", a.Result)
			}
		}))[0]
		if r.Cause != want || want != "" && r.Lead.Clauses[0] != "E8" {
			t.Errorf("wrong %v: %s (%s), %s", wrong, r.Outcome, r.Cause, r.Reason)
		}
	}
}

// An integration that the ERP does not offer is never posted to.
func TestSend_OfAnIntegrationThatIsOffIsTheKitsError(t *testing.T) {
	off := func(to *target.Target) { to.Skip = []schemas.Kind{schemas.Operation} }
	r := run(t, &seen{}, check.Options{}, off, one("posts", func(t *check.T) { t.Unit().Report().Give() }))[0]
	if r.Outcome != check.Error || len(r.Exchanges) != 1 || !strings.Contains(r.Reason, "does not offer") {
		t.Errorf("%s: %s", r.Outcome, r.Reason)
	}
}
