package yamlfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

func tooShort(subject, keyword, wanted string) string {
	if wanted == "1" {
		return subject + " must not be empty"
	}
	return fmt.Sprintf("%s is too short: at least %s %s", subject, wanted, unit(keyword, wanted))
}

func unit(keyword, count string) string {
	words := map[string]string{"Length": "letter", "Items": "entry", "Properties": "name"}
	one := words[keyword[3:]]
	switch {
	case count == "1":
		return one
	case one == "entry":
		return "entries"
	}
	return one + "s"
}

func unique(words []string) []string {
	var all []string
	for _, word := range words {
		if !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all
}

func kindWord(kind string) string {
	switch kind {
	case "string":
		return "text"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object (name: value)"
	}
	return kind
}

// thing says what is there.
func thing(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "an object is there"
	case node.Kind == yaml.SequenceNode:
		return "a list is there"
	case node.Tag == tagNull:
		return "nothing is there"
	case node.Tag == tagText && node.Style&quoted != 0:
		return "the text " + quote(node.Value) + " is there"
	}
	return quote(node.Value) + " is there"
}

// cureOf knows what YAML does to people: quoted numbers, yes and no, leading zeros.
func cureOf(node *yaml.Node, kinds, choice []string) string {
	if node.Kind != yaml.ScalarNode || node.Tag != tagText {
		return ""
	}
	number := slices.Contains(kinds, "a number") || slices.Contains(kinds, "a whole number") || slices.Contains(choice, node.Value)
	switch plain := node.Style&quoted == 0; {
	case number && !plain && isNumber(node.Value):
		return ": numbers are not quoted"
	case number && plain && strings.ContainsAny(node.Value, "0123456789") && !strings.ContainsAny(node.Value, " :"):
		return ": a number is written like 10 or 0.5; with leading zeros, signs, 0x or _ it is text"
	case slices.Contains(kinds, "true or false") && slices.Contains([]string{"yes", "on", "y"}, strings.ToLower(node.Value)):
		return ": write true"
	case slices.Contains(kinds, "true or false") && slices.Contains([]string{"no", "off", "n"}, strings.ToLower(node.Value)):
		return ": write false"
	}
	return ""
}

// subject names a value in a sentence.
func (f *File) subject(pointer string) string {
	list, _ := SplitPointer(pointer)
	if len(list) == 0 {
		return "the file"
	}
	last := list[len(list)-1]
	parent, _ := f.find(pointer[:strings.LastIndexByte(pointer, '/')])
	if index, err := strconv.Atoi(last); err == nil && parent.node.Kind == yaml.SequenceNode {
		if len(list) == 1 {
			return fmt.Sprintf("entry %d", index+1)
		}
		return fmt.Sprintf("entry %d of %s", index+1, quote(list[len(list)-2]))
	}
	return quote(last)
}

// inside says where a name is missing.
func (f *File) inside(pointer string) string {
	if pointer == "" {
		return "in the file"
	}
	return "in " + f.subject(pointer)
}

// quote shows a word of the file as it was written.
func quote(word string) string { return `"` + short(word) + `"` }

// meant gives ": did you mean x?", or else what there is to choose from, or nothing.
func meant(word string, known []string) string {
	if near := schemas.Nearest(word, known); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	return ": what can be here is " + schemas.List(known, "and")
}
