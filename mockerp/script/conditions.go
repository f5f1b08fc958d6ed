package script

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Conditions are what a post must be like: the kind, type and members of a rule's `when`. Other files
// that choose posts use them too, so that one language does for all. They are never changed.
type Conditions struct{ when when }

// ConditionsReader reads Conditions out of one file.
type ConditionsReader struct{ compiler compiler }

// NewConditionsReader is for a file that has been checked with its schema, which allows for the
// conditions what `$defs/when` of script.schema.json allows.
func NewConditionsReader(f *yamlfile.File) *ConditionsReader {
	return &ConditionsReader{compiler{file: f, members: contractMembers()}}
}

// Read reads kind, type and members of the object at a JSON pointer. What is wrong with them is in
// Problems, of all that was read so far.
func (r *ConditionsReader) Read(pointer string) Conditions {
	var from fileWhen
	from.Kind, _ = r.compiler.file.Value(pointer + "/kind")
	from.Type, _ = r.compiler.file.Value(pointer + "/type")
	return Conditions{r.compiler.when(pointer, from)}
}

// Problems are the mistakes in all conditions that were read.
func (r *ConditionsReader) Problems() yamlfile.Problems { return r.compiler.problems }

// Hold tells whether the post is as the conditions want it. Kind, type and payload are looked at.
func (c *Conditions) Hold(p *Post) bool { return c.when.matches(p) }

// Kinds are the kinds of post that can match: those that are named, or all.
func (c *Conditions) Kinds() []schemas.Kind {
	if len(c.when.kinds) > 0 {
		return slices.Clone(c.when.kinds)
	}
	return schemas.Kinds()
}

// Differences are the conditions that the post does not fulfil, and only those; nil when all hold.
func (c *Conditions) Differences(p *Post) []traffic.Difference {
	var list []traffic.Difference
	if len(c.when.kinds) > 0 && !slices.Contains(c.when.kinds, p.Kind) {
		list = append(list, traffic.Difference{Member: "kind", Wanted: oneOfWords(c.when.kinds), Got: orNothing(string(p.Kind))})
	}
	if len(c.when.types) > 0 && !slices.Contains(c.when.types, p.Type) {
		list = append(list, traffic.Difference{Member: "type", Wanted: oneOfWords(c.when.types), Got: orNothing(p.Type)})
	}
	for i := range c.when.conditions {
		one := &c.when.conditions[i]
		if one.holds(p.Payload) {
			continue
		}
		got := "nothing"
		if value, there := follow(p.Payload, one.path); there {
			got = inWords(value)
		}
		list = append(list, traffic.Difference{Member: one.name, Wanted: one.wanted(), Got: got})
	}
	return list
}

// Unmet counts the conditions that the post does not fulfil; it is cheaper than Differences.
func (c *Conditions) Unmet(p *Post) int {
	n := 0
	if len(c.when.kinds) > 0 && !slices.Contains(c.when.kinds, p.Kind) {
		n++
	}
	if len(c.when.types) > 0 && !slices.Contains(c.when.types, p.Type) {
		n++
	}
	for i := range c.when.conditions {
		if !c.when.conditions[i].holds(p.Payload) {
			n++
		}
	}
	return n
}

// Wanted lists all conditions in words, such as `kind device` or `serial "SN-7"`.
func (c *Conditions) Wanted() []string {
	var list []string
	if len(c.when.kinds) > 0 {
		list = append(list, "kind "+oneOfWords(c.when.kinds))
	}
	if len(c.when.types) > 0 {
		list = append(list, "type "+oneOfWords(c.when.types))
	}
	for i := range c.when.conditions {
		list = append(list, c.when.conditions[i].name+" "+c.when.conditions[i].wanted())
	}
	return list
}

// wanted says what the condition asks for.
func (c *condition) wanted() string {
	var words []string
	if len(c.values) > 0 {
		values := make([]string, 0, mostWords)
		for _, value := range c.values[:min(len(c.values), mostWords)] {
			values = append(values, inWords(value))
		}
		words = append(words, enumerate(values, len(c.values)))
	}
	if c.pattern != nil {
		words = append(words, "text that matches "+clip(c.pattern.String()))
	}
	for _, b := range c.bounds {
		words = append(words, map[string]string{
			"above": "above ", "atLeast": "at least ", "below": "below ", "atMost": "at most ",
		}[b.is]+clip(string(b.limit)))
	}
	switch {
	case c.absent:
		return "absent"
	case len(words) == 0:
		return "present"
	}
	return strings.Join(words, " and ")
}

// mostWords is how many of several values are named, and mostLetters how much of one is shown.
const (
	mostWords   = 5
	mostLetters = 80
)

func oneOfWords[T ~string](all []T) string {
	var words []string
	for _, word := range all[:min(len(all), mostWords)] {
		words = append(words, string(word))
	}
	return enumerate(words, len(all))
}

// enumerate joins the first words of so many in all: a, b or c.
func enumerate(words []string, all int) string {
	if more := all - len(words); more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	return schemas.List(words, "or")
}

// inWords shows a value as JSON would write it.
func inWords(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(clip(v))
	case json.Number:
		return clip(string(v))
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return strings.ReplaceAll(fmt.Sprint(value), "<nil>", "null")
}

func clip(s string) string { return show.Clip(s, mostLetters) }

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return clip(s)
}
