package schemas

import (
	"fmt"
	"slices"
	"sort"
)

// strangers notes the members that the contract does not know (T8): they break nothing,
// but they show when the MES begins to say more, and they are often a slip of the pen.
func (j *judge) strangers(kind Kind, object map[string]any) []Finding {
	var list findingList
	j.shape.strangers(kind, "", object, &list)
	return list.list()
}

func (s *shape) strangers(kind Kind, pointer string, object map[string]any, list *findingList) {
	var unknown []string
	for name := range object {
		if !slices.Contains(s.names, name) {
			unknown = append(unknown, name)
		}
	}
	sort.Strings(unknown)
	for _, name := range unknown {
		if list.full() {
			list.left++
			continue
		}
		at := pointerTo(pointer, name)
		hint := ""
		if near := closest(name, s.names); near != "" {
			hint = fmt.Sprintf("did you mean `%s`?", near)
		}
		list.add(newNote("T8", at, "a member of the contract", show(object[name]),
			fmt.Sprintf("%s is not a member that the contract knows for %s; it is passed over", memberName(at), kind), hint))
	}
	for _, member := range s.inner {
		if object, ok := object[member.name].(map[string]any); ok {
			member.strangers(kind, pointerTo(pointer, member.name), object, list)
		}
	}
}
