package schemas

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// check tells whether a value is valid. It allocates nothing and never panics.
type check func(value any) bool

// compiler turns a schema into one check. It knows the keywords that the published schemas use,
// in the forms they use; anything else is an error, so that the checks never miss what the schema
// says.
type compiler struct {
	doc map[string]any
}

// annotations are the keywords that do not affect validity.
var annotations = [...]string{
	"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default",
	"then", // read with "if"
}

func (c *compiler) compile(node any) (check, error) {
	if yes, ok := node.(bool); ok {
		return func(any) bool { return yes }, nil
	}
	schema, ok := node.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%v is not a schema", node)
	}
	var all []check
	for _, keyword := range keywordsOf(schema) {
		one, err := c.keyword(keyword, schema)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", keyword, err)
		}
		all = append(all, one)
	}
	return allOf(all), nil
}

// keywordsOf returns the keywords that judge, `type` first because it refuses most.
func keywordsOf(schema map[string]any) []string {
	var words []string
	for word := range schema {
		if word == "required" && schema["properties"] != nil {
			continue // read with "properties"
		}
		if !slices.Contains(annotations[:], word) {
			words = append(words, word)
		}
	}
	sort.Slice(words, func(i, j int) bool {
		if (words[i] == "type") != (words[j] == "type") {
			return words[i] == "type"
		}
		return words[i] < words[j]
	})
	return words
}

func (c *compiler) keyword(word string, schema map[string]any) (check, error) {
	argument := schema[word]
	switch word {
	case "$ref":
		return c.ref(argument)
	case "type":
		return typeCheck(argument)
	case "properties", "required":
		return c.members(schema)
	case "allOf":
		return c.allOf(argument)
	case "if":
		return c.ifThen(argument, schema["then"])
	case "not":
		one, err := c.compile(argument)
		return func(v any) bool { return !one(v) }, err
	case "const", "enum":
		return enumCheck(word, argument)
	case "minLength":
		return minLengthCheck(argument)
	case "minimum", "exclusiveMinimum":
		return minimumCheck(word, argument)
	case "format", "pattern":
		return uuidCheck(argument)
	}
	return nil, fmt.Errorf("the judge does not know this keyword")
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

func (c *compiler) allOf(argument any) (check, error) {
	list, ok := argument.([]any)
	if !ok {
		return nil, fmt.Errorf("%v is not a list", argument)
	}
	all := make([]check, len(list))
	for i, node := range list {
		var err error
		if all[i], err = c.compile(node); err != nil {
			return nil, err
		}
	}
	return allOf(all), nil
}

func (c *compiler) ifThen(condition, consequence any) (check, error) {
	test, err := c.compile(condition)
	if err != nil {
		return nil, err
	}
	then, err := c.compile(consequence)
	return func(v any) bool { return !test(v) || then(v) }, err
}

func (c *compiler) ref(argument any) (check, error) {
	target, err := resolve(c.doc, argument)
	if err != nil {
		return nil, err
	}
	return c.compile(target)
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

// formError refuses a keyword in a form that the checks do not know.
func formError(known bool, argument any) error {
	if known {
		return nil
	}
	return fmt.Errorf("the judge does not know the form %v", argument)
}
