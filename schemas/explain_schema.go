package schemas

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// location is a keyword in a schema, at a path that the schema library gave.
type location struct {
	keyword     string
	schema      map[string]any // that holds the keyword
	clause      string         // the deepest $comment on the way
	conditional bool           // below a "then"
}

// clause is the clause of the schema as a whole.
func (j *judge) clause() string {
	clause, _ := j.doc["$comment"].(string)
	return clause
}

// follow walks a keyword path such as /allOf/0/then/properties/oldSerial/not.
func (j *judge) follow(path string) location {
	var node any = j.doc
	at := location{schema: j.doc, clause: j.clause()}
	for _, token := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		at.keyword = unescape(token)
		at.conditional = at.conditional || token == "then"
		switch n := node.(type) {
		case map[string]any:
			at.schema, node = n, n[at.keyword]
			if token == "$ref" {
				node, _ = resolve(j.doc, n["$ref"])
			}
		case []any:
			if i, err := strconv.Atoi(token); err == nil && i < len(n) {
				node = n[i]
			}
		}
		if n, ok := node.(map[string]any); ok {
			if clause, ok := n["$comment"].(string); ok {
				at.clause = clause
			}
		}
	}
	return at
}

// member returns what the schema says about the member at a pointer, with references resolved;
// nil if the schema does not know the member.
func (j *judge) member(pointer string) map[string]any {
	schema := j.doc
	for _, token := range tokens(pointer) {
		properties, _ := schema["properties"].(map[string]any)
		schema, _ = properties[token].(map[string]any)
	}
	target, err := resolve(j.doc, schema["$ref"])
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
	for _, token := range tokens(pointer) {
		object, _ := value.(map[string]any)
		value = object[token]
	}
	return value
}

// tokens splits a pointer into the names on the way.
func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	names := strings.Split(pointer[1:], "/")
	for i := range names {
		names[i] = unescape(names[i])
	}
	return names
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

func looksLikeNumber(text string) bool {
	return len(text) > 0 && len(text) <= maxShown &&
		strings.IndexByte("-0123456789", text[0]) >= 0 && json.Valid([]byte(text))
}
