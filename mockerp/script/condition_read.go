package script

import (
	"encoding/json"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// condition reads one entry of `members`. The kinds are those that the rule can match.
func (c *compiler) condition(pointer, name string, kinds []schemas.Kind) (condition, bool) {
	path, is, ok := c.path(pointer, name, kinds)
	if !ok {
		return condition{}, false
	}
	r := conditionReader{compiler: c, name: name, is: is, condition: condition{path: path, name: dotted(path)}}
	return r.read(pointer), true
}

// path reads the name of a member. A dotted path must be one that the contract knows, for
// a misspelt one would never match; a JSON pointer may be anything.
func (c *compiler) path(pointer, name string, kinds []schemas.Kind) (path []string, is nature, ok bool) {
	if path, ok = yamlfile.SplitPointer(name); ok && len(path) > 0 {
		is, _ = c.members.find(dotted(path), kinds)
		return path, is, true
	}
	path = strings.Split(name, ".")
	if is, ok = c.members.find(name, kinds); ok {
		return path, is, true
	}
	if _, elsewhere := c.members.find(name, schemas.Kinds()); elsewhere {
		c.refuseName(pointer, "%s has no member %q", anyPost(kinds), name)
		return nil, "", false
	}
	cure := "write \"/" + strings.ReplaceAll(name, ".", "/") + "\" if the MES really sends it"
	if near := schemas.Nearest(name, c.members.names(kinds)); near != "" {
		c.refuseName(pointer, "%q is not a member of a post: did you mean %q? (Otherwise %s.)", name, near, cure)
	} else {
		c.refuseName(pointer, "%q is not a member of a post: %s", name, cure)
	}
	return nil, "", false
}

// conditionReader reads what a member is compared with.
type conditionReader struct {
	*compiler
	name      string
	is        nature
	condition condition
}

// read reads comparisons, or one value or several that the member may have.
func (r *conditionReader) read(pointer string) condition {
	value, _ := r.file.Value(pointer)
	switch v := value.(type) {
	case map[string]any:
		r.comparisons(pointer, v)
	case []any:
		for i := range v {
			r.value(pointer + yamlfile.Pointer(i))
		}
	default:
		r.value(pointer)
	}
	return r.condition
}

// value reads a value that the member may have. Where the contract says that the member
// is text, a plain 0007 or 7 is the text that was written (P1); where it says that it is
// a number, text would never match (P6).
func (r *conditionReader) value(pointer string) {
	value, _ := r.file.Value(pointer)
	_, isText := value.(string)
	switch {
	case r.is == object && value != nil:
		r.refuse(pointer, "%q is an object: name one of its members, such as item.sku, or write present or absent", r.name)
	case r.is == text && value != nil:
		value, _ = r.file.Text(pointer)
	case r.is == number && isText:
		r.refuse(pointer, "%q is a number in every right post: write it without quotes and leading zeros", r.name)
	}
	r.condition.values = append(r.condition.values, value)
}

func (r *conditionReader) comparisons(pointer string, asked map[string]any) {
	for _, is := range []string{"above", "atLeast", "below", "atMost"} {
		limit, ok := asked[is].(json.Number)
		if !ok {
			continue
		}
		if r.is == text || r.is == object {
			r.refuseName(pointer+"/"+is, "%q is %s in every right post: %s compares numbers", r.name, r.is, is)
		}
		r.condition.bounds = append(r.condition.bounds, bound{is: is, limit: limit})
	}
	_, r.condition.absent = asked["absent"]
	if pattern, ok := asked["matches"].(string); ok {
		if r.is == number || r.is == object {
			r.refuseName(pointer+"/matches", "%q is %s in every right post: matches looks at text", r.name, r.is)
		}
		r.pattern(pointer+"/matches", pattern)
	}
}

// The bounds of compiled patterns: matching costs at most so many steps for each letter of
// a text, and all patterns of a script together take some tens of megabytes.
const (
	maxPattern      = 1000 // letters, as the schema has it
	maxInstructions = 2000
	maxPatterns     = 200_000
)

const tooRepeated = "this regular expression repeats too much: make it shorter"

func (r *conditionReader) pattern(pointer, words string) {
	if len(words) > utf8.UTFMax*maxPattern {
		r.refuse(pointer, "this regular expression is longer than %d letters: make it shorter", maxPattern)
		return
	}
	parsed, err := syntax.Parse(words, syntax.Perl)
	if err != nil {
		r.refuse(pointer, "this is not a regular expression of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	if message := r.afford(parsed); message != "" {
		r.refuse(pointer, "%s", message)
		return
	}
	if r.condition.pattern, err = regexp.Compile(words); err != nil {
		r.refuse(pointer, "this is not a regular expression of RE2: %v", err)
	}
	r.condition.begins = beginning(parsed)
}

// beginning is how every text begins that a pattern is found in, as SN- for ^SN-[0-9]; "" is not known. What is no
// letter in a text counts as U+FFFD there, so that one says nothing.
func beginning(pattern *syntax.Regexp) string {
	if pattern.Op != syntax.OpConcat || pattern.Sub[0].Op != syntax.OpBeginText {
		return ""
	}
	second := pattern.Sub[1]
	if second.Op != syntax.OpLiteral || second.Flags&syntax.FoldCase != 0 || slices.Contains(second.Rune, utf8.RuneError) {
		return ""
	}
	return string(second.Rune)
}

// afford counts what a pattern costs; the message says that it is too much.
func (c *compiler) afford(pattern *syntax.Regexp) (message string) {
	if c.instructions > maxPatterns {
		return "the regular expressions of this script are too long in all: use shorter ones, or fewer"
	}
	if leastInstructions(pattern) > maxInstructions {
		return tooRepeated
	}
	program, err := syntax.Compile(pattern.Simplify())
	if err != nil || len(program.Inst) > maxInstructions {
		return tooRepeated
	}
	c.instructions += len(program.Inst)
	return ""
}

// leastInstructions counts what a pattern is compiled to at least, without doing so. It stops where that is too much.
func leastInstructions(pattern *syntax.Regexp) (sum int) {
	switch pattern.Op {
	case syntax.OpLiteral:
		return len(pattern.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	}
	for _, part := range pattern.Sub {
		if sum += leastInstructions(part); sum > maxInstructions {
			return sum
		}
	}
	if pattern.Op == syntax.OpRepeat {
		sum *= max(pattern.Min, pattern.Max)
	}
	return sum
}

// covers tells whether every value that fulfils the other condition, on the same member,
// fulfils this one in an obvious way.
func (c *condition) covers(other *condition) bool {
	switch {
	case c.absent || other.absent:
		return c.absent == other.absent
	case len(other.values) > 0:
		return !slices.ContainsFunc(other.values, func(value any) bool { return !c.fits(value) })
	case len(c.values) > 0:
		return false
	case c.pattern != nil && (other.pattern == nil || c.pattern.String() != other.pattern.String()):
		return false
	}
	return !slices.ContainsFunc(c.bounds, func(b bound) bool { return !slices.ContainsFunc(other.bounds, b.covers) })
}

// covers tells whether the other bound is as strict as this one, or stricter.
func (b bound) covers(other bound) bool {
	order := compareNumbers(string(other.limit), string(b.limit))
	switch b.is + " " + other.is {
	case "above above", "atLeast atLeast", "atLeast above":
		return order >= 0
	case "above atLeast":
		return order > 0
	case "below below", "atMost atMost", "atMost below":
		return order <= 0
	case "below atMost":
		return order < 0
	}
	return false
}
