package yamlfile

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// parseJSON reads the text as JSON, or gives nil when it is none: it may still be YAML.
// JSON is nearly YAML, but not quite: "\ud83d\ude00" is one letter in JSON and an error
// in YAML, and a JSON name may be of any length.
func parseJSON(src []byte) *yaml.Node {
	trimmed := bytes.TrimLeft(src, " \t\r\n")
	if len(trimmed) == 0 || (trimmed[0] != '{' && trimmed[0] != '[') {
		return nil
	}
	r := jsonReader{src: src, line: 1, column: 1}
	// A name that is there twice is found later, with both of its places.
	r.decoder = jsontext.NewDecoder(bytes.NewReader(src), jsontext.AllowDuplicateNames(true))
	root := r.value()
	if root == nil || len(bytes.TrimSpace(src[r.decoder.InputOffset():])) != 0 {
		return nil
	}
	return root
}

// jsonReader makes nodes of JSON. It counts lines and columns as it goes, for a file may
// be one line of a megabyte.
type jsonReader struct {
	src          []byte
	decoder      *jsontext.Decoder
	offset       int
	line, column int
}

func (r *jsonReader) value() *yaml.Node {
	switch r.decoder.PeekKind() {
	case '{':
		return r.group(yaml.MappingNode, "!!map", '}')
	case '[':
		return r.group(yaml.SequenceNode, "!!seq", ']')
	}
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return nil
	}
	node := r.node(yaml.ScalarNode, len(raw))
	node.Value = string(raw)
	if raw[0] == '"' {
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return nil
		}
		node.Value, node.Style = string(unquoted), yaml.DoubleQuotedStyle
	}
	return node
}

// group reads an object or a list. The decoder itself refuses more than 10,000 levels.
func (r *jsonReader) group(kind yaml.Kind, tag string, end jsontext.Kind) *yaml.Node {
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil
	}
	node := r.node(kind, 1)
	node.Tag, node.Style = tag, yaml.FlowStyle
	for r.decoder.PeekKind() != end {
		child := r.value()
		if child == nil {
			return nil
		}
		node.Content = append(node.Content, child)
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil
	}
	return node
}

// node makes a node of what was just read and was so long.
func (r *jsonReader) node(kind yaml.Kind, length int) *yaml.Node {
	r.forward(int(r.decoder.InputOffset()) - length)
	return &yaml.Node{Kind: kind, Line: r.line, Column: r.column}
}

func (r *jsonReader) forward(to int) {
	for r.offset < to {
		if size := breakAt(r.src[r.offset:]); size > 0 {
			r.offset, r.line, r.column = r.offset+size, r.line+1, 1
			continue
		}
		_, size := utf8.DecodeRune(r.src[r.offset:])
		r.offset, r.column = r.offset+size, r.column+1
	}
}
