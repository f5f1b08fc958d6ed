package families

import (
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// situation is something that an ERP ought to refuse.
type situation struct {
	name    string
	provoke func(*story) check.Exchange
}

// situations are the ways in which an ERP is made to refuse a kind of post (E5).
func situations(kind schemas.Kind) []situation {
	all := []situation{
		{"a remove of an unknown thing", func(s *story) check.Exchange { return removeUnknown(s, kind) }},
		{"a second remove", func(s *story) check.Exchange { return removeTwice(s, kind) }},
		{"a post without sku", func(s *story) check.Exchange { return s.addWith(kind, "without sku", check.Drop("/sku")) }},
		{"a post with a number as work order", func(s *story) check.Exchange {
			return s.addWith(kind, "with a number as workorderNumber", check.Set("/workorderNumber", 7))
		}},
		{"a body that is not JSON", func(s *story) check.Exchange { return s.raw(kind, "a body that is not JSON", "type=add&sku=1") }},
	}
	if kind == schemas.Device {
		all = append(all,
			situation{"an update of an unknown device", updateUnknown})
	}
	return all
}

// addWith posts an add that is not right.
func (s *story) addWith(kind schemas.Kind, what string, edits ...check.Edit) check.Exchange {
	s.prepare(kind)
	p := s.post(kind, "add", edits...)
	p.Invalid, p.What = true, fmt.Sprintf("%s add %s", kind, what)
	a := s.t.Send(p)
	s.thing(kind).Added(a)
	return a
}

// raw posts a body as it is.
func (s *story) raw(kind schemas.Kind, what, body string) check.Exchange {
	return s.t.Send(check.Post{
		Act: schemas.Act{Kind: kind, Type: "add"}, Invalid: true, What: what, Body: json.RawMessage(body),
	})
}

// removeUnknown removes a thing that was never there. Its id, if the ERP gives any, is one that the ERP cannot know.
func removeUnknown(s *story, kind schemas.Kind) check.Exchange {
	s.prepare(kind)
	s.pretendIDs(kind)
	p := s.post(kind, "remove")
	p.Impossible, p.What = true, fmt.Sprintf("%s remove of what was never added", kind)
	return s.t.Send(p)
}

// pretendIDs gives the story's thing an id, if the ERP gives ids to such things.
func (s *story) pretendIDs(kind schemas.Kind) {
	other := newStory(s.t, kind)
	if s.t.Given(other.add(kind)).ID() == "" {
		return
	}
	s.thing(kind).ID = s.t.Unique("UNKNOWN")
}

func updateUnknown(s *story) check.Exchange {
	s.pretendIDs(schemas.Device)
	p := s.post(schemas.Device, "update")
	p.Impossible, p.What = true, "device update of what was never added"
	return s.t.Send(p)
}

// removeTwice removes a thing that has been removed already, with the same payload.
func removeTwice(s *story, kind schemas.Kind) check.Exchange {
	s.t.Given(s.add(kind))
	again := s.post(kind, "remove")
	s.t.Given(s.remove(kind))
	again.Impossible, again.What = true, fmt.Sprintf("%s remove for the second time", kind)
	return s.t.Send(again)
}
