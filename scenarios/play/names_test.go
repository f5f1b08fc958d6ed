package play_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/sender/target"
)

func TestDryRunSendsNothing(t *testing.T) {
	e := newERP(t, nil)
	for _, target := range []play.Target{e.target(), {}, {Target: target.Target{Base: "https://erp.example.com/api"}}} {
		story := guitar + "  - device.set: {serial: SN-9}\n    as: other\n    expect: {status: 409}\n  - check: {on: guitar, items: 2}\nfinally:\n  - device.remove: guitar\n  - device.remove: other\n"
		result := run(t, story, play.Options{Target: target, DryRun: true})
		if len(bodies(result)) != 7 || len(e.seen()) != 0 || result.Exit != play.ExitPassed || failures(result) != "" {
			t.Fatalf("%v: %d posts, the ERP saw %v, exit %d %s", target, len(bodies(result)), e.seen(), result.Exit, failures(result))
		}
		if remove := bodies(result)[6]; !strings.Contains(remove, `"serial":"SN-8"`) || !strings.Contains(remove, `"externalId":"id-5-of-the-erp"`) {
			t.Errorf("the flow did not go on: %s", remove)
		}
	}
}

// A prefix goes before every serial, and before work orders if that is requested; never twice.
func TestPrefix(t *testing.T) {
	story := guitar + "  - item.attach: {sku: x, serial: \"${guitar.serial}-1\", workOrder: SUB-1}\n  - post: {kind: device, body: {serial: \"${guitar.serial}\", oldSerial: \"${prefix}A\", workorderNumber: NXT-1}}\n    expect: any\n  - check: {serial: SN-8}\n"
	for orders, want := range map[bool][]string{
		false: {`"workorderNumber":"NXT-915"`, `"serial":"R1-SN-8-1","workorderNumber":"SUB-1"`, `{"serial":"R1-SN-8","oldSerial":"R1-A","workorderNumber":"NXT-1"}`},
		true:  {`"workorderNumber":"R1-NXT-915"`, `"serial":"R1-SN-8-1","workorderNumber":"R1-SUB-1"`, `{"serial":"R1-SN-8","oldSerial":"R1-A","workorderNumber":"R1-NXT-1"}`},
	} {
		result := run(t, story, play.Options{Target: newERP(t, nil).target(), Prefix: "R1-", PrefixWorkOrders: orders})
		all := bodies(result)
		if failures(result) != "" {
			t.Fatal(failures(result))
		}
		for i, k := range []int{0, 5, 6} {
			if !strings.Contains(all[k], want[i]) {
				t.Errorf("%s is not in %s", want[i], all[k])
			}
		}
	}
	if a, b := play.NewPrefix(), play.NewPrefix(); a == b || len(a) != 8 {
		t.Errorf("got %q and %q", a, b)
	}
}

// All made-up values depend on the seed, and on nothing else.
func TestSeeds(t *testing.T) {
	story := head + "steps:\n  - device.set: {}\n    parallel: 3\n  - device.set: {}\n"
	one, two := uint64(1), uint64(2)
	sorted := func(opts play.Options) []string {
		all := bodies(run(t, story, opts))
		slices.Sort(all)
		return all
	}
	base := sorted(play.Options{Seed: &one})
	if len(slices.Compact(slices.Clone(base))) != 4 || !slices.Equal(base, sorted(play.Options{Seed: &one})) {
		t.Fatalf("got %v", base)
	}
	e := newERP(t, nil).target()
	for name, other := range map[string][]string{
		"seed": sorted(play.Options{Seed: &two}), "prefix": sorted(play.Options{Seed: &one, Target: e, Prefix: "R1-"}),
	} {
		for _, body := range other {
			if slices.Contains(base, body) {
				t.Errorf("another %s made the same post: %s", name, body)
			}
		}
	}
}

// Whatever an ERP answers, a step ends, and what is kept of the answer is bounded.
func TestHostileAnswers(t *testing.T) {
	huge := strings.Repeat("x", 900_000)
	e := newBare(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(418)
		w.Write([]byte(`{"message":"` + huge + `\u001b[2J"}`))
	})
	result := run(t, set+"    expect: {status: 418, message: {length: 900004}}\n", play.Options{Target: play.Target{Target: target.Target{Base: e}}})
	if failures(result) != "" {
		t.Fatal(failures(result)[:300])
	}
	if kept := len(result.Cases[0].Steps[0].Exchange.Result.Transcript.AnswerBody); kept > 64<<10 {
		t.Errorf("%d bytes are kept", kept)
	}
}
