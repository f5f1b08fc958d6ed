package schemas

import (
	"fmt"
)

// strangers notes the members that the contract does not know (T8): they break nothing, but they
// show when the MES adds members, and they are often typing mistakes.
func (s *shape) strangers(kind Kind, pointer string, object map[string]any, list *findingList) {
	for _, name := range s.unknown(object) {
		list.add(func() Finding {
			at := pointerTo(pointer, name)
			return newNote("T8", at, "a member of the contract", show(object[name]),
				fmt.Sprintf("%s is not a member that the contract knows for %s; an ERP ignores it", memberName(at), kind),
				s.hint(name))
		})
	}
	for _, member := range s.inner {
		if object, ok := object[member.name].(map[string]any); ok {
			member.strangers(kind, pointerTo(pointer, member.name), object, list)
		}
	}
}

func (s *shape) hint(name string) string {
	if near := Nearest(name, s.names); near != "" {
		return fmt.Sprintf("did you mean `%s`?", near)
	}
	return ""
}

// elsewhere notes a body that is invalid here but valid as another kind: most likely the URL is
// wrong.
func elsewhere(all map[string]*judge, kind Kind, object map[string]any) []Finding {
	other := KindOf(object)
	j := all[string(other)]
	if other == kind || !j.valid(object) || !j.shape.knows(object) {
		return nil
	}
	return []Finding{newNote("C2", "", "the payload of "+string(kind), "the payload of "+string(other),
		fmt.Sprintf("The body is a valid %s post that arrived as %s", other, kind),
		"check which URL is configured for which integration")}
}
