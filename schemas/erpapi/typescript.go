package erpapi

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

const typesHead = `// What the MES posts to an ERP, and what the ERP may answer, as TypeScript types.
// Made by erpkit from the JSON Schemas of the contract: do not edit. A name in parentheses is a clause.
//
// Types cannot say everything: that text is not empty, what a UUID looks like, that a number is whole or not negative.
// Whoever must know judges by the JSON Schemas. Members that are not listed here may be there, too (T8).
`

// aboutComments is what a schema says of its own keywords: a type has none.
const aboutComments = "A $comment names the clause that its part of the schema encodes. "

// typeScript writes the types. A post is a union of its acts, so that the compiler knows by "type" which members there are.
func typeScript() ([]byte, error) {
	var b strings.Builder
	b.WriteString(typesHead)
	var posts []string
	for _, one := range components {
		schema, err := readSchema(one.file)
		if err != nil {
			return nil, err
		}
		w := typeWriter{to: &b, definitions: at(schema, "$defs")}
		if at(schema, "properties", "type") != nil {
			posts = append(posts, one.name)
			err = w.post(one.name, schema)
		} else {
			err = w.object(one.name, schema)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.file, err)
		}
	}
	fmt.Fprintf(&b, "\n/** Anything that the MES posts: an ERP may give one URL for all (C5). */\nexport type Post = %s;\n", strings.Join(posts, " | "))
	return []byte(b.String()), nil
}

type typeWriter struct {
	to          *strings.Builder
	definitions *yaml.Node
}

// post writes one interface for each act, and their union.
func (w typeWriter) post(name string, schema *yaml.Node) error {
	var acts []string
	for _, word := range at(schema, "properties", "type", "enum").Content {
		act := strings.TrimSuffix(name, "Post") + strings.ToUpper(word.Value[:1]) + word.Value[1:]
		narrow, err := actOf(schema, word.Value)
		if err != nil {
			return err
		}
		if err := w.object(act, narrow); err != nil {
			return err
		}
		acts = append(acts, act)
	}
	fmt.Fprintf(w.to, "\n%sexport type %s = %s;\n", comment("", value(schema, "description")), name, strings.Join(acts, " | "))
	return nil
}

// actOf narrows the schema of a kind to one act: what its "if" says of this type holds, and nothing else.
func actOf(schema *yaml.Node, word string) (*yaml.Node, error) {
	narrow := plain(schema)
	set(at(narrow, "properties", "type"), "const", text(word))
	drop(at(narrow, "properties", "type"), "enum")
	rules := at(schema, "allOf")
	drop(narrow, "allOf", "title")
	set(narrow, "description", text(fmt.Sprintf("%s, type %q.", value(schema, "title"), word)))
	if rules == nil {
		return narrow, nil
	}
	for _, rule := range rules.Content {
		wanted := at(rule, "if", "properties", "type", "const")
		if wanted == nil || at(rule, "else") != nil {
			return nil, fmt.Errorf("an allOf that is not an if of one type with its then cannot be made a type")
		}
		if wanted.Value == word {
			narrowBy(narrow, at(rule, "then"))
		}
	}
	return narrow, nil
}

// narrowBy lays one schema over another.
func narrowBy(schema, more *yaml.Node) {
	members(more, func(keyword string, argument *yaml.Node) {
		there := at(schema, keyword)
		switch {
		case keyword == "properties" && there != nil:
			members(argument, func(name string, inner *yaml.Node) {
				if member := at(there, name); member != nil {
					narrowBy(member, inner)
					return
				}
				set(there, name, plain(inner))
			})
		case keyword == "required" && there != nil:
			there.Content = append(there.Content, argument.Content...)
		case keyword != "$comment":
			set(schema, keyword, plain(argument))
		}
	})
}

func (w typeWriter) object(name string, schema *yaml.Node) error {
	body, err := w.typeOf("", schema)
	fmt.Fprintf(w.to, "\n%sexport interface %s %s\n", comment("", value(schema, "description")), name, body)
	return err
}

// typeOf gives the type of what a schema allows. What it does not know is an error, lest a type allow too much in silence.
func (w typeWriter) typeOf(indent string, schema *yaml.Node) (string, error) {
	if ref := value(schema, "$ref"); ref != "" && at(schema, "not") == nil {
		definition := at(w.definitions, strings.TrimPrefix(ref, "#/$defs/"))
		if definition == nil {
			return "", fmt.Errorf("there is no %s", ref)
		}
		return w.typeOf(indent, definition)
	}
	kind := at(schema, "type")
	switch {
	case at(schema, "not") != nil:
		return "never", nil
	case at(schema, "const") != nil:
		return fmt.Sprintf("%q", value(schema, "const")), nil
	case value(schema, "type") == "object":
		return w.members(indent, schema)
	case kind != nil && kind.Kind == yaml.SequenceNode:
		return union(kind.Content)
	case kind != nil:
		return union([]*yaml.Node{kind})
	}
	return "", fmt.Errorf("a schema without a type cannot be made a type")
}

func (w typeWriter) members(indent string, schema *yaml.Node) (string, error) {
	var required []string
	if list := at(schema, "required"); list != nil {
		for _, name := range list.Content {
			required = append(required, name.Value)
		}
	}
	made, deeper := "{\n", indent+"  "
	var wrong error
	members(at(schema, "properties"), func(name string, member *yaml.Node) {
		mark := "?"
		if slices.Contains(required, name) {
			mark = ""
		}
		kind, err := w.typeOf(deeper, member)
		if err != nil && wrong == nil {
			wrong = fmt.Errorf("%s: %w", name, err)
		}
		made += comment(deeper, value(member, "description")) + deeper + name + mark + ": " + kind + ";\n"
	})
	return made + indent + "}", wrong
}

func union(words []*yaml.Node) (string, error) {
	var types []string
	for _, word := range words {
		switch word.Value {
		case "string", "number", "boolean", "null":
			types = append(types, word.Value)
		case "integer":
			types = append(types, "number")
		default:
			return "", fmt.Errorf("the type %q cannot be made a type", word.Value)
		}
	}
	return strings.Join(types, " | "), nil
}

func comment(indent, words string) string {
	if words == "" {
		return ""
	}
	words = strings.ReplaceAll(words, aboutComments, "")
	return indent + "/** " + strings.ReplaceAll(words, "*/", "* /") + " */\n"
}
