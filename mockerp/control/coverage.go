package control

import (
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
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
	view, said := d.coverage(c, run)
	if said != nil {
		return nil, said
	}
	if c.query.Get("format") == "text" {
		return raw{"text/plain; charset=utf-8", []byte(view.Grid.String())}, nil
	}
	return view, nil
}

func (d *door) coverage(c *call, run string) (api.Coverage, *refusal) {
	view := api.Coverage{Run: forRun(run).Run, Grid: coverage.New()}
	if counted, ok := d.options.Journal.(journal.Counted); ok {
		counts, err := counted.Coverage(c.Context(), run)
		if err != nil {
			return view, d.journalFailed(err)
		}
		view.Grid, view.Exchanges, view.Dropped = counts.Grid, counts.Exchanges, counts.Dropped
		return view, nil
	}
	return d.countPages(c, view, run)
}

// countPages reads the whole journal.
func (d *door) countPages(c *call, view api.Coverage, run string) (api.Coverage, *refusal) {
	if !d.building.take(c.Context()) {
		return view, refuseBusy()
	}
	defer d.building.leave()
	filter := journal.Filter{Run: run, Limit: coveragePage, Uncounted: true}
	for more := true; more; {
		if d.ending(c) {
			return view, refuseStopping()
		}
		page, err := d.options.Journal.List(c.Context(), filter)
		if err != nil {
			return view, d.journalFailed(err)
		}
		for _, x := range page.Exchanges {
			view.Grid.Add(x.Kind, x.Type, x.Outcome())
		}
		view.Exchanges, view.Dropped = view.Exchanges+len(page.Exchanges), page.Dropped
		filter.After, more = page.Next, page.Next != 0
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
