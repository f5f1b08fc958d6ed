package yamlfile

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Decode puts the values into a struct with `yaml` tags. It is strict: a name that the
// struct does not have is a problem, and so is a value that does not fit. A string takes
// a plain number as it was written. A field of type any gets whole numbers as int and
// others as float64; where digits matter, use json.Number or Value. The error is Problems.
func (f *File) Decode(into any) (err error) {
	defer func() { // a panic of the parser, or of a field's own UnmarshalYAML
		if r := recover(); r != nil {
			err = f.whole("this cannot be read: %v", r)
		}
	}()
	if v := reflect.ValueOf(into); v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("Decode needs a pointer to a struct, not %T", into)
	}
	err = f.root.Load(into, yaml.WithV4Defaults(), yaml.WithKnownFields())
	if err == nil {
		return nil
	}
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		return f.misfits(many.Errors, into)
	case errors.As(err, &one):
		return f.misfits([]*yaml.LoadError{one}, into)
	}
	return f.whole("this cannot be read: %v", err)
}

// misfits explains the first errors of a decoder and counts the others.
func (f *File) misfits(list []*yaml.LoadError, into any) error {
	slices.SortStableFunc(list, func(a, b *yaml.LoadError) int {
		return cmp.Or(cmp.Compare(a.Mark.Line, b.Mark.Line), cmp.Compare(a.Mark.Column, b.Mark.Column))
	})
	told := list[:min(len(list), maxProblems)]
	var all Problems
	for _, one := range told {
		all = append(all, f.misfit(one, into))
	}
	if more := len(list) - len(told); more > 0 {
		all = append(all, counted(f.name, more, false))
	}
	return all.Err()
}

// misfit explains why a value does not fit its Go type, without naming Go types.
func (f *File) misfit(e *yaml.LoadError, into any) Problem {
	pointer, at := f.locate(f.root, e.Mark.Line, e.Mark.Column)
	message := strings.TrimSpace(e.Message)
	switch {
	case at.key != nil && at.node == nil:
		known := fieldNames(reflect.TypeOf(into), nil)
		message = fmt.Sprintf("%s is not known here%s", quote(at.key.Value), meant(at.key.Value, known))
	case at.node != nil && errors.Unwrap(e) != nil && !isMismatch(message):
		message = fmt.Sprintf("%s cannot be used: %s", f.subject(pointer), message)
	case at.node != nil:
		message = fmt.Sprintf("%s does not fit: %s", f.subject(pointer), thing(at.node))
	}
	p := f.at(e.Mark.Line, e.Mark.Column, message)
	p.Pointer = pointer
	return p
}

// isMismatch tells the decoder's own complaint from one that a field's type made.
func isMismatch(message string) bool { return strings.HasPrefix(message, "cannot construct ") }

// locate finds what stands at a position: a value, or only a name.
func (f *File) locate(node *yaml.Node, line, column int) (string, place) {
	here := func(n *yaml.Node) bool { return n.Line == line && n.Column == column }
	for i := 0; i < len(node.Content); i++ {
		var key *yaml.Node
		if node.Kind == yaml.MappingNode {
			key = node.Content[i]
			i++
		}
		child := node.Content[i]
		step := func() string {
			if key != nil {
				return Pointer(key.Value)
			}
			return Pointer(i)
		}
		if key != nil && here(key) {
			return step(), place{key: key}
		}
		if found, at := f.locate(child, line, column); at.node != nil || at.key != nil {
			return step() + found, at
		}
	}
	if here(node) {
		return "", place{node: node}
	}
	return "", place{}
}

// fieldNames collects the names that a struct, and the structs in it, know.
func fieldNames(t reflect.Type, seen []reflect.Type) []string {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map) {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	if slices.Contains(seen, t) {
		return nil
	}
	var all []string
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			all = append(all, name)
		}
		all = append(all, fieldNames(field.Type, append(seen, t))...)
	}
	return all
}
