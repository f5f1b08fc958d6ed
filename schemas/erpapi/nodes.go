package erpapi

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// Documents are trees of YAML nodes here, for a node keeps the order of its members, and JSON is YAML.

func parse(text []byte) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	if len(root.Content) != 1 {
		return nil, fmt.Errorf("the file is empty")
	}
	return plain(root.Content[0]), nil
}

// plain copies a node without references and without the marks of where it came from: objects stand in lines
// of their own, and only what must be quoted is.
func plain(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return plain(node.Alias)
	}
	made := &yaml.Node{Kind: node.Kind, Tag: node.ShortTag(), Value: node.Value, Style: node.Style & yaml.LiteralStyle}
	for _, inner := range node.Content {
		made.Content = append(made.Content, plain(inner))
	}
	if node.Kind == yaml.SequenceNode && len(node.Content) > 0 && node.Content[0].Kind == yaml.ScalarNode {
		made.Style = yaml.FlowStyle
	}
	return made
}

// at finds a node by the names on the way to it; nil where there is none.
func at(node *yaml.Node, path ...string) *yaml.Node {
	for _, name := range path {
		_, node = pair(node, name)
	}
	return node
}

// pair finds a member and its place.
func pair(node *yaml.Node, name string) (int, *yaml.Node) {
	if node == nil || node.Kind != yaml.MappingNode {
		return 0, nil
	}
	for i := 0; i < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return i, node.Content[i+1]
		}
	}
	return 0, nil
}

// value is the text of a member; empty where there is none.
func value(node *yaml.Node, path ...string) string {
	if found := at(node, path...); found != nil {
		return found.Value
	}
	return ""
}

// set gives an object a member, or another value to the one that it has.
func set(node *yaml.Node, name string, to *yaml.Node) {
	if i, found := pair(node, name); found != nil {
		node.Content[i+1] = to
		return
	}
	node.Content = append(node.Content, text(name), to)
}

func drop(node *yaml.Node, names ...string) {
	for _, name := range names {
		if i, found := pair(node, name); found != nil {
			node.Content = append(node.Content[:i:i], node.Content[i+2:]...)
		}
	}
}

func text(words string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: words}
}

// members calls with each member of an object, in its order.
func members(node *yaml.Node, each func(name string, member *yaml.Node)) {
	for i := 0; node != nil && i+1 < len(node.Content); i += 2 {
		each(node.Content[i].Value, node.Content[i+1])
	}
}

// everyObject calls with each object of a tree, the outer ones first.
func everyObject(node *yaml.Node, each func(object *yaml.Node)) {
	if node.Kind == yaml.MappingNode {
		each(node)
	}
	for _, inner := range node.Content {
		everyObject(inner, each)
	}
}

// toYAML writes a copy: writing takes the tags away.
func toYAML(node *yaml.Node) ([]byte, error) {
	return yaml.Dump(plain(node), yaml.WithLineWidth(120))
}

// toJSON writes a tree as JSON, its members in their order and its numbers as they were written.
func toJSON(node *yaml.Node) ([]byte, error) {
	var compact, indented bytes.Buffer
	if err := writeJSON(&compact, node); err != nil {
		return nil, err
	}
	if err := json.Indent(&indented, compact.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	return append(indented.Bytes(), '\n'), nil
}

func writeJSON(to *bytes.Buffer, node *yaml.Node) error {
	brackets, isObject := "[]", node.Kind == yaml.MappingNode
	switch {
	case node.Kind == yaml.ScalarNode:
		return writeScalar(to, node)
	case isObject:
		brackets = "{}"
	}
	to.WriteByte(brackets[0])
	for i, inner := range node.Content {
		switch {
		case isObject && i%2 == 1:
			to.WriteByte(':')
		case i > 0:
			to.WriteByte(',')
		}
		if err := writeJSON(to, inner); err != nil {
			return err
		}
	}
	to.WriteByte(brackets[1])
	return nil
}

func writeScalar(to *bytes.Buffer, node *yaml.Node) error {
	switch node.Tag {
	case "!!str":
		text, err := schemas.JSON(node.Value)
		to.Write(text)
		return err
	case "!!null":
		to.WriteString("null")
	default: // numbers and booleans are written alike
		to.WriteString(node.Value)
	}
	return nil
}
