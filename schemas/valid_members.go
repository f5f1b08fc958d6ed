package schemas

import "sort"

// property is one member of an object as a schema knows it.
type property struct {
	name     string
	required bool
	check    check
}

// members compiles `properties` and `required` of one schema into one loop.
func (c *compiler) members(schema map[string]any) (check, error) {
	byName := map[string]*property{}
	nodes, _ := schema["properties"].(map[string]any)
	for name, node := range nodes {
		one, err := c.compile(node)
		if err != nil {
			return nil, err
		}
		byName[name] = &property{name: name, check: one}
	}
	required, _ := schema["required"].([]any)
	for _, entry := range required {
		name, ok := entry.(string)
		if !ok {
			return nil, formError(false, entry)
		}
		if byName[name] == nil {
			byName[name] = &property{name: name, check: allOf(nil)}
		}
		byName[name].required = true
	}
	return membersCheck(byName), nil
}

func membersCheck(byName map[string]*property) check {
	var list []property
	for _, p := range byName {
		list = append(list, *p)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return func(v any) bool {
		object, ok := v.(map[string]any)
		if !ok {
			return true // `type` deals with what is not an object
		}
		for i := range list {
			p := &list[i]
			if value, there := object[p.name]; there {
				if !p.check(value) {
					return false
				}
			} else if p.required {
				return false
			}
		}
		return true
	}
}
