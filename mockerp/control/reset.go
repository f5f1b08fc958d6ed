package control

import "github.com/erpkit/erpkit/mockerp/control/api"

// forRun is the answer for a run before anything was taken away.
func forRun(run string) api.Forgotten {
	if run == "" {
		return api.Forgotten{}
	}
	return api.Forgotten{Run: &run}
}

func (d *door) deleteExchanges(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	return d.emptyJournal(c, run, done)
}

func (d *door) deleteBooks(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	done.Things, said = d.emptyBooks(run)
	return done, said
}

// reset takes away the scripts first and the exchanges last, so that a post under way in between
// leaves no trace that contradicts the books.
func (d *door) reset(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	if done.Scripts, said = d.takeScripts(run); said != nil {
		return nil, said
	}
	if done.Things, said = d.emptyBooks(run); said != nil {
		return nil, said
	}
	return d.emptyJournal(c, run, done)
}

// emptyBooks tells how many things were forgotten; a run that is known by its exchanges only has none.
func (d *door) emptyBooks(run string) (int, *refusal) {
	things, err := d.options.ERP.ResetBooks(run)
	if err != nil {
		return 0, d.journalFailed(err)
	}
	return things, nil
}

// emptyJournal comes last: then all is done. It may take its time, for others are let in between.
func (d *door) emptyJournal(c *call, run string, done api.Forgotten) (any, *refusal) {
	d.moveDeadlines(c, api.LongestReset)
	var err error
	if done.Exchanges, err = d.options.Journal.Reset(run); err != nil {
		return nil, d.journalFailed(err)
	}
	return done, nil
}

// takeScripts takes away the script of one run, which then follows the default one afresh, or with
// "" every script there is.
func (d *door) takeScripts(run string) (int, *refusal) {
	taken := 0
	for _, info := range d.options.ERP.Runs() {
		if run != "" && info.Name != run || run == "" && !info.OwnScript {
			continue
		}
		if info.OwnScript {
			taken++
		}
		if err := d.options.ERP.SetScript(info.Name, nil); err != nil {
			return taken, refuseTooManyRuns(err)
		}
	}
	if run != "" {
		return taken, nil
	}
	if s, _, _ := d.options.ERP.Script(""); s != nil {
		taken++
	}
	if err := d.options.ERP.SetScript("", nil); err != nil {
		return taken, refuseTooManyRuns(err)
	}
	return taken, nil
}
