package schemas

import (
	"slices"
	"strings"
)

// property is one member of an object as a schema knows it.
type property struct {
	name     string
	required bool
	rule
}

// members compiles `properties` and `required` of one schema into one loop.
func (c *compiler) members(at location) (rule, error) {
	byName := map[string]*property{}
	nodes, _ := at.schema["properties"].(map[string]any)
	for name, node := range nodes {
		one, err := c.compile(node, at)
		if err != nil {
			return rule{}, err
		}
		byName[name] = &property{name: name, rule: one}
	}
	required, _ := at.schema["required"].([]any)
	for _, entry := range required {
		name, ok := entry.(string)
		if !ok {
			return rule{}, formError(false, entry)
		}
		if byName[name] == nil {
			byName[name] = &property{name: name, rule: together(nil, false)}
		}
		byName[name].required = true
	}
	at.keyword = "required"
	return membersRule(byName, at), nil
}

func membersRule(byName map[string]*property, required location) rule {
	var list []property
	for _, p := range byName {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b property) int { return strings.Compare(a.name, b.name) })
	return rule{
		func(v any) bool { return membersValid(list, v) },
		func(v any, pointer string, say reporter) { membersTell(list, v, pointer, required, say) },
	}
}

func membersValid(list []property, v any) bool {
	object, ok := v.(map[string]any)
	if !ok {
		return true // `type` deals with what is not an object
	}
	for i := range list {
		p := &list[i]
		if value, there := object[p.name]; there {
			if !p.valid(value) {
				return false
			}
		} else if p.required {
			return false
		}
	}
	return true
}

// membersTell tells once of all members that are missing, and of each that is wrong.
func membersTell(list []property, v any, pointer string, required location, say reporter) {
	object, ok := v.(map[string]any)
	if !ok {
		return
	}
	missing := false
	for i := range list {
		p := &list[i]
		value, there := object[p.name]
		if there && !p.valid(value) {
			p.tell(value, pointer+"/"+p.name, say)
		}
		missing = missing || p.required && !there
	}
	if missing {
		say(pointer, required)
	}
}
