package yamlfile

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// The tags of scalars. The words are YAML's own; the decoder obeys them.
const (
	tagText   = "!!str"
	tagWhole  = "!!int"
	tagNumber = "!!float"
	tagBool   = "!!bool"
	tagNull   = "!!null"
)

// tagOf decides what an unquoted word is. It knows less than YAML does, on purpose: what
// is not a number in JSON is text, so that 0007 keeps its zeros and a date its digits.
func tagOf(node *yaml.Node) string {
	if node.Style&quoted != 0 {
		return tagText
	}
	switch node.Value {
	case "", "~", "null", "Null", "NULL":
		return tagNull
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return tagBool
	}
	if !isNumber(node.Value) {
		return tagText
	}
	if _, err := strconv.ParseInt(node.Value, 10, 64); err == nil {
		return tagWhole
	}
	return tagNumber
}

// The bounds of a number. Beyond them it is read as text: some arithmetic of others ends
// in a panic there, and nobody counts so far.
const (
	maxDigits   = 100
	maxExponent = 300
)

// isNumber tells whether a word is a number in the sense of JSON, within the bounds.
func isNumber(word string) bool {
	rest := strings.TrimPrefix(word, "-")
	whole, rest := digits(rest)
	if whole == "" || len(whole) > 1 && whole[0] == '0' || len(word) > maxDigits {
		return false
	}
	if after, ok := strings.CutPrefix(rest, "."); ok {
		fraction := ""
		if fraction, rest = digits(after); fraction == "" {
			return false
		}
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	power, rest := digits(rest)
	exponent, err := strconv.Atoi(power)
	return rest == "" && err == nil && exponent <= maxExponent
}

// digits cuts the digits off the beginning of a word.
func digits(word string) (run, rest string) {
	i := 0
	for i < len(word) && word[i] >= '0' && word[i] <= '9' {
		i++
	}
	return word[:i], word[i:]
}

// valueOf gives the value of a tidied node as encoding/json would.
func valueOf(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			object[node.Content[i].Value] = valueOf(node.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, entry := range node.Content {
			list[i] = valueOf(entry)
		}
		return list
	}
	switch node.Tag {
	case tagNull:
		return nil
	case tagBool:
		return strings.EqualFold(node.Value, "true")
	case tagWhole, tagNumber:
		return json.Number(node.Value)
	}
	return node.Value
}
