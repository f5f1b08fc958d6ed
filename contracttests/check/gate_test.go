package check_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/target"
)

// oneByOne is an ERP that serves one post after another, and notes how many waited at most.
type oneByOne struct {
	takes time.Duration
	turn  sync.Mutex
	now   atomic.Int32
	most  atomic.Int32
}

func (o *oneByOne) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := o.now.Add(1)
	defer o.now.Add(-1)
	for was := o.most.Load(); n > was && !o.most.CompareAndSwap(was, n); was = o.most.Load() {
	}
	o.turn.Lock()
	defer o.turn.Unlock()
	time.Sleep(o.takes)
	fmt.Fprint(w, `{}`)
}

// An ERP that serves one post after another gets few at once, so that none times out while waiting.
func TestGate_AnERPThatServesOneByOneIsNotCrowded(t *testing.T) {
	erp := &oneByOne{takes: 50 * time.Millisecond} // twelve at once would wait for more than half of the time-out
	var pace atomic.Pointer[check.Pace]
	results := run(t, erp, check.Options{Pace: func(p check.Pace) { pace.Store(&p) }},
		func(to *target.Target) { to.Timeout = time.Second }, adders(12)...)
	for _, r := range results {
		if r.Outcome != check.Pass {
			t.Errorf("%s: %s, %s", r.Check.Name, r.Outcome, r.Reason)
		}
	}
	if most := erp.most.Load(); most > 4 {
		t.Errorf("%d posts waited at once", most)
	}
	if p := pace.Load(); p == nil || p.InFlight > 2 || p.Answer < erp.takes || p.Checks != 12 || p.Takes != 72*p.Answer/time.Duration(p.InFlight) {
		t.Errorf("the pace is %+v", p)
	}
}

// A fast ERP gets as many posts at once as are allowed, and a given number is kept.
func TestGate_LetsOutWhatTheERPCanDoWith(t *testing.T) {
	for given, want := range map[int]int32{0: 6, 3: 3} {
		var now, most atomic.Int32
		erp := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			n := now.Add(1)
			defer now.Add(-1)
			for was := most.Load(); n > was && !most.CompareAndSwap(was, n); was = most.Load() {
			}
			time.Sleep(10 * time.Millisecond)
		})
		run(t, erp, check.Options{InFlight: given}, nil, adders(60)...)
		if got := most.Load(); got < want || given > 0 && got > want {
			t.Errorf("with %d given, %d were sent at once", given, got)
		}
	}
}

// The check of an act's speed reports slow answers, even if the run ends before that check.
func TestSpeed_IsJudgedByWhatWasSeen(t *testing.T) {
	erp := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(60 * time.Millisecond) })
	act := schemas.Act{Kind: schemas.Device, Type: "add"}
	never := one("device add is answered in time", func(t *check.T) { t.Fail(check.Exchange{}, "this to be never run", "It was.", "") })
	never.Clause, never.Alone, never.Times = "E8", true, act
	results := run(t, erp, check.Options{MaxTime: 250 * time.Millisecond, AnswerWithin: 20 * time.Millisecond, InFlight: 1}, nil, append(adders(20), never)...)
	if r := results[20]; r.Outcome != check.Fail || r.Failure.Exchange == nil || r.Failure.Exchange.Act != act {
		t.Errorf("%s, %s", r.Outcome, r.Reason)
	}
	results = run(t, &seen{}, check.Options{AnswerWithin: time.Second}, nil, append(adders(1), one("other", func(*check.T) {}))...)
	if r := results[0]; r.Outcome != check.Pass {
		t.Errorf("%s, %s", r.Outcome, r.Reason)
	}
}
