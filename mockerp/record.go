package mockerp

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// book is step 4: the exchange gets its place in the journal, and the books follow the answer. The
// caller holds the run's lock, so that the order of the journal is that of the books.
func (d *door) book(p *posted) *refusal {
	x := p.exchange
	x.Kind, x.Findings, x.Answer, x.Decision, x.Booked = p.kind, p.findings, p.answer, p.decision, p.booked
	x.Decision.Missed = p.missed
	index(x, p.payload)
	x.Took = time.Since(x.At)
	p.cut = p.run.cut
	if err := d.enqueue(p); err != nil {
		return d.notRecorded(p, err)
	}
	if p.booked {
		p.run.books.Apply(p.event, p.reply)
	}
	return nil
}

// enqueue puts the exchange into the journal. A durable one commits it together with others a little
// later, and nobody waits for that under the run's lock.
func (d *door) enqueue(p *posted) (err error) {
	if d.deferred == nil {
		return d.config.Journal.Append(p.exchange)
	}
	if p.wait, err = d.deferred.Enqueue(p.exchange); err == nil {
		p.run.pending++
	}
	return err
}

// confirm waits until the exchange is durable, so that no answer leaves that could be lost. When it
// cannot be, the books must not know of it either: they are folded from the journal again as soon as
// everything of the run that was on its way is decided.
func (d *door) confirm(p *posted) *refusal {
	if p.wait == nil {
		d.recorded(p.exchange)
		return nil
	}
	err := p.wait()
	p.run.mu.Lock()
	p.run.pending--
	p.run.stale = p.run.stale || err != nil
	mending := d.runs.mend(p.run)
	p.run.mu.Unlock()
	if err != nil {
		return d.notRecorded(p, err)
	}
	if mending != nil {
		d.config.Logger.Error("the books cannot be made from the journal again: it is tried with the next post", "run", p.run.name, "error", mending)
	}
	d.recorded(p.exchange)
	return nil
}

// notRecorded says that the post was not taken, or that a real ERP may have taken what the mock has not.
func (d *door) notRecorded(p *posted, err error) *refusal {
	d.config.Logger.Error("the journal did not take an exchange", "run", p.run.name, "error", err)
	if p.asks {
		return ptr(refuseStorageBehind())
	}
	return ptr(refuseStorage())
}

// record is step 4 for what concerns no books.
func (d *door) record(x *traffic.Exchange) error {
	if err := d.config.Journal.Append(x); err != nil {
		return err
	}
	d.recorded(x)
	return nil
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
