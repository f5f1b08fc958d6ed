package script

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// condition is what one member of the payload must be like. Of values, pattern and bounds
// only what is set is asked for.
type condition struct {
	// path are the names to follow; name is the path as text, the same for /a/b and a.b.
	path []string
	name string

	absent  bool
	values  []any // string, json.Number, bool or nil
	pattern *regexp.Regexp
	begins  string // how every text begins that the pattern is found in; "" is not known
	bounds  []bound
}

type bound struct {
	is    string // above, atLeast, below or atMost
	limit json.Number
}

func (c *condition) holds(payload map[string]any) bool {
	value, there := follow(payload, c.path)
	if !there || c.absent {
		return !there && c.absent
	}
	return c.fits(value)
}

// fits looks at the value of a member that is there.
func (c *condition) fits(value any) bool {
	if len(c.values) > 0 && !oneOf(c.values, value) {
		return false
	}
	if c.pattern != nil && !found(c.pattern, value) {
		return false
	}
	for i := range c.bounds {
		if !c.bounds[i].holds(value) {
			return false
		}
	}
	return true
}

func follow(payload map[string]any, path []string) (value any, there bool) {
	inside := payload
	for _, name := range path[:len(path)-1] {
		next, ok := inside[name].(map[string]any)
		if !ok {
			return nil, false
		}
		inside = next
	}
	value, there = inside[path[len(path)-1]]
	return value, there
}

func oneOf(values []any, value any) bool {
	return slices.ContainsFunc(values, func(want any) bool { return same(want, value) })
}

// same compares text letter by letter and numbers by their value (P1, P6). Text is never
// the same as a number.
func same(want, value any) bool {
	switch w := want.(type) {
	case string:
		got, ok := value.(string)
		return ok && got == w
	case json.Number:
		got, ok := schemas.NumberText(value)
		return ok && (got == string(w) || compareNumbers(got, string(w)) == 0)
	case bool:
		got, ok := value.(bool)
		return ok && got == w
	}
	return value == nil
}

// maxMatched is the longest text that a pattern is looked for in.
const maxMatched = 64 << 10

func found(pattern *regexp.Regexp, value any) bool {
	words, ok := value.(string)
	return ok && len(words) <= maxMatched && pattern.MatchString(words)
}

func (b bound) holds(value any) bool {
	got, ok := schemas.NumberText(value)
	if !ok {
		return false
	}
	order := compareNumbers(got, string(b.limit))
	switch b.is {
	case "above":
		return order > 0
	case "atLeast":
		return order >= 0
	case "below":
		return order < 0
	}
	return order <= 0
}

// dotted is a path as one text. Names with dots in them keep apart from paths.
func dotted(path []string) string {
	escaped := make([]string, len(path))
	for i, name := range path {
		escaped[i] = strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), ".", `\.`)
	}
	return strings.Join(escaped, ".")
}
