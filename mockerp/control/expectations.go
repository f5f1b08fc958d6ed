package control

import (
	"context"
	"errors"
	"time"

	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

var expectQuery = []string{queryRun, "wait"}

// checkExpectations holds what one run received against a file. That an expectation fails is an
// answer, not a refusal.
func (d *door) checkExpectations(c *call) (any, *refusal) {
	run, said := runName(c)
	if said != nil {
		return nil, said
	}
	if run == "" {
		run = traffic.DefaultRun
	}
	var patience time.Duration
	if text := c.query.Get("wait"); text != "" {
		if patience, said = d.parsePatience("wait", text); said != nil {
			return nil, said
		}
	}
	file, said := takeFile(d, c.Request, expectationsFile, parseExpectations)
	if said != nil {
		return nil, said
	}
	if !d.expecting.try() {
		return nil, refuseBusy()
	}
	defer d.expecting.leave()
	return d.expect(c, run, file, patience)
}

var errNoExpectation = errors.New("there is no expectation in the list, so nothing would be shown: write one")

func parseExpectations(name string, src []byte) (*expect.File, error) {
	file, err := expect.Parse(name, src)
	if err == nil && file.Len() == 0 {
		return nil, errNoExpectation
	}
	return file, err
}

func (d *door) expect(c *call, run string, file *expect.File, patience time.Duration) (any, *refusal) {
	d.moveDeadlines(c, patience)
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	d.cancelWhenStopping(ctx, cancel)
	report, err := expect.Await(ctx, expect.Source{Journal: d.options.Journal, Run: run, Uses: func() []script.Use {
		_, uses, _ := d.options.ERP.Script(run)
		return uses
	}}, file, patience)
	switch {
	case errors.Is(err, journal.ErrClosed) || ctx.Err() != nil:
		return nil, refuseStopping()
	case err != nil:
		return nil, d.journalFailed(err)
	case report.Exchanges == 0: // a name that was typed wrong must not look like good news
		if said := d.checkRun(c.Context(), run); said != nil {
			return nil, said
		}
	}
	return report, nil
}
