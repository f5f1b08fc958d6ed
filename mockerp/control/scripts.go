package control

import (
	"errors"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

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
	case s == nil && len(d.waitingRules(run)) == 0:
		return nil, refuseNoScript(run)
	}
	if run == "" {
		return d.viewShared(s, uses), nil
	}
	info, _ := d.runInfo(run)
	return d.viewScript(run, info.OwnScript, s, uses), nil
}

// putScript takes a script only as a whole: when it is wrong, what was played before stays. With check it takes none, and
// shows the script as it would play.
func (d *door) putScript(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	if said := checkWord(queryCheck, c.query.Get(queryCheck), []string{"true", "false"}); said != nil {
		return nil, said
	}
	s, said := d.takeScript(c)
	if said != nil {
		return nil, said
	}
	if c.query.Get(queryCheck) == "true" {
		return d.viewScript(run, run != "", s, script.Start(s).Uses()), nil
	}
	if err := d.options.ERP.SetScript(run, s); err != nil {
		return nil, refuseTooManyRuns(err)
	}
	_, uses, _ := d.options.ERP.Script(run)
	return d.viewScript(run, run != "", s, uses), nil
}

// takeScript reads the body, or takes a trap by its name; then no body is read.
func (d *door) takeScript(c *call) (*script.Script, *refusal) {
	name := c.query.Get("trap")
	if name == "" {
		return takeFile(d, c.Request, scriptFile, script.Parse)
	}
	s, err := traps.Script(name)
	if err != nil {
		return nil, refuseTrap(name, traps.Names())
	}
	return s, nil
}

func (d *door) listTraps(c *call) (any, *refusal) {
	if !d.parsing.take(c.Context()) { // each of them is read
		return nil, refuseBusy()
	}
	defer d.parsing.leave()
	view := api.Traps{Traps: []api.Trap{}}
	for _, trap := range traps.List() {
		source, err := traps.Source(trap.Name)
		if err != nil {
			return nil, refuseDefect()
		}
		view.Traps = append(view.Traps, api.Trap{Name: trap.Name, Title: trap.About, Clauses: list(trap.Clauses), Text: string(source)})
	}
	return view, nil
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

// viewShared is the script of all runs that have none of their own.
func (d *door) viewShared(s *script.Script, unused []script.Use) api.Script {
	view := d.viewScript("", false, s, d.sharedUses(s, unused))
	view.FileProblem = d.fileProblem()
	return view
}

// fileProblem is nil while the file is what plays, or there is none.
func (d *door) fileProblem() *api.FileProblem {
	if d.options.ScriptFile == nil {
		return nil
	}
	at := d.options.ScriptFile()
	if at == nil {
		return nil
	}
	var problems yamlfile.Problems
	errors.As(at.Err, &problems)
	return &api.FileProblem{
		File: at.File, Since: api.Time{Time: at.Since}, Problems: list(problems),
		Message: "The file of the script was changed and is wrong: its last good content plays on. " + at.Err.Error(),
	}
}

// viewScript is a script with its uses, and what waits; there may be no script.
func (d *door) viewScript(run string, own bool, s *script.Script, uses []script.Use) api.Script {
	view := api.Script{Own: own, Rules: list(uses), NeverUsed: []string{}, Next: d.waitingRules(run)}
	if s != nil {
		view.Name, view.Source = s.Name(), string(s.Source())
	}
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

// sharedUses adds up the uses in all runs that play the shared script. A rule is used up when
// it is so in each of them.
func (d *door) sharedUses(s *script.Script, sum []script.Use) []script.Use {
	players := 0
	for _, info := range d.options.ERP.Runs() {
		played, uses, _ := d.options.ERP.Script(info.Name)
		if played != s || len(uses) != len(sum) {
			continue
		}
		players++
		for i, use := range uses {
			sum[i].Used, sum[i].Matched = sum[i].Used+use.Used, sum[i].Matched+use.Matched
			if use.LastUse.After(sum[i].LastUse) {
				sum[i].LastUse = use.LastUse
			}
			sum[i].UsedUp = use.UsedUp && (sum[i].UsedUp || players == 1)
		}
	}
	return sum
}
