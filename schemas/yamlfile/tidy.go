package yamlfile

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// tidy walks over all nodes once. It refuses what our files do not use - references, tags,
// names that are not text or are there twice, depth - and settles what each word is.
func (f *File) tidy() error {
	t := tidier{file: f}
	t.visit(f.root, 1)
	return t.problems.Err()
}

type tidier struct {
	file     *File
	problems Problems
}

func (t *tidier) refuse(node *yaml.Node, format string, args ...any) {
	t.problems = append(t.problems, t.file.at(node.Line, node.Column, fmt.Sprintf(format, args...)))
}

func (t *tidier) visit(node *yaml.Node, depth int) {
	if depth > maxDepth {
		t.refuse(node, "this is nested deeper than %d levels", maxDepth)
		return
	}
	if !t.plain(node) {
		return
	}
	switch node.Kind {
	case yaml.ScalarNode:
		node.Tag = tagOf(node)
	case yaml.SequenceNode:
		for _, entry := range node.Content {
			t.visit(entry, depth+1)
		}
	case yaml.MappingNode:
		t.object(node, depth)
	default:
		t.refuse(node, "this part of YAML is not read here")
	}
}

// plain refuses references and tags.
func (t *tidier) plain(node *yaml.Node) bool {
	switch {
	case node.Kind == yaml.AliasNode:
		t.refuse(node, "references (*%s) are not read: write the value here", short(node.Value))
	case node.Anchor != "":
		t.refuse(node, "anchors (&%s) are not read: remove it, or quote a text that begins with &", short(node.Anchor))
	case node.Style&yaml.TaggedStyle != 0:
		t.refuse(node, "tags (%s) are not read: remove it, or quote a text that begins with !", short(node.Tag))
	default:
		return true
	}
	return false
}

// The bounds of objects keep explaining cheap: errors carry all names on the way.
const (
	maxNames      = 1000
	maxNameLength = 256
)

func (t *tidier) object(node *yaml.Node, depth int) {
	if len(node.Content) > 2*maxNames {
		t.refuse(node, "an object here may have %d names at most", maxNames)
		return
	}
	first := make(map[string]*yaml.Node, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !t.name(key) {
			continue
		}
		if before, ok := first[key.Value]; ok {
			t.refuse(key, "%q appears twice: the first one is on line %d", short(key.Value), before.Line)
			continue
		}
		first[key.Value] = key
		t.visit(value, depth+1)
	}
}

// name refuses a name that is not text. JSON has no others, and neither has a schema.
func (t *tidier) name(key *yaml.Node) bool {
	if !t.plain(key) {
		return false
	}
	if key.Kind != yaml.ScalarNode {
		t.refuse(key, "a name was wanted here, not a list or an object: quote a text that begins with a brace or a bracket, such as \"{{ .serial }}\"")
		return false
	}
	if key.Value == "<<" && key.Style&quoted == 0 {
		t.refuse(key, "merging (<<) is not read: write the values out")
		return false
	}
	key.Tag = tagOf(key)
	switch {
	case key.Value == "":
		t.refuse(key, "a name is missing before the colon")
	case len(key.Value) > maxNameLength:
		t.refuse(key, "this name is longer than %d bytes", maxNameLength)
	case key.Tag == tagText:
		return true
	default:
		t.refuse(key, "the name %s must be quoted: \"%s\"", short(key.Value), short(key.Value))
	}
	return false
}

// maxShown is how many letters of a value are shown in a sentence.
const maxShown = 60

// short cuts a long text for a sentence, in which it must not steer a terminal.
func short(words string) string {
	letters := 0
	for i := range words {
		if letters++; letters > maxShown {
			return schemas.Escape(words[:i]) + "…"
		}
	}
	return schemas.Escape(words)
}
