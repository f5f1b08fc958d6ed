package scenarios

import (
	"maps"
	"slices"
)

// step checks the names that a step uses, and adds those that it makes.
func (c *checker) step(in *scope, s *Step) {
	if s.Verb == "" {
		c.mistaken(in, s)
		return
	}
	info := infoOf(s.Verb)
	fresh := s.Verb == StockNew || s.Verb == DeviceSet && s.On == ""
	if info.on != "" && !fresh {
		c.target(in, s, info)
	}
	c.refs(in, slices.Collect(maps.Values(s.Args))...)
	if s.Post != nil {
		c.checkRefs(in, s.Post.Body.refs())
	}
	c.expect(in, s, s.Expect, "/expect")
	switch {
	case s.As != "" && s.Verb == DeviceSet && !fresh:
		c.name(in, s.As, madeAnswer, s.at, "/as")
	case s.As != "" && info.makes == "":
		c.refuse(s.at, "/as", "%s makes nothing that could have a name: leave as out", s.Verb)
	case s.As != "":
		c.name(in, s.As, info.makes, s.at, "/as")
	case fresh:
		s.As = "stock of " + s.Path // no name in a file can look like this
		in.names[s.As] = named{madeStock, s.Line}
	}
	for _, name := range captured(s) {
		c.name(in, name, madeCapture, s.at, "/capture"+pointerTo(name))
	}
}

// mistaken adds the names that a step with a misspelt verb makes.
func (c *checker) mistaken(in *scope, s *Step) {
	c.unsure = true
	for _, name := range append(captured(s), s.As) {
		if name != "" {
			c.name(in, name, madeAnything, s.at, "/as")
		}
	}
}

// target finds the stock, item or report that a step is about.
func (c *checker) target(in *scope, s *Step, info verbInfo) {
	known := in.all(info.of)
	sub := pointerTo(string(s.Verb))
	switch n, ok := in.find(s.On); {
	case s.On == "" && len(known) == 1:
		s.On = known[0]
	case s.On == "" && c.unsure, n.makes == madeAnything: // it may be made by one of the misspelt steps
	case s.On == "" && len(known) == 0:
		c.refuse(s.at, sub, "there is no stock yet: begin with device.set or stock.new")
	case s.On == "":
		c.refuse(s.at, sub, "there are %d stocks at this point: say which one with on", len(known))
	case !ok:
		c.unknown(in, s.On, s.at, c.member(s, info), info.of)
	case n.makes != info.of:
		c.refuse(s.at, c.member(s, info), "%q is the name of %s (line %d), and %s needs %s", s.On, article(n.makes), n.line, s.Verb, article(info.of))
	}
}

// member is the member in which a step names what it is about.
func (c *checker) member(s *Step, info verbInfo) string {
	sub := pointerTo(string(s.Verb))
	if _, isText := s.at.file.Text(s.at.pointer + sub); isText {
		return sub
	}
	return sub + pointerTo(info.on)
}

func article(m made) string {
	if m == madeItem || m == madeAnswer {
		return "an " + string(m)
	}
	return "a " + string(m)
}

// unknown refuses a name that does not exist, or not yet.
func (c *checker) unknown(in *scope, name string, at place, sub string, of ...made) {
	if c.blind {
		return
	}
	if line, later := c.later[name]; later {
		c.refuse(at, sub, "%q is used too early: it is made on line %d, or only inside a group", name, line)
		return
	}
	var known []string
	if len(of) > 0 {
		of = append(of, madeAnything)
	}
	for _, one := range in.all(of...) {
		if !IsMadeUp(one) {
			known = append(known, one)
		}
	}
	c.refuse(at, sub, "nothing has the name %q by now%s", name, meant(name, known))
}

// IsMadeUp tells whether the name of a stock was made up because the file gave none.
func IsMadeUp(name string) bool { return len(name) > 9 && name[:9] == "stock of " }

func (c *checker) refs(in *scope, texts ...Text) {
	for _, t := range texts {
		c.checkRefs(in, t.refs())
	}
}

func (c *checker) checkRefs(in *scope, refs []Ref) {
	for _, ref := range refs {
		c.ref(in, ref)
	}
}

// ref checks one reference.
func (c *checker) ref(in *scope, ref Ref) {
	switch ref.Name {
	case "row":
		if !slices.Contains(c.columns, ref.Field) {
			c.refuse(ref.at, "", "the table has no %q%s", ref.Field, meant(ref.Field, c.columns))
		}
		return
	case "station":
		c.needs(in, ref, func(g *Step) bool { return g.Parallel > 1 }, "parallel")
		return
	case "turn":
		c.needs(in, ref, func(g *Step) bool { return g.Repeat > 1 }, "repeat")
		return
	case "prefix", "seed":
		return
	}
	n, ok := in.find(ref.Name)
	fields := fieldsOf(n.makes)
	switch {
	case !ok:
		c.unknown(in, ref.Name, ref.at, "")
	case n.makes == madeAnything:
	case ref.Field == "" && len(fields) > 0:
		c.refuse(ref.at, "", "%s is %s: say which part of it you mean, such as ${%s.externalId}", ref, article(n.makes), ref.Name)
	case ref.Field != "" && len(fields) == 0:
		c.refuse(ref.at, "", "${%s} is %s and has no members: leave .%s out", ref.Name, article(n.makes), ref.Field)
	case ref.Field != "" && !slices.Contains(fields, ref.Field):
		c.refuse(ref.at, "", "%s has no %q%s", article(n.makes), ref.Field, meant(ref.Field, fields))
	}
}

func (c *checker) needs(in *scope, ref Ref, is func(*Step) bool, word string) {
	if !in.inGroup(is) {
		c.refuse(ref.at, "", "%s has a value only inside of %s", ref, word)
	}
}

// expect checks the names in an expectation.
func (c *checker) expect(in *scope, s *Step, e *Expect, sub string) {
	if e == nil {
		return
	}
	texts := append([]Text{e.Outcome, e.IDIs}, e.Statuses...)
	for _, m := range []*Match{e.Message, e.Body} {
		if m == nil {
			continue
		}
		if m.Is != nil {
			texts = append(texts, *m.Is)
		}
		texts = append(texts, m.Contains...)
	}
	for _, clauses := range []*[]Text{e.Findings, e.AnswerFindings} {
		if clauses != nil {
			texts = append(texts, *clauses...)
		}
	}
	c.refs(in, texts...)
	for _, at := range [][2]string{{e.IDSameAs, "/id/sameAs"}, {e.IDDiffersFrom, "/id/differsFrom"}} {
		if _, ok := in.find(at[0]); at[0] != "" && !ok {
			c.unknown(in, at[0], s.at, sub+at[1], madeStock, madeItem, madeReport, madeAnswer)
		}
	}
	if (e.ID == "changed" || e.ID == "unchanged") && s.Verb != DeviceChange {
		c.refuse(s.at, sub+"/id", "%s is for device.change, which keeps the id or gets a new one (D5)", e.ID)
	}
	if s.Verb == Post && e.HeldBy != "" {
		c.refuse(s.at, sub+"/heldBy", "a raw post is never held back")
	}
	c.expect(in, s, e.OnMock, sub+"/onMock")
}
