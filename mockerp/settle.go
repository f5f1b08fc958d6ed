package mockerp

import (
	"context"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// posted is one post on its way through the steps 3 and 4.
type posted struct {
	judged
	decided
	wish     wish
	exchange *traffic.Exchange
	run      *run
	request  *http.Request
	cut      context.Context // ends what step 5 holds back or draws out
	wait     func() error    // until the exchange is durable; nil when it is already
}

// settle decides, records and lets the books follow, as one step for the run; a real ERP is asked in
// between. A refusal says that the post was not taken, for it could not be recorded.
func (d *door) settle(p *posted) *refusal {
	refused := d.decide(p)
	if refused == nil && p.asks {
		said, trouble := d.ask(p)
		refused = d.bookAnswer(p, said, trouble)
	}
	if refused != nil {
		return refused
	}
	return d.confirm(p)
}

// decide decides and books, unless a real ERP is to be asked first.
func (d *door) decide(p *posted) *refusal {
	if refused := d.lock(p); refused != nil {
		return refused
	}
	defer p.run.mu.Unlock()
	if err := d.runs.mend(p.run); err != nil {
		return d.notRecorded(p, err)
	}
	p.run.posts++
	p.run.last = p.exchange.At
	p.decide(d.config.Mode, d.config.Upstream)
	if p.asks {
		return nil
	}
	return d.book(p)
}

// bookAnswer books what the real ERP answered.
func (d *door) bookAnswer(p *posted, said upstream.Answer, trouble *upstream.Trouble) *refusal {
	if refused := d.lock(p); refused != nil {
		return refused
	}
	defer p.run.mu.Unlock()
	if err := d.runs.mend(p.run); err != nil {
		return d.notRecorded(p, err)
	}
	p.fromUpstream(said, trouble)
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

// index copies what the journal is searched by out of the payload.
func index(x *traffic.Exchange, payload map[string]any) {
	x.Type = schemas.Text(payload, "type")
	x.WorkOrder = schemas.Text(payload, "workorderNumber")
	x.Serial = schemas.Text(payload, "serial")
	if old := schemas.Text(payload, "oldSerial"); old != "" {
		x.OtherSerials = append(x.OtherSerials, old)
	}
	if item, ok := payload["item"].(map[string]any); ok {
		if serial := schemas.Text(item, "serial"); serial != "" {
			x.OtherSerials = append(x.OtherSerials, serial)
		}
	}
}
