package families

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// carried is an id that a post carries: the clause says that it is absent where the ERP gave none.
type carried struct {
	clause string
	kinds  []schemas.Kind // of the story that has it
	of     func(*story) *check.Thing
}

// carriedBy lists the ids that the posts of an act carry: that of the thing, then that of the device that it is a part of.
func carriedBy(act schemas.Act) []carried {
	var all []carried
	if act.Type != "add" {
		clause := map[schemas.Kind]string{schemas.Device: "D4", schemas.ItemAttach: "I6", schemas.Operation: "O5"}[act.Kind]
		all = append(all, carried{clause, []schemas.Kind{act.Kind}, func(s *story) *check.Thing { return s.thing(act.Kind) }})
	}
	if act.Kind == schemas.ItemAttach {
		all = append(all, carried{ofParent, kindsWith(schemas.Device, act.Kind), func(s *story) *check.Thing { return &s.unit.Thing }})
	}
	return all
}

// ofParent is the clause of the id of a part's device.
const ofParent = "I3"

// try does the act on new things with the id changed, "" for none.
func (c carried) try(t *check.T, act schemas.Act, id string) check.Exchange {
	s := newStory(t, c.kinds...)
	s.prepare(act.Kind)
	if act.Type != "add" {
		t.Given(s.steps(act.Kind)[0]())
	}
	thing := c.of(s)
	had := thing.ID
	thing.ID = id
	a := s.act(act)
	thing.ID = had
	return a
}

// notRecognised tells whether the ERP refuses the id that it gave as one that it never gave.
func (c carried) notRecognised(t *check.T, act schemas.Act, own check.Exchange) bool {
	if !alike(own, c.try(t, act, t.Unique("UNKNOWN"))) {
		return false
	}
	return own.SaysUnknown() || !alike(own, c.try(t, act, ""))
}

// wanted tells whether the ERP refuses the act for want of an id that it never gave, and not whatever comes.
func (c carried) wanted(t *check.T, act schemas.Act, none check.Exchange) bool {
	return none.SaysUnknown() || !alike(none, c.try(t, act, t.Unique("UNKNOWN")))
}

// culprit finds the id that is why an act is refused, and the clause that is broken: E2, or that of an id that the ERP
// never gave. The clause is "" if it is none of them.
func culprit(t *check.T, s *story, refused check.Exchange) (c carried, broken string) {
	for _, c := range carriedBy(refused.Act) {
		given := c.of(s).ID != ""
		switch {
		case c.clause == ofParent && !t.Offers(schemas.Device):
		case given && c.notRecognised(t, refused.Act, refused):
			return c, "E2"
		case !given && c.wanted(t, refused.Act, refused):
			return c, c.clause
		}
	}
	return carried{}, ""
}

// alike tells whether two refusals say the same, apart from the names and numbers in them.
func alike(a, b check.Exchange) bool {
	return a.Refused() && b.Refused() && a.Result.Status == b.Result.Status && wording(a) == wording(b)
}

var numbers = regexp.MustCompile(`[0-9]+`)

// wording is what a refusal says, without what the post said.
func wording(a check.Exchange) string {
	text := cmp.Or(a.Result.Message, string(a.Result.Transcript.AnswerBody))
	object, _ := schemas.Parse(a.Result.Transcript.RequestBody)
	item, _ := object["item"].(map[string]any)
	said := append(textsOf(object), textsOf(item)...)
	slices.SortFunc(said, func(a, b string) int { return len(b) - len(a) })
	for _, one := range said {
		text = strings.ReplaceAll(text, one, "#")
	}
	return numbers.ReplaceAllString(text, "0")
}

func textsOf(object map[string]any) []string {
	var texts []string
	for name, value := range object {
		if text, ok := value.(string); ok && text != "" && name != "type" {
			texts = append(texts, text)
		}
	}
	return texts
}
