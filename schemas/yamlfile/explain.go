package yamlfile

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// fault is one thing that the schema does not allow, not yet put into words.
type fault struct {
	leaf
	node *yaml.Node // where it is told
	name string     // that is not known, or missing
}

// explain makes sentences of the validator's errors: of the first ones in the file, for a hostile file has
// tens of thousands. The others are counted.
func (f *File) explain(leaves []leaf) Problems {
	all := f.faults(leaves)
	slices.SortStableFunc(all, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.node.Line, b.node.Line), cmp.Compare(a.node.Column, b.node.Column))
	})
	all = slices.CompactFunc(all, func(a, b fault) bool {
		return a.node == b.node && a.name == b.name && a.keyword.name == b.keyword.name && a.name != ""
	})
	told := all[:min(len(all), maxProblems)]
	var problems Problems
	for _, one := range told {
		p := f.problemAt(one.node, one.pointer, f.tell(one))
		p.limit = one.isLimit()
		problems = append(problems, p)
	}
	if left := all[len(told):]; len(left) > 0 {
		problems = append(problems, counted(f.name, len(left), slices.ContainsFunc(left, fault.isLimit)))
	}
	return problems
}

// isLimit tells whether something is longer than it may be.
func (o fault) isLimit() bool {
	return slices.Contains([]string{"maxLength", "maxItems", "maxProperties"}, o.keyword.name)
}

// faults finds the place of each error, and makes one of each name that is not known or missing.
func (f *File) faults(leaves []leaf) (all []fault) {
	for _, l := range leaves {
		at, found := f.find(l.pointer)
		switch {
		case l.keyword.name == "additionalProperties", l.keyword.name == "unevaluatedProperties":
			all = append(all, unknownNames(l, at.node)...)
		case l.keyword.name == "required", l.keyword.name == "dependentRequired":
			all = append(all, f.missingNames(l, at.node)...)
		case slices.Contains(l.keyword.steps, "propertyNames") && found && at.key != nil:
			all = append(all, fault{leaf: l, node: at.key})
		default:
			all = append(all, fault{leaf: l, node: at.node})
		}
	}
	return all
}

// tell puts a fault into words.
func (f *File) tell(one fault) string {
	switch {
	case one.keyword.name == "additionalProperties", one.keyword.name == "unevaluatedProperties":
		return fmt.Sprintf("%s is not known here%s", quote(one.name), meant(one.name, names(one.keyword.inside["properties"])))
	case one.keyword.name == "required", one.keyword.name == "dependentRequired":
		return fmt.Sprintf("%s is missing %s", quote(one.name), f.inside(one.pointer))
	case slices.Contains(one.keyword.steps, "propertyNames"):
		return fmt.Sprintf("%s is not a name that can be here%s", f.subject(one.pointer), wish(one.keyword))
	}
	return f.sentence(one.leaf)
}

// unknownNames makes one fault of each name that the schema does not know, at the name.
func unknownNames(l leaf, object *yaml.Node) (all []fault) {
	known, _ := l.keyword.inside["properties"].(map[string]any)
	var patterns []*regexp.Regexp
	for _, pattern := range names(l.keyword.inside["patternProperties"]) {
		if compiled, err := regexp.Compile(pattern); err == nil { // published schemas have right ones
			patterns = append(patterns, compiled)
		}
	}
	pointer := l.pointer
	for key := range slices.Chunk(object.Content, 2) {
		name := key[0].Value
		matches := func(pattern *regexp.Regexp) bool { return pattern.MatchString(name) }
		if _, ok := known[name]; !ok && object.Kind == yaml.MappingNode && !slices.ContainsFunc(patterns, matches) {
			l.pointer = pointer + Pointer(name)
			all = append(all, fault{leaf: l, node: key[0], name: name})
		}
	}
	return all
}

func names(value any) []string {
	object, _ := value.(map[string]any)
	return slices.Sorted(maps.Keys(object))
}

// missingNames makes one fault of each name that must be there and is not.
func (f *File) missingNames(l leaf, node *yaml.Node) (all []fault) {
	there := f.Keys(l.pointer)
	for _, name := range l.keyword.words() {
		if !slices.Contains(there, name) {
			all = append(all, fault{leaf: l, node: node, name: name})
		}
	}
	return all
}

// sentence says what a keyword wants of the value that is there.
func (f *File) sentence(l leaf) string {
	subject, wanted := f.subject(l.pointer), written(l.keyword.value)
	bound := func(words string) string { return fmt.Sprintf("%s must be %s %s", subject, words, wanted) }
	switch l.keyword.name {
	case "type", "enum", "const":
		return f.wrongKind(subject, l)
	case "minimum":
		return bound("at least")
	case "maximum":
		return bound("at most")
	case "exclusiveMinimum":
		return bound("above")
	case "exclusiveMaximum":
		return bound("below")
	case "minLength", "minItems", "minProperties":
		return tooShort(subject, l.keyword.name, wanted)
	case "maxLength", "maxItems", "maxProperties":
		return fmt.Sprintf("%s is too long: at most %s %s", subject, wanted, unit(l.keyword.name, wanted))
	case "pattern", "format", "multipleOf":
		return f.wrongForm(subject, l)
	case "uniqueItems":
		return subject + " has the same entry twice"
	case "oneOf", "anyOf":
		return f.alternative(l)
	}
	return f.forbidden(subject, l)
}

// wrongKind says which kinds of value, or which words, are wanted.
func (f *File) wrongKind(subject string, l leaf) string {
	var kinds, choice []string
	for _, k := range append(l.others, l.keyword) {
		for _, word := range k.words() {
			if k.name == "type" {
				kinds = append(kinds, kindWord(word))
			} else {
				choice = append(choice, word)
			}
		}
	}
	wanted := append(unique(choice), unique(kinds)...)
	there, _ := f.find(l.pointer)
	near := ""
	if there.node.Kind == yaml.ScalarNode {
		if word := schemas.Nearest(there.node.Value, choice); word != "" && word != there.node.Value {
			near = "; did you mean " + quote(word) + "?"
		}
	}
	return fmt.Sprintf("%s must be %s, but %s%s%s", subject, schemas.List(wanted, "or"), thing(there.node), near, cureOf(there.node, kinds, choice))
}

// wrongForm tells the form that is wanted in the words of the schema.
func (f *File) wrongForm(subject string, l leaf) string {
	there, _ := f.find(l.pointer)
	sentence := fmt.Sprintf("%s does not have the right form: %s is there", subject, quote(there.node.Value))
	if l.keyword.name == "format" {
		sentence = fmt.Sprintf("%s must be a valid %s, but %s is there", subject, written(l.keyword.value), quote(there.node.Value))
	}
	return sentence + wish(l.keyword)
}

// wish is what the schema itself says about the form of a value.
func wish(k keyword) string {
	if examples := words(k.inside["examples"]); len(examples) > 0 {
		return "; write it like " + schemas.List(examples, "or")
	}
	if description, _ := k.inside["description"].(string); description != "" {
		return "; wanted: " + strings.TrimSuffix(description, ".")
	}
	return ""
}

// alternative is about names of which exactly one, or at least one, must be there.
func (f *File) alternative(l leaf) string {
	names := alternatives(l.keyword)
	if len(names) == 0 {
		return f.forbidden(f.subject(l.pointer), l)
	}
	isThere := func(name string) bool { return slices.Contains(names, quote(name)) }
	if slices.ContainsFunc(f.Keys(l.pointer), isThere) { // one is enough, so there are more
		return fmt.Sprintf("%s do not go together %s: keep one", schemas.List(names, "and"), f.inside(l.pointer))
	}
	return fmt.Sprintf("%s is missing %s", schemas.List(names, "or"), f.inside(l.pointer))
}

// forbidden is about what the schema rules out. A name that does not go with another one
// is the common case.
func (f *File) forbidden(subject string, l leaf) string {
	if at := slices.Index(l.keyword.steps, "dependentSchemas"); at >= 0 && at+1 < len(l.keyword.steps) {
		return fmt.Sprintf("%s does not go together with %s: keep one", subject, quote(l.keyword.steps[at+1]))
	}
	if wanted := wish(l.keyword); wanted != "" {
		return subject + " is not allowed" + wanted
	}
	return fmt.Sprintf("%s is not allowed (%s)", subject, l.cause.Message)
}
