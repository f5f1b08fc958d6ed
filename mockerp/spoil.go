package mockerp

import (
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/wish"
)

// grant lets the wishes for delay and fault win, and says in the answer and the decision what was followed.
func (d *decision) grant(w *wish.Wish) {
	if len(w.Applied) == 0 {
		return
	}
	if w.Delayed {
		d.answer.Delay = w.Delay
	}
	if w.Fault.Kind != "" {
		d.fault, d.commit, d.down = w.Fault, w.Commit, 0
	}
	d.commit = d.commit || w.Commit
	header := d.answer.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	applied := strings.Join(w.Applied, ", ")
	header.Set("Preference-Applied", applied)
	d.answer.Header = header
	d.why.By = "caller"
	d.why.Why = "The post asked for " + shorten(applied) + ". " + d.why.Why
}

// spoil says what becomes of the answer on the wire, and what the books make of that: what the sender
// cannot hear they follow only where that was asked for, or a real ERP has taken the post. Half of a JSON
// text is heard, but no id is read from it (T4).
func (d *decision) spoil() {
	switch {
	case d.down > 0:
		d.answer.Fault, d.answer.Lost = faultDown, true
		d.fault = fault.Fault{Kind: fault.ResetBefore}
		d.why.Why += " Then the ERP door was closed, so that the sender did not hear it."
	case d.fault.Kind == "":
		return
	default:
		d.answer.Fault, d.answer.Lost = string(d.fault.Kind), !heard(d.fault.Kind)
		d.why.Why += " It went out with the fault " + d.answer.Fault + "."
		if d.answer.Lost {
			d.why.Why = strings.TrimSuffix(d.why.Why, ".") + ", so that the sender did not hear it."
		}
	}
	if d.fault.Kind == fault.TruncatedJSON {
		d.reply.ExternalID = ""
	}
	d.reply.Lost = d.answer.Lost
	d.booked = d.booked && (d.commit || d.unchanged || !d.answer.Lost)
}

// faultDown is what the journal calls an answer that took the ERP door down.
const faultDown = "down"

// heard tells whether the sender gets an answer in right HTTP in spite of the fault.
func heard(kind fault.Kind) bool { return kind == fault.Drip || kind == fault.TruncatedJSON }
