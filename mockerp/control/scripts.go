package control

import "github.com/erpkit/erpkit/mockerp/script"

// showScript gives the script of one run with its uses, or without a run the one that all share.
func (d *door) showScript(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	s, uses, ok := d.options.ERP.Script(run)
	switch {
	case !ok:
		return nil, refuseRun(run, d.runNames())
	case s == nil:
		return nil, refuseNoScript(run)
	}
	if run == "" {
		return viewScript("", false, s, d.sharedUses(s)), nil
	}
	info, _ := d.runInfo(run)
	return viewScript(run, info.OwnScript, s, uses), nil
}

// putScript takes a script only as a whole: when it is wrong, what was played before stays.
func (d *door) putScript(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	s, said := takeFile(d, c.Request, scriptFile, script.Parse)
	if said != nil {
		return nil, said
	}
	if err := d.options.ERP.SetScript(run, s); err != nil {
		return nil, refuseTooManyRuns(err)
	}
	return viewScript(run, run != "", s, script.NewPlay(s).Uses()), nil
}

func (d *door) deleteScript(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	done.Scripts, said = d.takeScripts(run)
	return done, said
}

type scriptView struct {
	Run    *string `json:"run"`
	Own    bool    `json:"own"`
	Name   string  `json:"name"`
	Source string  `json:"source"`
	// Rules are all rules of the script, in its order; NeverUsed are the names of those that
	// answered nothing yet.
	Rules     []script.Use `json:"rules"`
	NeverUsed []string     `json:"neverUsed"`
}

func viewScript(run string, own bool, s *script.Script, uses []script.Use) scriptView {
	view := scriptView{Own: own, Name: s.Name(), Source: string(s.Source()), Rules: list(uses), NeverUsed: []string{}}
	if run != "" {
		view.Run = &run
	}
	for _, use := range uses {
		if use.Used == 0 {
			view.NeverUsed = append(view.NeverUsed, use.Rule)
		}
	}
	return view
}

// sharedUses adds up what the runs that play the shared script used of it. A rule is used up when
// it is so in each of them.
func (d *door) sharedUses(s *script.Script) []script.Use {
	sum, players := script.NewPlay(s).Uses(), 0
	for _, info := range d.options.ERP.Runs() {
		played, uses, _ := d.options.ERP.Script(info.Name)
		if played != s || len(uses) != len(sum) {
			continue
		}
		players++
		for i, use := range uses {
			sum[i].Used += use.Used
			sum[i].UsedUp = use.UsedUp && (sum[i].UsedUp || players == 1)
		}
	}
	return sum
}
