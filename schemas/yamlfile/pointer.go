package yamlfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// Pointer makes an RFC 6901 JSON pointer of names (string) and places in lists (int).
func Pointer(steps ...any) string {
	var b strings.Builder
	for _, step := range steps {
		b.WriteByte('/')
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(fmt.Sprint(step), "~", "~0"), "/", "~1"))
	}
	return b.String()
}

// SplitPointer gives the names and places of a JSON pointer, unescaped; ok is false when
// it is none.
func SplitPointer(pointer string) (steps []string, ok bool) {
	if pointer != "" && pointer[0] != '/' {
		return nil, false
	}
	return slices.Collect(jsontext.Pointer(pointer).Tokens()), true
}

// place is a value in the file: its node, and the node of its name if it has one.
type place struct {
	node, key *yaml.Node
}

// find goes to a value. When the pointer goes further than the file does, it gives the
// last value on the way, and false.
func (f *File) find(pointer string) (place, bool) {
	here := place{node: f.root}
	steps, ok := SplitPointer(pointer)
	if !ok {
		return here, false
	}
	for _, step := range steps {
		next, ok := here.step(step)
		if !ok {
			return here, false
		}
		here = next
	}
	return here, true
}

func (p place) step(name string) (place, bool) {
	content := p.node.Content
	if p.node.Kind == yaml.SequenceNode {
		index, err := strconv.Atoi(name)
		if err != nil || index < 0 || index >= len(content) {
			return place{}, false
		}
		return place{node: content[index]}, true
	}
	for i := 0; p.node.Kind == yaml.MappingNode && i+1 < len(content); i += 2 {
		if content[i].Value == name {
			return place{node: content[i+1], key: content[i]}, true
		}
	}
	return place{}, false
}

// Value gives the value at a JSON pointer as nil, bool, json.Number, string, []any or
// map[string]any; ok is false when there is none. It must not be changed.
func (f *File) Value(pointer string) (value any, ok bool) {
	steps, ok := SplitPointer(pointer)
	value = f.tree
	for _, step := range steps {
		switch group := value.(type) {
		case map[string]any:
			value, ok = group[step]
		case []any:
			index, err := strconv.Atoi(step)
			if ok = err == nil && index >= 0 && index < len(group); ok {
				value = group[index]
			}
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
	}
	return value, ok
}

// Text gives what was written for a single value, such as 1.10 for the number 1.10;
// ok is false when there is no single value there.
func (f *File) Text(pointer string) (written string, ok bool) {
	at, ok := f.find(pointer)
	if !ok || at.node.Kind != yaml.ScalarNode {
		return "", false
	}
	return at.node.Value, true
}

// Keys gives the names in the object at a JSON pointer, in the order of the file.
func (f *File) Keys(pointer string) []string {
	at, ok := f.find(pointer)
	if !ok || at.node.Kind != yaml.MappingNode {
		return nil
	}
	var names []string
	for key := range slices.Chunk(at.node.Content, 2) {
		names = append(names, key[0].Value)
	}
	return names
}

// Line is the line of the value at a JSON pointer, or of what is nearest to it.
func (f *File) Line(pointer string) int {
	at, _ := f.find(pointer)
	return at.node.Line
}

// Problem makes a problem of the value at a JSON pointer, for what a schema cannot say.
// A value that is not there is shown where it should have been.
func (f *File) Problem(pointer, format string, args ...any) Problem {
	at, _ := f.find(pointer)
	return f.problemAt(at.node, pointer, fmt.Sprintf(format, args...))
}

// KeyProblem is like Problem, but shows the name of the value instead of the value.
func (f *File) KeyProblem(pointer, format string, args ...any) Problem {
	at, ok := f.find(pointer)
	if ok && at.key != nil {
		at.node = at.key
	}
	return f.problemAt(at.node, pointer, fmt.Sprintf(format, args...))
}

func (f *File) problemAt(node *yaml.Node, pointer, message string) Problem {
	p := f.at(node.Line, node.Column, message)
	p.Pointer = pointer
	return p
}
