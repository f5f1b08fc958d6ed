package families

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// refusals asks whether the ERP refuses impossible posts (E5).
func refusals() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		for _, one := range situations(kind) {
			if strings.HasPrefix(one.name, "a post") || strings.HasPrefix(one.name, "a body") {
				continue // these are asked for member by member, and body by body
			}
			all = append(all, refused(kind, []string{"F2"}, one.name, func(t *check.T) {
				refuses(t, kind, one.provoke(newStory(t, kind)), "Look the thing up before you book, and answer 404 or 409 when it is not there.")
			}))
		}
		all = append(all, bodies(kind)...)
		for _, m := range membersOf(kind) {
			all = append(all, m.checks(kind)...)
		}
	}
	return all
}

// refuses ends the check as failed unless the ERP refused an impossible post. A redirect is no refusal, but if
// right posts are redirected too, other checks report it.
func refuses(t *check.T, kind schemas.Kind, a check.Exchange, cure string) {
	if a.Redirected() {
		t.Given(newStory(t, kind).add(kind))
	}
	t.Refuses(a, cure)
}

func refused(kind schemas.Kind, also []string, what string, run func(*check.T)) check.Check {
	return check.Check{
		Clause: "E5", Also: also, Family: "refusals", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: %s is refused", kind, what), Run: run,
	}
}

// bodies asks about bodies that are not JSON objects.
func bodies(kind schemas.Kind) []check.Check {
	var all []check.Check
	for _, b := range []struct{ what, body string }{
		{"a body that is not JSON", "type=add&sku=1"},
		{"a body of broken JSON", `{"type":"add","sku":`},
		{"an empty body", ""},
		{"a JSON array", `[{"type":"add"}]`},
		{"a JSON text", `"add"`},
		{"a JSON null", "null"},
	} {
		all = append(all, refused(kind, []string{"T1"}, b.what, func(t *check.T) {
			a := newStory(t, kind).raw(kind, b.what, b.body)
			refuses(t, kind, a, "Answer 400 with a message when the body cannot be read as a JSON object.")
		}))
	}
	return all
}

// member is a required member of a kind of post.
type member struct {
	pointer string
	clause  string
	types   []string // in which types of post it is required
	wrong   any      // a value of another type
}

// membersOf lists the members that every post of the kind must have.
func membersOf(kind schemas.Kind) []member {
	types := kind.Types()
	all := []member{
		{"/workorderNumber", "P1", types, 7}, {"/sku", "P1", types, 7},
		{"/workorderId", "P2", types, 7}, {"/stockId", "P2", types, 7}, {"/sessionId", "P2", types, 7},
	}
	switch kind {
	case schemas.Device:
		return append(all, member{"/type", "D1", []string{"add"}, 7}, member{"/serial", "D2", types, 7},
			member{"/oldSerial", "D3", []string{"update"}, 7})
	case schemas.ItemAttach:
		return append(all, member{"/type", "I1", []string{"add"}, 7}, member{"/item", "I4", types, "a part"},
			member{"/item/sku", "I4", types, 7}, member{"/item/quantity", "I4", types, "1"})
	}
	return append(all, member{"/type", "O1", []string{"add"}, 7}, member{"/actCode", "O2", types, 7},
		member{"/workCenterCode", "O2", types, 7}, member{"/position", "O2", types, "10"},
		member{"/validQty", "O3", types, "1"}, member{"/invalidQty", "O3", types, "0"})
}

// checks asks about the member missing, null, and of the wrong type.
func (m member) checks(kind schemas.Kind) []check.Check {
	name := strings.ReplaceAll(m.pointer[1:], "/", ".")
	cure := fmt.Sprintf("Check `%s` before you book, and answer 4xx with a message that names it.", name)
	all := []check.Check{
		refused(kind, []string{m.clause}, "a post without "+name, func(t *check.T) {
			if t.OneURL() && (m.pointer == "/item" || m.pointer == "/actCode") {
				t.NotApplicable("Without %s the post is one of a device (C5), because all kinds have one URL.", name)
			}
			m.each(t, kind, "without "+name, cure, check.Drop(m.pointer))
		}),
		refused(kind, []string{m.clause, "P4"}, "a post with null as "+name, func(t *check.T) {
			m.each(t, kind, "with null as "+name, cure, check.Set(m.pointer, nil))
		}),
		refused(kind, []string{m.clause, "P6"}, fmt.Sprintf("a post with %s as %s", shown(m.wrong), name), func(t *check.T) {
			m.each(t, kind, fmt.Sprintf("with %s as %s", shown(m.wrong), name), cure, check.Set(m.pointer, m.wrong))
		}),
	}
	if m.pointer == "/type" {
		all = append(all, refused(kind, []string{m.clause}, "a post of an unknown type", func(t *check.T) {
			m.each(t, kind, "of an unknown type", cure, check.Set(m.pointer, "replace"))
		}))
	}
	return all
}

func shown(value any) string {
	if text, ok := value.(string); ok {
		return fmt.Sprintf("the text %q", text)
	}
	return fmt.Sprintf("the number %v", value)
}

// each sends the wrong post in every type that requires the member.
func (m member) each(t *check.T, kind schemas.Kind, what, cure string, edit check.Edit) {
	for _, kindOfAct := range m.types {
		s := newStory(t, kind)
		if kindOfAct == "add" {
			refuses(t, kind, s.addWith(kind, what, edit), cure)
			continue
		}
		t.Given(s.add(kind))
		p := s.post(kind, kindOfAct, edit)
		p.Invalid, p.What = true, fmt.Sprintf("%s %s %s", kind, kindOfAct, what)
		refuses(t, kind, t.Send(p), cure)
	}
}
