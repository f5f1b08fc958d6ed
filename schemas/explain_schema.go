package schemas

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// clause is the clause of the schema as a whole.
func (j *judge) clause() string {
	clause, _ := j.doc["$comment"].(string)
	return clause
}

// membersOf lists what a schema says about each of its members, by pointer, with references resolved.
func membersOf(doc, schema map[string]any, parent string) map[string]map[string]any {
	all := map[string]map[string]any{}
	properties, _ := schema["properties"].(map[string]any)
	for name, node := range properties {
		member, ok := node.(map[string]any)
		if !ok {
			continue
		}
		pointer := pointerTo(parent, name)
		all[pointer] = resolved(doc, member)
		maps.Copy(all, membersOf(doc, member, pointer))
	}
	return all
}

// resolved is a schema together with what it refers to; what it says itself counts.
func resolved(doc, schema map[string]any) map[string]any {
	target, err := resolve(doc, schema["$ref"])
	if err != nil {
		return schema
	}
	merged := maps.Clone(schema)
	if target, ok := target.(map[string]any); ok {
		maps.Copy(merged, target)
		maps.Copy(merged, schema)
	}
	return merged
}

// wantedBy describes what a schema wants.
func wantedBy(schema map[string]any) string {
	types := strings.Join(typesOf(schema), " or ")
	switch {
	case schema["enum"] != nil:
		words := textsOf(schema["enum"])
		for i, word := range words {
			words[i] = "`" + word + "`"
		}
		return List(words, "or")
	case schema["pattern"] == uuidPattern:
		return "a UUID, such as 8be4d280-0978-11f0-85c4-17a4d49812dc"
	case types == "integer":
		return "a whole number of 0 or more"
	case schema["exclusiveMinimum"] != nil:
		return "a number above 0"
	case types == "number":
		return "a number of 0 or more"
	case schema["minLength"] != nil:
		return "a non-empty string"
	case types == "object":
		return "an object"
	}
	return "a " + types
}

func typesOf(schema map[string]any) []string {
	if one, ok := schema["type"].(string); ok {
		return []string{one}
	}
	return textsOf(schema["type"])
}

func textsOf(list any) []string {
	entries, _ := list.([]any)
	texts := make([]string, 0, len(entries))
	for _, entry := range entries {
		texts = append(texts, fmt.Sprint(entry))
	}
	return texts
}

// valueAt returns the value at a pointer, nil if there is none.
func valueAt(value any, pointer string) any {
	for token := range jsontext.Pointer(pointer).Tokens() {
		object, _ := value.(map[string]any)
		value = object[token]
	}
	return value
}

func looksLikeNumber(text string) bool {
	return len(text) > 0 && len(text) <= maxShown &&
		strings.IndexByte("-0123456789", text[0]) >= 0 && json.Valid([]byte(text))
}
