package mockerp

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// record is step 4: the exchange gets its place in the journal, and the books follow the answer.
func (t *turn) record(x *traffic.Exchange, p *post, made *decision) error {
	x.Kind, x.Findings, x.Answer, x.Decision, x.Booked = p.kind, made.findings, made.answer, made.why, made.booked
	x.Index(p.payload)
	x.Took = time.Since(x.At)
	if err := t.enqueue(x); err != nil {
		return err
	}
	if made.booked {
		t.run.books.Apply(p.event(), made.reply)
	}
	return nil
}

// enqueue puts the exchange into the journal. A durable one commits it together with others a little
// later, and nobody waits for that in the turn.
func (t *turn) enqueue(x *traffic.Exchange) (err error) {
	if t.door.deferred == nil {
		return t.door.config.Journal.Append(x)
	}
	if t.wait, err = t.door.deferred.Enqueue(x); err == nil {
		t.run.pending++
	}
	return err
}

// confirm waits, after the turn, until the exchange is durable, so that no answer leaves that could be lost.
// When it cannot be, the books must not know of it either: they are folded from the journal again as soon as
// everything of the run that was on its way is decided.
func (t *turn) confirm(x *traffic.Exchange) *refusal {
	d, one := t.door, t.run
	if t.wait == nil {
		d.recorded(x)
		return nil
	}
	err := t.wait()
	one.mu.Lock()
	one.pending--
	one.stale = one.stale || err != nil
	mending := d.runs.mend(one)
	one.mu.Unlock()
	if err != nil {
		return t.notRecorded(err)
	}
	if mending != nil {
		d.config.Logger.Error("the books cannot be made from the journal again: the next post tries again", "run", one.name, "error", mending)
	}
	d.recorded(x)
	return nil
}

// notRecorded says that the post was not taken, or that a real ERP may have taken what the mock has not.
func (t *turn) notRecorded(err error) *refusal {
	t.door.config.Logger.Error("the journal did not take an exchange", "run", t.run.name, "error", err)
	if t.asked {
		return ptr(refuseStorageBehind())
	}
	return ptr(refuseStorage())
}

// recorded tells of an exchange that is in the journal.
func (d *door) recorded(x *traffic.Exchange) {
	d.metrics.count(x)
	if d.config.OnExchange != nil {
		d.config.OnExchange(x)
	}
}

// mend makes the books of a run from the journal again, when they hold what the journal could not keep
// and nothing of the run is on its way any more. Meanwhile the run takes no posts. The caller holds the
// run's lock.
func (r *runs) mend(one *run) error {
	if !one.stale || one.dropped {
		return nil
	}
	if one.pending > 0 {
		return errMending
	}
	made := books.New(r.maxThings)
	if err := r.durable.FoldRun(one.name, func(x *traffic.Exchange) error { return fold(made, x) }); err != nil {
		return err
	}
	one.books.Leave()
	one.books, one.stale = made.Within(r.total), false
	return nil
}
