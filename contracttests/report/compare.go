package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
)

// comparison says how a run differs from an earlier one. Its lists have the entries of checks. It is a member of the
// JSON report.
type comparison struct {
	With     comparedWith `json:"with"`
	New      []string     `json:"new"` // they fail, and did not then
	Mended   []string     `json:"mended"`
	Still    []string     `json:"still"` // they fail as they did then
	Flaky    []string     `json:"flaky"` // they pass only sometimes, in one of the runs
	Unjudged []string     `json:"unjudged"`
	// NotComparable are the checks that only one of the runs has, and why.
	NotComparable []notComparable `json:"notComparable"`
}

type comparedWith struct {
	Tool     string    `json:"tool"`
	Contract string    `json:"contract"`
	Profile  string    `json:"profile,omitempty"`
	Started  time.Time `json:"started"`
}

type notComparable struct {
	Check string `json:"check"`
	Why   string `json:"why"`
}

// compare holds the run against the earlier one; nil without one.
func (r *Report) compare() *comparison {
	e := r.Earlier
	if e == nil {
		return nil
	}
	c := comparison{
		With: comparedWith{e.Tool.Version, e.Contract, e.Profile, e.Started},
		New:  []string{}, Mended: []string{}, Still: []string{}, Flaky: []string{}, Unjudged: []string{}, NotComparable: []notComparable{},
	}
	then := map[string]earlierCheck{}
	for _, one := range e.Checks {
		then[one.entry()] = one
	}
	for _, now := range r.Results {
		was, both := then[Entry(now.Check)]
		delete(then, Entry(now.Check))
		c.add(now, was, e.unlike(r, both, "only in this run"))
	}
	for _, one := range e.Checks {
		if _, left := then[one.entry()]; left {
			c.NotComparable = append(c.NotComparable, notComparable{one.entry(), e.unlike(r, false, "only in the earlier run")})
		}
	}
	return &c
}

// unlike says why a check cannot be compared; "" if it can.
func (e *Earlier) unlike(r *Report, both bool, only string) string {
	switch {
	case e.Contract != contractVersion:
		return fmt.Sprintf("the contract then was version %s, and is %s now", e.Contract, contractVersion)
	case both:
		return ""
	case e.Profile != "" && e.Profile != r.Profile:
		return fmt.Sprintf("%s: the profile then was %s, and is %s now", only, e.Profile, r.Profile)
	}
	return only
}

// add puts a check of this run where it belongs.
func (c *comparison) add(now check.Result, was earlierCheck, why string) {
	entry, judged := Entry(now.Check), now.Outcome == check.Pass || now.Outcome == check.Fail
	switch {
	case why != "":
		c.NotComparable = append(c.NotComparable, notComparable{entry, why})
	case was.Flaky || now.Flaky && now.Outcome != check.Fail:
		c.Flaky = append(c.Flaky, entry)
	case now.Outcome == check.Fail && was.Outcome == check.Fail:
		c.Still = append(c.Still, entry)
	case now.Outcome == check.Fail:
		c.New = append(c.New, entry)
	case now.Outcome == check.Pass && was.Outcome == check.Fail:
		c.Mended = append(c.Mended, entry)
	case !judged && (was.Outcome == check.Pass || was.Outcome == check.Fail):
		c.Unjudged = append(c.Unjudged, entry)
	}
}

// title says with what the run is compared.
func (c *comparison) title() string {
	profile := ""
	if c.With.Profile != "" {
		profile = ", profile " + c.With.Profile
	}
	return fmt.Sprintf("Compared with the run of %s (erpkit %s%s)", c.With.Started.UTC().Format("2006-01-02 15:04 MST"), c.With.Tool, profile)
}

// changes are checks that differ from the earlier run in the same way.
type changes struct {
	What   string
	Checks []string
}

// nothingNew is what a comparison says that has no groups.
const nothingNew = "nothing has changed, and nothing fails"

// groups are what differs, the most important first, and then what cannot be compared, by reason.
func (c *comparison) groups() (groups []changes) {
	for _, group := range []changes{
		{"fails, and did not", c.New}, {"mended", c.Mended}, {"still fails", c.Still}, {"flaky in one of the runs", c.Flaky}, {"was judged, and is not now", c.Unjudged},
	} {
		if len(group.Checks) > 0 {
			groups = append(groups, group)
		}
	}
	first := len(groups)
	for _, one := range c.NotComparable {
		what := "not comparable, " + one.Why
		at := first + slices.IndexFunc(groups[first:], func(g changes) bool { return g.What == what })
		if at < first {
			at, groups = len(groups), append(groups, changes{What: what})
		}
		groups[at].Checks = append(groups[at].Checks, one.Check)
	}
	return groups
}

// writeComparison says how the run differs from the earlier one.
func (r *Report) writeComparison(b *strings.Builder) {
	c := r.compare()
	if c == nil {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", c.title())
	groups := c.groups()
	for _, group := range groups {
		fmt.Fprintf(b, "  %3d %s:\n", len(group.Checks), group.What)
		for _, entry := range group.Checks[:min(len(group.Checks), mostLines)] {
			fmt.Fprintf(b, "        %s\n", entry)
		}
		if more := len(group.Checks) - mostLines; more > 0 {
			fmt.Fprintf(b, "        … and %d more: see the JSON report\n", more)
		}
	}
	if len(groups) == 0 {
		fmt.Fprintf(b, "  %s\n", nothingNew)
	}
}
