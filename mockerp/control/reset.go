package control

// forgotten says what a reset did; a run of null means all of them.
type forgotten struct {
	Run       *string `json:"run"`
	Exchanges int     `json:"exchanges"`
	Things    int     `json:"things"`
	Scripts   int     `json:"scripts"`
}

func forRun(run string) forgotten {
	if run == "" {
		return forgotten{}
	}
	return forgotten{Run: &run}
}

func (d *door) deleteExchanges(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	return done.exchanges(d, run)
}

func (d *door) deleteBooks(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	if said := done.books(d, run); said != nil {
		return nil, said
	}
	return done, nil
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
	if said := done.books(d, run); said != nil {
		return nil, said
	}
	return done.exchanges(d, run)
}

// books empties the books; a run that is known by its exchanges only has none.
func (f *forgotten) books(d *door, run string) *refusal {
	n, err := d.options.ERP.ResetBooks(run)
	if err != nil {
		return d.journalFailed(err)
	}
	f.Things = n
	return nil
}

func (f forgotten) exchanges(d *door, run string) (any, *refusal) {
	n, err := d.options.Journal.Reset(run)
	if err != nil {
		return nil, d.journalFailed(err)
	}
	f.Exchanges = n
	return f, nil
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
