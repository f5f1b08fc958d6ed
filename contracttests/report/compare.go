package report

import (
	"fmt"
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

// writeComparison says how the run differs from the earlier one.
func (r *Report) writeComparison(b *strings.Builder) {
	c := r.compare()
	if c == nil {
		return
	}
	profile := ""
	if c.With.Profile != "" {
		profile = ", profile " + c.With.Profile
	}
	fmt.Fprintf(b, "\nCompared with the run of %s (erpkit %s%s):\n", c.With.Started.UTC().Format("2006-01-02 15:04 MST"), c.With.Tool, profile)
	told := false
	for _, list := range []struct {
		what    string
		entries []string
	}{
		{"fails, and did not", c.New}, {"mended", c.Mended}, {"still fails", c.Still}, {"flaky in one of the runs", c.Flaky}, {"was judged, and is not now", c.Unjudged},
	} {
		told = told || len(list.entries) > 0
		writeCompared(b, list.what, list.entries)
	}
	why := map[string][]string{}
	var order []string
	for _, one := range c.NotComparable {
		if why[one.Why] == nil {
			order = append(order, one.Why)
		}
		why[one.Why] = append(why[one.Why], one.Check)
	}
	for _, reason := range order {
		writeCompared(b, "not comparable, "+reason, why[reason])
	}
	if !told && len(order) == 0 {
		b.WriteString("  nothing has changed, and nothing fails\n")
	}
}

func writeCompared(b *strings.Builder, what string, entries []string) {
	for i, entry := range entries {
		switch {
		case i == 0:
			fmt.Fprintf(b, "  %3d %s:\n", len(entries), what)
		case i == mostLines:
			fmt.Fprintf(b, "        … and %d more: see the JSON report\n", len(entries)-mostLines)
			return
		}
		fmt.Fprintf(b, "        %s\n", entry)
	}
}
