package schemas

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// location is a keyword in a schema, reached by a path of the schema library.
type location struct {
	keyword string
	schema  map[string]any
	clause  string // the deepest $comment on the way
}

// follow walks a keyword path such as /allOf/0/then/properties/oldSerial/not.
func (j *judge) follow(path string) location {
	var node any = j.doc
	at := location{schema: j.doc, clause: j.clause()}
	for _, token := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		at.keyword = token
		switch n := node.(type) {
		case map[string]any:
			at.schema = n
			node = n[unescape(token)]
			if token == "$ref" {
				node, _ = resolve(j.doc, n["$ref"])
			}
		case []any:
			i, _ := strconv.Atoi(token)
			node = n[min(max(i, 0), len(n)-1)]
		}
		if n, ok := node.(map[string]any); ok {
			if clause, ok := n["$comment"].(string); ok {
				at.clause = clause
			}
		}
	}
	return at
}

// member gives what the schema says about the member at a pointer, with what it refers
// to put in; nil if the schema does not know the member.
func (j *judge) member(pointer string) map[string]any {
	schema := j.doc
	if pointer == "" {
		return schema
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		properties, _ := schema["properties"].(map[string]any)
		next, ok := properties[unescape(token)].(map[string]any)
		if !ok {
			return nil
		}
		schema = next
	}
	target, err := resolve(j.doc, schema["$ref"])
	if err != nil {
		return schema
	}
	merged := map[string]any{}
	for _, part := range []any{target, schema} {
		part, _ := part.(map[string]any)
		for keyword, argument := range part {
			merged[keyword] = argument
		}
	}
	return merged
}

func (j *judge) types(schema map[string]any) []string {
	if one, ok := schema["type"].(string); ok {
		return []string{one}
	}
	return textsOf(schema["type"])
}

// wanted says in words what a schema asks for.
func (j *judge) wanted(schema map[string]any) string {
	types := strings.Join(j.types(schema), " or ")
	switch {
	case schema["enum"] != nil:
		words := textsOf(schema["enum"])
		return "`" + strings.Join(words[:len(words)-1], "`, `") + "` or `" + words[len(words)-1] + "`"
	case schema["format"] == "uuid":
		return "a UUID such as 8be4d280-0978-11f0-85c4-17a4d49812dc"
	case types == "integer":
		return "a whole number of 0 or more"
	case schema["exclusiveMinimum"] != nil:
		return "a number above 0"
	case types == "number":
		return "a number of 0 or more"
	case schema["minLength"] != nil:
		return "a string that is not empty"
	case types == "object":
		return "an object"
	}
	return "a " + types
}

func textsOf(list any) []string {
	entries, _ := list.([]any)
	texts := make([]string, 0, len(entries))
	for _, entry := range entries {
		texts = append(texts, fmt.Sprint(entry))
	}
	return texts
}

// valueAt gives the value at a pointer of the schema library, nil if there is none.
func valueAt(value any, pointer string) any {
	if pointer == "" {
		return value
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		object, _ := value.(map[string]any)
		value = object[unescape(token)]
	}
	return value
}

func parentOf(pointer string) string { return pointer[:strings.LastIndexByte(pointer, '/')] }

func unescape(token string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}

func capital(text string) string {
	if strings.HasPrefix(text, "the ") {
		return "T" + text[1:]
	}
	return text
}

func looksLikeNumber(text string) bool {
	return len(text) <= maxShown && json.Valid([]byte(text)) && strings.IndexByte("-0123456789", text[0]) >= 0
}

// plain makes a value safe for the schema library: numbers beyond the bounds are
// brought within them, and what nests too deep is cut off. No schema looks that deep.
func plain(value any, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = plain(member, depth+1)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, member := range v {
			out[i] = plain(member, depth+1)
		}
		return out
	case nil, bool, string:
		return v
	}
	text, ok := numberText(value)
	if !ok {
		return fmt.Sprintf("(a value of type %T)", value)
	}
	if !withinBounds(text) {
		return nearest(text)
	}
	return json.Number(text)
}
