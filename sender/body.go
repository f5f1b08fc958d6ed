package sender

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// bodyShape is what an answer's body looks like.
type bodyShape string

const (
	shapeEmpty   bodyShape = "empty"
	shapeObject  bodyShape = "object"
	shapeOther   bodyShape = "other" // JSON, but no object
	shapeHTML    bodyShape = "html"
	shapeMarked  bodyShape = "marked" // begins with a byte order mark
	shapeNotJSON bodyShape = "not-json"
)

// bodyMembers are the members of an answer that is a JSON object. Names must match exactly; of
// duplicate members the last one counts.
type bodyMembers map[string]json.RawMessage

// readBody reads a body like a MES with a strict JSON parser: what is not exactly one JSON object
// has no members.
func readBody(body []byte) (bodyShape, bodyMembers) {
	trimmed := bytes.TrimSpace(body)
	var members bodyMembers
	switch {
	case len(trimmed) == 0:
		return shapeEmpty, nil
	case bytes.HasPrefix(trimmed, []byte("\xef\xbb\xbf")):
		return shapeMarked, nil
	case trimmed[0] == '<':
		return shapeHTML, nil
	case !json.Valid(trimmed):
		return shapeNotJSON, nil
	case trimmed[0] != '{' || json.Unmarshal(trimmed, &members) != nil:
		return shapeOther, nil
	}
	return shapeObject, members
}

func (s bodyShape) words() string {
	return map[bodyShape]string{
		shapeEmpty:   "the body is empty",
		shapeObject:  "the body has no such member",
		shapeOther:   "the body is JSON but not an object",
		shapeHTML:    "the body is HTML or XML, which the MES does not read",
		shapeMarked:  "the body begins with a byte order mark, so it is not JSON",
		shapeNotJSON: "the body is not JSON",
	}[s]
}

// cure says what to do about a success body that cannot be read. An empty body, or an object
// without an id, is fine (T4).
func (s bodyShape) cure() string {
	if s == shapeEmpty || s == shapeObject {
		return ""
	}
	return `Answer with {"externalId": "…"}, or with an empty body.`
}

// text reads a string member. kind says what the member is if it is not a non-empty string; it is
// "" if the member is missing.
func (m bodyMembers) text(name string) (value, kind string) {
	raw, there := m[name]
	if !there {
		return "", ""
	}
	switch raw[0] {
	case 'n':
		return "", "null"
	case 't', 'f':
		return "", "true or false"
	case '{':
		return "", "an object"
	case '[':
		return "", "an array"
	case '"':
		if json.Unmarshal(raw, &value) == nil && value != "" {
			return value, ""
		}
		return "", "an empty text"
	}
	return "", "a number"
}

// near finds a member that was likely meant as name, with other case, dashes or underscores.
func (m bodyMembers) near(name string) string {
	best := ""
	for key := range m {
		bare := strings.NewReplacer("_", "", "-", "", " ", "").Replace(key)
		if strings.EqualFold(bare, name) && (best == "" || key < best) {
			best = key
		}
	}
	return best
}

// isText tells whether a body can be shown as text.
func isText(body []byte) bool { return utf8.Valid(body) && !bytes.ContainsRune(body, 0) }
