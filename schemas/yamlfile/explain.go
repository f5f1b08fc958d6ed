package yamlfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// maxExplained bounds how many problems are put into words, for a hostile file has
// tens of thousands.
const maxExplained = 10 * maxProblems

// explain makes sentences of the validator's errors.
func (f *File) explain(leaves []leaf) Problems {
	var all Problems
	for _, l := range leaves {
		if len(all) > maxExplained {
			break
		}
		switch {
		case l.keyword.name == "additionalProperties", l.keyword.name == "unevaluatedProperties":
			all = append(all, f.unknownNames(l)...)
		case l.keyword.name == "required", l.keyword.name == "dependentRequired":
			all = append(all, f.missingNames(l)...)
		case slices.Contains(l.keyword.steps, "propertyNames"):
			all = append(all, f.KeyProblem(l.pointer, "%s is not a name that can stand here%s", f.subject(l.pointer), wish(l.keyword)))
		default:
			all = append(all, f.Problem(l.pointer, "%s", f.sentence(l)))
		}
	}
	return all
}

// unknownNames makes one problem of each name that the schema does not know, at the name.
func (f *File) unknownNames(l leaf) Problems {
	known := names(l.keyword.inside["properties"])
	patterns := names(l.keyword.inside["patternProperties"])
	var all Problems
	for _, name := range f.Keys(l.pointer) {
		if slices.Contains(known, name) || matchesAny(name, patterns) {
			continue
		}
		all = append(all, f.KeyProblem(l.pointer+Pointer(name), "%s is not known here%s", quote(name), meant(name, known)))
	}
	return all
}

func names(value any) []string {
	object, _ := value.(map[string]any)
	var all []string
	for name := range object {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func matchesAny(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, err := regexp.MatchString(pattern, name)
		return err == nil && matched
	})
}

// missingNames makes one problem of each name that must be there and is not.
func (f *File) missingNames(l leaf) Problems {
	there := f.Keys(l.pointer)
	var all Problems
	for _, name := range l.keyword.words() {
		if !slices.Contains(there, name) {
			all = append(all, f.Problem(l.pointer, "%s is missing %s", quote(name), f.inside(l.pointer)))
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
	there := 0
	for _, name := range f.Keys(l.pointer) {
		if slices.Contains(names, quote(name)) {
			there++
		}
	}
	if there > 1 {
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
		return subject + " cannot be so" + wanted
	}
	return fmt.Sprintf("%s cannot be so (%s)", subject, l.cause.Message)
}
