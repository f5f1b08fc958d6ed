package schemas

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// check tells whether a value is valid. It allocates nothing and never panics.
type check func(value any) bool

// rule is a part of a schema, ready for use.
type rule struct {
	valid check
	// tell says where a value that is not valid fails: at which pointer below the given one, by which keyword.
	tell func(value any, pointer string, say reporter)
}

// reporter is told of one keyword that failed itself.
type reporter func(pointer string, at location)

// location is a keyword in a schema.
type location struct {
	keyword     string
	schema      map[string]any // that holds the keyword
	clause      string         // the deepest $comment on the way
	conditional bool           // below a "then"
}

// compiler turns a schema into one rule. It knows the keywords that the published schemas use,
// in the forms they use; anything else is an error, so that the rules never miss what the schema
// says.
type compiler struct {
	doc map[string]any
}

// annotations are the keywords that do not affect validity.
var annotations = [...]string{
	"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default",
	"then", // read with "if"
}

// judging are the keywords that judge, in the order in which they are asked: `type` refuses most, and what holds always comes
// before what holds for some.
var judging = [...]string{
	"type", "const", "enum", "format", "required", "properties", "minLength", "maxLength", "pattern", "minimum", "exclusiveMinimum",
	"$ref", "not", "allOf", "if",
}

func (c *compiler) compile(node any, at location) (rule, error) {
	if yes, ok := node.(bool); ok {
		return leaf(func(any) bool { return yes }, at), nil
	}
	schema, ok := node.(map[string]any)
	if !ok {
		return rule{}, fmt.Errorf("%v is not a schema", node)
	}
	at.schema = schema
	if clause, ok := schema["$comment"].(string); ok {
		at.clause = clause
	}
	words, err := keywordsOf(schema)
	var all []rule
	for _, at.keyword = range words {
		one, err := c.keyword(schema[at.keyword], at)
		if err != nil {
			return rule{}, fmt.Errorf("%s: %w", at.keyword, err)
		}
		all = append(all, one)
	}
	return together(all, len(words) > 0 && words[0] == "type"), err
}

// keywordsOf returns the keywords that judge, in their order.
func keywordsOf(schema map[string]any) (words []string, err error) {
	for _, word := range judging {
		if _, there := schema[word]; there && (word != "required" || schema["properties"] == nil) { // read with "properties"
			words = append(words, word)
		}
	}
	for word := range schema {
		if !slices.Contains(judging[:], word) && !slices.Contains(annotations[:], word) {
			err = fmt.Errorf("%s: the judge does not know this keyword", word)
		}
	}
	return words, err
}

func (c *compiler) keyword(argument any, at location) (rule, error) {
	switch at.keyword {
	case "$ref":
		return c.ref(argument, at)
	case "properties", "required":
		return c.members(at)
	case "allOf":
		return c.allOf(argument, at)
	case "if":
		return c.ifThen(argument, at)
	}
	one, err := c.check(argument, at)
	return leaf(one, at), err
}

// check compiles a keyword that fails itself.
func (c *compiler) check(argument any, at location) (check, error) {
	switch at.keyword {
	case "type":
		return typeCheck(argument)
	case "not":
		one, err := c.compile(argument, at)
		return func(v any) bool { return !one.valid(v) }, err
	case "const", "enum":
		return enumCheck(at.keyword, argument)
	case "minLength":
		return minLengthCheck(argument)
	case "maxLength":
		return maxLengthCheck(argument)
	case "minimum", "exclusiveMinimum":
		return minimumCheck(at.keyword, argument)
	}
	return uuidCheck(argument) // "format", "pattern"
}

// leaf is the rule of a keyword that fails itself.
func leaf(valid check, at location) rule {
	return rule{valid, func(v any, pointer string, say reporter) {
		if !valid(v) {
			say(pointer, at)
		}
	}}
}

// together is valid where all rules are. Where a type comes first and is wrong, nothing else matters.
func together(all []rule, typed bool) rule {
	checks := make([]check, len(all))
	for i := range all {
		checks[i] = all[i].valid
	}
	return rule{allOf(checks), func(v any, pointer string, say reporter) {
		for i := range all {
			all[i].tell(v, pointer, say)
			if i == 0 && typed && !all[0].valid(v) {
				return
			}
		}
	}}
}

func allOf(all []check) check {
	switch len(all) {
	case 0:
		return func(any) bool { return true }
	case 1:
		return all[0]
	}
	return func(v any) bool {
		for _, one := range all {
			if !one(v) {
				return false
			}
		}
		return true
	}
}

func (c *compiler) allOf(argument any, at location) (rule, error) {
	list, ok := argument.([]any)
	if !ok {
		return rule{}, fmt.Errorf("%v is not a list", argument)
	}
	all := make([]rule, len(list))
	for i, node := range list {
		var err error
		if all[i], err = c.compile(node, at); err != nil {
			return rule{}, err
		}
	}
	return together(all, false), nil
}

func (c *compiler) ifThen(condition any, at location) (rule, error) {
	test, err := c.compile(condition, at)
	if err != nil {
		return rule{}, err
	}
	consequence := at.schema["then"]
	at.conditional = true
	then, err := c.compile(consequence, at)
	return rule{
		func(v any) bool { return !test.valid(v) || then.valid(v) },
		func(v any, pointer string, say reporter) {
			if test.valid(v) {
				then.tell(v, pointer, say)
			}
		},
	}, err
}

func (c *compiler) ref(argument any, at location) (rule, error) {
	target, err := resolve(c.doc, argument)
	if err != nil {
		return rule{}, err
	}
	return c.compile(target, at)
}

// resolve finds what `"$ref": "#/$defs/name"` means.
func resolve(doc map[string]any, argument any) (any, error) {
	text, _ := argument.(string)
	name, ok := strings.CutPrefix(text, "#/$defs/")
	defs, _ := doc["$defs"].(map[string]any)
	if target, found := defs[name]; ok && found {
		return target, nil
	}
	return nil, fmt.Errorf("%q is not one of the schema's own $defs", text)
}

func minLengthCheck(argument any) (check, error) {
	least, ok := argument.(float64)
	return func(v any) bool {
		text, isText := v.(string)
		return !isText || (least <= 1 && len(text) >= int(least)) || utf8.RuneCountInString(text) >= int(least)
	}, formError(ok, argument)
}

// maxLengthCheck compiles the bound beside a pattern: in some languages its "$" lets a line break follow.
func maxLengthCheck(argument any) (check, error) {
	most, ok := argument.(float64)
	return func(v any) bool {
		text, isText := v.(string)
		return !isText || len(text) <= int(most) || utf8.RuneCountInString(text) <= int(most)
	}, formError(ok, argument)
}

// formError refuses a keyword in a form that the checks do not know.
func formError(known bool, argument any) error {
	if known {
		return nil
	}
	return fmt.Errorf("the judge does not know the form %v", argument)
}
