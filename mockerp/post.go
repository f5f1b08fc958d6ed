package mockerp

import (
	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// post takes one post through the five steps: receive, judge, decide, record, answer.
func (d *door) post(c *gin.Context, kind schemas.Kind) {
	x := start(c.Request, runName(c))
	defer d.recoverPanic(c, x)
	one, refused := d.receive(c.Request, x) // 1
	if refused != nil {
		d.refuseExchange(c, x, *refused)
		return
	}
	p := judge(kind, c.Request.Header, c.Request.URL.RawQuery, x.Request.Body) // 2
	out, refused := d.settle(c, x, one, &p)                                    // 3 and 4
	if refused != nil {
		d.turned.note(*refused)
		out = delivery{Answer: refused.answer(x.Findings)}
	}
	d.answer(c, x, out) // 5
}

// settle decides and records in one turn of the run, so that the journal has the posts in the order in
// which the books saw them. A real ERP is asked outside the turn, so that a slow one holds up nothing but
// its own posts: their order is that in which its answers came. A refusal says that the post was not taken,
// for it could not be recorded.
func (d *door) settle(c *gin.Context, x *traffic.Exchange, one *run, p *post) (delivery, *refusal) {
	t := turn{door: d, run: one}
	defer t.end()
	if refused := t.begin(); refused != nil {
		return delivery{}, refused
	}
	t.run.count(x)
	opinion := t.run.consider(p)
	said := t.run.askScript(c.Request, p, opinion)
	if said.open(p) && d.config.Upstream.Has(p.kind) {
		t.end()
		said.erp = d.askERP(c, p.kind, x.Request.Body)
		t.asked = true
		if refused := t.begin(); refused != nil {
			return delivery{}, refused
		}
		opinion = t.run.consider(p)
	}
	made := decide(p, opinion, said, d.config.Mode) // 3
	if err := t.record(x, p, &made); err != nil {   // 4
		return delivery{}, t.notRecorded(err)
	}
	out := t.run.delivery(p, &made)
	t.end()
	return out, t.confirm(x)
}
