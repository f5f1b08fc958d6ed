package play

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
)

// expectsNo tells whether the story expects the ERP not to accept the step.
func (a *act) expectsNo() bool {
	if !a.p.opts.DryRun || a.s.Expect == nil {
		return false
	}
	outcome, _ := a.s.Expect.Outcome.Resolve(a.p.look(a.f))
	if outcome == string(scenarios.Refused) || outcome == string(scenarios.NoAnswer) {
		return true
	}
	for _, status := range a.s.Expect.Statuses {
		if text, _ := status.Resolve(a.p.look(a.f)); text < "4" {
			return false
		}
	}
	return len(a.s.Expect.Statuses) > 0
}

// compare returns the expectations that failed.
func (a *act) compare() []Failure {
	if a.x == nil {
		return a.wrong
	}
	e := a.s.Expect
	if e == nil && a.f.free() {
		return a.wrong
	}
	if e == nil {
		e = &scenarios.Expect{}
	}
	c := comparison{act: a, failures: a.wrong}
	c.outcome(e)
	c.rest(e)
	if e.OnMock != nil && a.p.mock != nil {
		if e.OnMock.Outcome.Given() || len(e.OnMock.Statuses) > 0 {
			c.outcome(e.OnMock)
		}
		c.rest(e.OnMock)
	}
	return c.failures
}

// comparison collects failures.
type comparison struct {
	*act
	failures []Failure
}

func (c *comparison) fail(what, expected, came string) {
	c.failures = append(c.failures, Failure{What: what, Expected: expected, Came: came, Words: c.x.Result.String()})
}

// text resolves a text; if that is impossible it adds a failure.
func (c *comparison) text(t scenarios.Text) string {
	text, err := t.Resolve(c.p.look(c.f))
	if err != nil {
		c.fail("a value of the story", "that it is there", err.Error())
	}
	return text
}

// outcome checks whether, and how, the post was answered.
func (c *comparison) outcome(e *scenarios.Expect) {
	is, words := c.became()
	if e.HeldBy != "" {
		if c.x.HeldBy != e.HeldBy {
			c.fail("outcome", "held back by "+e.HeldBy, words)
		}
		return
	}
	want := scenarios.Outcome(c.text(e.Outcome))
	if want == "" && len(e.Statuses) == 0 {
		want = scenarios.Accepted
	}
	if want != "" && want != scenarios.AnyOutcome && want != is {
		c.fail("outcome", string(want), words)
	}
	c.status(e.Statuses, words)
}

// became describes what became of the post.
func (c *comparison) became() (scenarios.Outcome, string) {
	r := c.x.Result
	switch {
	case c.x.HeldBy != "":
		words := "not sent (" + c.x.HeldBy + ")"
		if _, offered := c.p.target.URL(c.x.Act.Kind); !offered {
			words += ": the target has no URL for posts of kind " + string(c.x.Act.Kind)
		}
		return scenarios.NotSent, words
	case r.Trouble != "":
		return scenarios.NoAnswer, fmt.Sprintf("no answer (%s)", r.Trouble)
	case r.Accepted:
		return scenarios.Accepted, fmt.Sprintf("accepted (HTTP %d)", r.Status)
	}
	return scenarios.Refused, fmt.Sprintf("refused (HTTP %d)", r.Status)
}

func (c *comparison) status(wanted []scenarios.Text, words string) {
	if len(wanted) == 0 {
		return
	}
	is := fmt.Sprint(c.x.Result.Status)
	if c.x.HeldBy != "" || c.x.Result.Trouble != "" {
		is = ""
	}
	var all []string
	for _, text := range wanted {
		want := c.text(text)
		all = append(all, want)
		if is != "" && (want == is || len(want) == 3 && want[1:] == "xx" && want[0] == is[0]) {
			return
		}
	}
	came := is
	if is == "" {
		came = words
	}
	c.fail("status", strings.Join(all, " or "), came)
}

// rest checks everything but the outcome.
func (c *comparison) rest(e *scenarios.Expect) {
	c.id(e)
	c.match("message", e.Message, c.x.Result.Message)
	c.match("body", e.Body, string(c.x.Result.Transcript.AnswerBody))
	c.findings("findings", e.Findings, c.x.Findings)
	c.findings("answer findings", e.AnswerFindings, c.x.Result.Findings)
	if took := c.x.Result.Transcript.Took; e.Within > 0 && took > e.Within {
		c.fail("time", "at most "+e.Within.String(), took.Round(time.Millisecond).String())
	}
}

func (c *comparison) id(e *scenarios.Expect) {
	id := c.x.Result.ExternalID
	switch {
	case e.ID == "present" && id == "":
		c.fail("id", "an id in the answer", "none")
	case e.ID == "absent" && id != "":
		c.fail("id", "no id in the answer", quoted(id))
	case e.ID == "changed" && c.p.idOf(c.on) == c.before:
		c.fail("id", "another id than "+quoted(c.before), "the same")
	case e.ID == "unchanged" && c.p.idOf(c.on) != c.before:
		c.fail("id", "still "+quoted(c.before), quoted(c.p.idOf(c.on)))
	}
	if e.IDIs.Given() {
		if want := c.text(e.IDIs); want != id {
			c.fail("id", quoted(want), quoted(id))
		}
	}
	if other := c.f.thing(e.IDSameAs); e.IDSameAs != "" && (other == nil || other.first != id) {
		c.fail("id", "the same as that of "+e.IDSameAs+", "+quoted(first(other)), quoted(id))
	}
	if other := c.f.thing(e.IDDiffersFrom); e.IDDiffersFrom != "" && (other == nil || other.first == id) {
		c.fail("id", "another than that of "+e.IDDiffersFrom+", "+quoted(first(other)), quoted(id))
	}
}

func first(t *thing) string {
	if t == nil {
		return ""
	}
	return t.first
}

// match compares a text.
func (c *comparison) match(what string, m *scenarios.Match, is string) {
	if m == nil {
		return
	}
	if m.Present && is == "" {
		c.fail(what, "that there is one", "none")
	}
	if m.Absent && is != "" {
		c.fail(what, "none", is)
	}
	if m.Is != nil {
		if want := c.text(*m.Is); want != is {
			c.fail(what, want, is)
		}
	}
	for _, part := range m.Contains {
		if want := c.text(part); !strings.Contains(is, want) {
			c.fail(what, "something with "+quoted(want), quoted(is))
		}
	}
	if n := utf8.RuneCountInString(is); m.Length != nil && *m.Length != n {
		c.fail(what, fmt.Sprintf("%d characters", *m.Length), fmt.Sprintf("%d characters", n))
	}
}

// findings compares the broken clauses, notes excluded.
func (c *comparison) findings(what string, clauses *[]scenarios.Text, is []schemas.Finding) {
	if clauses == nil {
		return
	}
	var want, found []string
	for _, one := range *clauses {
		if clause := c.text(one); clause != "" {
			want = append(want, clause)
		}
	}
	slices.Sort(want)
	var words []string
	for _, one := range is {
		if one.Level == schemas.Note {
			continue
		}
		if !slices.Contains(found, one.Clause) {
			found = append(found, one.Clause)
		}
		words = append(words, one.Clause+": "+one.Message)
	}
	slices.Sort(found)
	if !slices.Equal(found, want) {
		c.fail(what, listed(want), listed(found))
		c.failures[len(c.failures)-1].Words = strings.Join(words, " ")
	}
}

func listed(clauses []string) string {
	if len(clauses) == 0 {
		return "none"
	}
	return strings.Join(clauses, ", ")
}
