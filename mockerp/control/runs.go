package control

import (
	"context"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func (d *door) viewRun(info RunInfo) api.Run {
	return api.Run{
		Name: info.Name, URL: d.options.ERPURL() + "/r/" + info.Name, Since: api.Time{Time: info.Since}, Last: api.Time{Time: info.Last},
		Posts: info.Posts, Things: info.Things, HasScript: info.HasScript, OwnScript: info.OwnScript,
	}
}

func (d *door) listRuns(*call) (any, *refusal) {
	views := api.Runs{Runs: []api.Run{}}
	for _, info := range d.options.ERP.Runs() {
		views.Runs = append(views.Runs, d.viewRun(info))
	}
	return views, nil
}

func (d *door) showRun(c *call) (any, *refusal) {
	info, said := d.findRun(c)
	if said != nil {
		return nil, said
	}
	return d.viewRun(info), nil
}

// dropRun forgets everything of a run, its part of the journal too.
func (d *door) dropRun(c *call) (any, *refusal) {
	run, said := d.knownRun(c)
	if said != nil {
		return nil, said
	}
	done := forRun(run)
	if info, ok := d.runInfo(run); ok {
		done.Things = info.Things
		if info.OwnScript {
			done.Scripts = 1
		}
	}
	if err := d.options.ERP.DropRun(run); err != nil {
		return nil, d.journalFailed(err)
	}
	return d.emptyJournal(c, run, done)
}

// runName is the run that the path or the query names; "" when neither does.
func runName(c *call) (string, *refusal) {
	name := c.param(queryRun)
	if name == "" {
		name = c.query.Get(queryRun)
	}
	if name != "" && !traffic.ValidRun(name) {
		return "", refuseRunName(name)
	}
	return name, nil
}

// knownRun is runName, refused when nothing is known of such a run.
func (d *door) knownRun(c *call) (string, *refusal) {
	name, said := runName(c)
	if said != nil || name == "" {
		return "", said
	}
	return name, d.checkRun(c.Context(), name)
}

// checkRun: a run is known when the mock has it, or the journal something of it.
func (d *door) checkRun(ctx context.Context, name string) *refusal {
	if _, ok := d.runInfo(name); ok {
		return nil
	}
	found, err := d.options.Journal.List(ctx, journal.Filter{Run: name, Limit: 1})
	switch {
	case err != nil:
		return d.journalFailed(err)
	case found.Total == 0:
		return refuseRun(name, d.runNames())
	}
	return nil
}

// findRun is the run of the path, which the mock must have.
func (d *door) findRun(c *call) (RunInfo, *refusal) {
	name, said := runName(c)
	if said != nil {
		return RunInfo{}, said
	}
	info, ok := d.runInfo(name)
	if !ok {
		return RunInfo{}, refuseRun(name, d.runNames())
	}
	return info, nil
}

func (d *door) runInfo(name string) (RunInfo, bool) {
	for _, info := range d.options.ERP.Runs() {
		if info.Name == name {
			return info, true
		}
	}
	return RunInfo{}, false
}

func (d *door) runNames() []string {
	var names []string
	for _, info := range d.options.ERP.Runs() {
		names = append(names, info.Name)
	}
	return names
}
