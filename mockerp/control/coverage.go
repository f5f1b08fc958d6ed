package control

import (
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// coveragePage is how many exchanges are held at once while they are counted.
const coveragePage = 500

// showCoverage counts which acts came and how they ended, by what is in the journal.
func (d *door) showCoverage(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said == nil && c.query.Get("format") != "" {
		said = checkWord("format", c.query.Get("format"), []string{"json", "text"})
	}
	if said != nil {
		return nil, said
	}
	if !d.building.take(c.Context()) {
		return nil, refuseBusy()
	}
	defer d.building.leave()
	view := api.Coverage{Run: forRun(run).Run, Grid: coverage.New()}
	filter := journal.Filter{Run: run, Limit: coveragePage, Uncounted: true}
	for more := true; more; {
		if d.ending(c) {
			return nil, refuseStopping()
		}
		page, err := d.options.Journal.List(c.Context(), filter)
		if err != nil {
			return nil, d.journalFailed(err)
		}
		for _, x := range page.Exchanges {
			view.Grid.Add(x.Kind, x.Type, outcome(x))
		}
		view.Exchanges, view.Dropped = view.Exchanges+len(page.Exchanges), page.Dropped
		filter.After, more = page.Next, page.Next != 0
	}
	if c.query.Get("format") == "text" {
		return raw{"text/plain; charset=utf-8", []byte(view.Grid.String())}, nil
	}
	return view, nil
}

// ending tells whether the mock stops or the caller is gone; if not, what takes long gets more time.
func (d *door) ending(c *call) bool {
	select {
	case <-d.options.Stopping:
		return true
	case <-c.Context().Done():
		return true
	default:
		d.moveDeadlines(c, 0)
		return false
	}
}

// outcome is what the MES made of an answer: nothing of one that it cannot have heard, and no id of
// half a JSON text.
func outcome(x *traffic.Exchange) coverage.Outcome {
	if x.Answer.Lost {
		return coverage.OutcomeOf(0, false, false)
	}
	id, message := understood(x)
	whole := x.Answer.Fault != string(fault.TruncatedJSON)
	return coverage.OutcomeOf(x.Answer.Status, whole && id != "", whole && message != "")
}
