package main

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// keys turns a JSON Schema into tables: one for each form of object, in the order in which they are found.
type keys struct {
	t    *testing.T
	file string
	root *yaml.Node
	open []keysOf
	seen []string
}

// keysOf is one form of object; name is empty for the file itself.
type keysOf struct {
	name string
	node *yaml.Node
}

// member is the value of a key; nil if there is none.
func member(node *yaml.Node, key string) *yaml.Node {
	for name, value := range members(node) {
		if name == key {
			return value
		}
	}
	return nil
}

func members(node *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		if node == nil || node.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if !yield(node.Content[i].Value, node.Content[i+1]) {
				return
			}
		}
	}
}

func word(node *yaml.Node, key string) string {
	if value := member(node, key); value != nil && value.Kind == yaml.ScalarNode {
		return value.Value
	}
	return ""
}

func (k *keys) table(of keysOf) string {
	text := ""
	if of.name != "" {
		text = "\n### Keys of `" + of.name + "`\n\n"
		if about := word(of.node, "description"); about != "" {
			text += about + "\n\n"
		}
	}
	text += head("key", "value", "meaning")
	needed := required(of.node)
	for key, node := range members(member(of.node, "properties")) {
		shown := "`" + key + "`"
		if slices.Contains(needed, key) {
			shown += " (required)"
		}
		text += row(shown, k.value(key, node), k.meaning(key, node))
	}
	return text
}

// meaning is the nearest description, with the default.
func (k *keys) meaning(key string, node *yaml.Node) string {
	about, fallback := "", ""
	for _, n := range k.chain(node) {
		about, fallback = cmp.Or(about, word(n, "description")), cmp.Or(fallback, word(n, "default"))
	}
	if about == "" {
		k.t.Errorf("%s does not describe %s", k.file, key)
	}
	if fallback != "" {
		about += " Default: `" + fallback + "`."
	}
	return about
}

// chain is a node and the nodes that its $refs lead to.
func (k *keys) chain(node *yaml.Node) []*yaml.Node {
	chain, root := []*yaml.Node{node}, k.root
	for word(node, "$ref") != "" {
		file, path, _ := strings.Cut(word(node, "$ref"), "#/")
		if file != "" {
			root = readSchema(k.t, file)
		}
		node = root
		for _, part := range strings.Split(path, "/") {
			node = member(node, part)
		}
		if node == nil {
			k.t.Fatalf("%s refers to %s, which is not there", k.file, path)
		}
		chain = append(chain, node)
	}
	return chain
}

// value says briefly what is allowed; an object with keys of its own gets a table.
func (k *keys) value(key string, node *yaml.Node) string {
	name := key
	chain := k.chain(node)
	for _, n := range chain[:len(chain)-1] {
		file, path, _ := strings.Cut(word(n, "$ref"), "#/")
		if file != "" {
			return "as in [`" + file + "`](../schemas/" + file + ")"
		}
		name = path[strings.LastIndex(path, "/")+1:]
	}
	target := chain[len(chain)-1]
	switch {
	case member(target, "properties") != nil:
		return k.object(name, target)
	case word(target, "title") != "":
		return lowerFirst(word(target, "title"))
	case word(target, "const") != "":
		return "`" + word(target, "const") + "`"
	case member(target, "enum") != nil:
		var words []string
		for _, value := range member(target, "enum").Content {
			words = append(words, "`"+value.Value+"`")
		}
		return strings.Join(words, ", ")
	}
	for _, choice := range []string{"anyOf", "oneOf"} {
		if list := member(target, choice); list != nil && word(list.Content[0], "required") == "" && member(list.Content[0], "required") == nil {
			return k.choice(name, list)
		}
	}
	return k.plain(name, target)
}

func (k *keys) object(name string, node *yaml.Node) string {
	if !slices.Contains(k.seen, name) {
		k.seen = append(k.seen, name)
		k.open = append(k.open, keysOf{name, node})
	}
	return "[`" + name + "`](#" + anchorOf("Keys of "+name) + ")"
}

func (k *keys) choice(name string, list *yaml.Node) string {
	var words []string
	for _, node := range list.Content {
		if said := k.value(name, node); !slices.Contains(words, said) {
			words = append(words, said)
		}
	}
	return strings.Join(words, ", or ")
}

// plain describes a node that has a type and nothing in it.
func (k *keys) plain(name string, node *yaml.Node) string {
	types := []string{word(node, "type")}
	if list := member(node, "type"); list != nil && list.Kind == yaml.SequenceNode {
		types = nil
		for _, value := range list.Content {
			types = append(types, value.Value)
		}
	}
	for i, kind := range types {
		switch kind {
		case "string":
			types[i] = "text"
		case "integer":
			types[i] = "whole number"
		case "boolean":
			types[i] = "`true` or `false`"
		case "array":
			types[i] = "list"
			if items := member(node, "items"); items != nil {
				types[i] = "list of " + k.value(name, items)
			}
		case "object":
			types[i] = "object"
			if values := member(node, "additionalProperties"); values != nil && values.Kind == yaml.MappingNode {
				types[i] = "object of names, each with " + k.value(name, values)
			}
		}
	}
	if example := member(node, "examples"); example != nil && example.Content[0].Kind == yaml.ScalarNode {
		return strings.Join(types, ", or ") + " such as `" + example.Content[0].Value + "`"
	}
	return strings.Join(types, ", or ")
}

// lowerFirst lowers the first letter of a title, unless it begins with an abbreviation.
func lowerFirst(title string) string {
	if strings.ToUpper(title[:2]) == title[:2] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}
