package mockerp

import (
	"context"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// posted is one post on its way through the steps 3 and 4.
type posted struct {
	judged
	decided
	wish     wish
	exchange *journal.Exchange
	run      *run
	request  *http.Request
	cut      context.Context // ends what step 5 holds back or draws out
}

// settle decides, records and lets the books follow, as one step for the run; a real ERP is asked in
// between. A refusal says that the post was not taken, for it could not be recorded.
func (d *door) settle(p *posted) *refusal {
	refused := d.decide(p)
	if refused != nil || !p.asks {
		return refused
	}
	said, trouble := d.ask(p)
	if refused := d.lock(p); refused != nil {
		return refused
	}
	defer p.run.mu.Unlock()
	p.fromUpstream(said, trouble)
	return d.book(p)
}

// decide decides and books, unless a real ERP is to be asked first.
func (d *door) decide(p *posted) *refusal {
	if refused := d.lock(p); refused != nil {
		return refused
	}
	defer p.run.mu.Unlock()
	p.run.posts++
	p.run.last = p.exchange.At
	p.decide(d.config.Mode, d.config.Upstream)
	if p.asks {
		return nil
	}
	return d.book(p)
}

// lock takes the run's lock. A run that was dropped in the meantime has a successor.
func (d *door) lock(p *posted) *refusal {
	for {
		p.run.mu.Lock()
		if !p.run.dropped {
			return nil
		}
		p.run.mu.Unlock()
		next, refused := d.run(p.run.name)
		if refused != nil {
			return refused
		}
		p.run = next
	}
}

// book is step 4: the exchange gets its place in the journal, and the books follow the answer. The
// caller holds the run's lock, so that the order of the journal is that of the books.
func (d *door) book(p *posted) *refusal {
	x := p.exchange
	x.Kind, x.Findings, x.Answer, x.Decision, x.Booked = p.kind, p.findings, p.answer, p.decision, p.booked
	index(x, p.payload)
	x.Took = time.Since(x.At)
	p.cut = p.run.cut
	if err := d.record(x); err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", x.Run, "error", err)
		return ptr(refuseStorage())
	}
	if p.booked {
		p.run.books.Apply(p.event, p.reply)
	}
	return nil
}

// record puts the exchange into the journal before its answer leaves.
func (d *door) record(x *journal.Exchange) error {
	if err := d.config.Journal.Append(x); err != nil {
		return err
	}
	d.metrics.count(x)
	if d.config.OnExchange != nil {
		d.config.OnExchange(x)
	}
	return nil
}

// index copies what the journal is searched by out of the payload.
func index(x *journal.Exchange, payload map[string]any) {
	x.Type = text(payload, "type")
	x.WorkOrder = text(payload, "workorderNumber")
	x.Serial = text(payload, "serial")
	if old := text(payload, "oldSerial"); old != "" {
		x.OtherSerials = append(x.OtherSerials, old)
	}
	if item, ok := payload["item"].(map[string]any); ok {
		if serial := text(item, "serial"); serial != "" {
			x.OtherSerials = append(x.OtherSerials, serial)
		}
	}
}
