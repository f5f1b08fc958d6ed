package families

import (
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// sharing asks about two things that share something, as work orders, parts and serials do in every factory: an act on the
// second one is accepted, and leaves the first one as it was.
type sharing struct {
	clause string
	also   []string
	kinds  []schemas.Kind
	name   string
	cure   string
	// ids is true if the check also asks whether the two get different ids (E4).
	ids bool
	// elsewhere is true where another check judges whether the second one is accepted beside the first.
	elsewhere bool
	// want is what the units are made of, units makes two that share something, or one for both.
	want  master.OrderWant
	units func(*check.T, master.OrderWant) (one, two *check.Unit)
	// couple makes the two things.
	couple func(kin) couple
	// plain is the control, if its two things share a little less; nil means that they share nothing.
	plain *sharing
}

// kin is what the two things belong to. In the control they are apart: they share nothing.
type kin struct {
	t        *check.T
	want     master.OrderWant
	one, two *check.Unit
	apart    bool
}

// couple is two things with all that is done to them. Things on the first one come before the second one, late ones
// after the second one was changed.
type couple struct {
	first    subject
	on, late []subject
	second   subject
}

// sharings lists what two things may share.
func sharings() []check.Check {
	var all []check.Check
	ids := map[schemas.Kind][]sharing{}
	for _, list := range [][]sharing{sharedDevices(), sharedItems(), sharedReports(), sharedKinds()} {
		for _, s := range list {
			all = append(all, check.Check{Clause: s.clause, Also: s.also, Family: "sharing", Kinds: s.kinds, Name: s.name, Run: s.run})
			if s.ids {
				ids[s.kinds[0]] = append(ids[s.kinds[0]], s)
			}
		}
	}
	for _, kind := range schemas.Kinds() {
		all = append(all, check.Check{
			Clause: "E4", Also: []string{"E1"}, Explains: ofIDs("E2"), Family: "sharing", Kinds: []schemas.Kind{kind},
			Name: fmt.Sprintf("%s: things that share something get different ids", kind),
			Run:  func(t *check.T) { sharedIDs(t, ids[kind]) },
		})
	}
	return all
}

// run plays with two things that share something and, if that is refused, with two that share nothing.
func (s sharing) run(t *check.T) {
	p := playing{t: t, repeat: true}
	if p.all(s.made(t, false)) {
		return
	}
	s.control(t)
	got := p.bad.Words()
	once := playing{t: t}
	if p.again.Act != (schemas.Act{}) && once.all(s.made(t, false)) {
		if !p.again.Accepted() {
			t.BlockedBy(check.Lead{Clauses: []string{"E10", "E7"}}, "The ERP accepts it unless something was refused before. %s", got)
		}
		got += fmt.Sprintf(" Before that it accepted %s, which took away what is refused now.", p.again.What)
	}
	t.Fail(p.bad, p.bad.What+" to be accepted as for things that share nothing", got, s.cure)
}

// control ends the check as blocked unless the same is accepted of things that share less.
func (s sharing) control(t *check.T) {
	p := playing{t: t, repeat: s.plain != nil}
	if s.plain != nil {
		if !p.all(s.plain.made(t, false)) {
			t.BlockedBy(check.Lead{Clauses: []string{"E1", "E4"}}, "The ERP does not accept %s without an id of its own either. %s", p.bad.What, p.bad.Words())
		}
		return
	}
	if !p.all(s.made(t, true)) {
		what, lead := refusedPlain(t, p.bad)
		t.BlockedBy(lead, "The ERP does not accept %s of things that share nothing either. %s", what, p.bad.Words())
	}
}

// made makes the couple.
func (s sharing) made(t *check.T, apart bool) couple {
	k := kin{t: t, want: s.want, apart: apart}
	units := s.units
	if apart {
		units = strangers
	}
	k.one, k.two = units(t, s.want)
	c := s.couple(k)
	if add := c.second.add; s.elsewhere && !apart {
		c.second.add = func() check.Exchange { return t.Given(add()) }
	}
	return c
}

// playing is one go with a couple.
type playing struct {
	t *check.T
	// repeat sends the remove of the second thing once more, as after a time-out, if the ERP gave it an id.
	repeat     bool
	bad, again check.Exchange
}

// all does everything that is done to a couple, until something is not accepted.
func (p *playing) all(c couple) bool {
	p.t.Given(c.first.add())
	for _, on := range c.on {
		p.t.Given(on.add())
	}
	acts := []step{c.second.add, c.second.change}
	for _, late := range c.late {
		acts = append(acts, late.add)
	}
	acts = append(acts, c.second.back, func() check.Exchange { return p.removeSecond(c.second) })
	for _, on := range slices.Backward(slices.Concat(c.on, c.late)) {
		acts = append(acts, on.remove)
	}
	return p.accepted(append(acts, c.first.change, c.first.remove))
}

// accepted does acts until one is not accepted; nil is no act.
func (p *playing) accepted(acts []step) bool {
	for _, act := range acts {
		if act == nil {
			continue
		}
		if p.bad = act(); !p.bad.Accepted() {
			return false
		}
	}
	return true
}

func (p *playing) removeSecond(s subject) check.Exchange {
	if s.remove == nil {
		return nothing()
	}
	again := s.post("remove")
	a := s.remove()
	if p.repeat && a.Accepted() && s.thing.ID != "" {
		again.Impossible, again.What = true, again.Act.String()+" for the second time"
		p.again = p.t.Send(again)
	}
	return a
}

// sharedIDs adds things that share something, and looks at their ids.
func sharedIDs(t *check.T, list []sharing) {
	for _, s := range list {
		c := s.made(t, false)
		judgeIDs(t, []check.Exchange{t.Given(c.first.add()), t.Given(c.second.add())})
	}
}
