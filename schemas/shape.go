package schemas

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// shape lists the members that a schema documents, including those of nested objects.
type shape struct {
	names []string
	inner []innerShape
}

type innerShape struct {
	name string
	*shape
}

func shapeOf(schema map[string]any) *shape {
	nodes, _ := schema["properties"].(map[string]any)
	s := &shape{names: slices.Sorted(maps.Keys(nodes))}
	for name, node := range nodes {
		if member, ok := node.(map[string]any); ok && member["properties"] != nil {
			s.inner = append(s.inner, innerShape{name, shapeOf(member)})
		}
	}
	return s
}

// knows tells whether every member of the object is documented.
func (s *shape) knows(object map[string]any) bool {
	there := 0
	for _, name := range s.names {
		if _, ok := object[name]; ok {
			there++
		}
	}
	if there != len(object) {
		return false
	}
	for _, member := range s.inner {
		if object, ok := object[member.name].(map[string]any); ok && !member.knows(object) {
			return false
		}
	}
	return true
}

// unknown returns the members of an object that are not documented, in order. A nil shape documents none.
func (s *shape) unknown(object map[string]any) []string {
	var names []string
	for name := range object {
		if s == nil || !slices.Contains(s.names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// at returns the shape of the object at a pointer, nil if no object is documented there.
func (s *shape) at(pointer string) *shape {
	for token := range jsontext.Pointer(pointer).Tokens() {
		i := slices.IndexFunc(s.inner, func(member innerShape) bool { return member.name == token })
		if i < 0 {
			return nil
		}
		s = s.inner[i].shape
	}
	return s
}

// documented copies the documented members of an object, in a form that is safe for the schema
// library: its time and memory grow fast with the size, depth and numbers of its input. The rest
// of the object does not matter (T8).
func (s *shape) documented(object map[string]any) map[string]any {
	kept := map[string]any{}
	if s == nil {
		return kept
	}
	for _, name := range s.names {
		if value, there := object[name]; there {
			kept[name] = s.plain(name, value)
		}
	}
	return kept
}

func (s *shape) plain(name string, value any) any {
	switch v := value.(type) {
	case nil, bool, string:
		return v
	case map[string]any:
		return s.at(pointerTo("", name)).documented(v)
	}
	text, ok := NumberText(value)
	switch {
	case !ok: // an array, or something that no JSON decoder makes
		return []any{}
	case !withinBounds(text):
		return nearest(text)
	}
	return json.Number(text)
}

// maxStrangers is the most unknown members that are compared with the known ones.
const maxStrangers = 20

// firstNames returns members of an object that its shape does not know, in order: all of them for
// a small object, none for one too large to be a typing mistake.
func firstNames(object map[string]any, known *shape) []string {
	if len(object) > 10*maxStrangers {
		return nil
	}
	names := known.unknown(object)
	return names[:min(len(names), maxStrangers)]
}
