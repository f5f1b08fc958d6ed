package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas/golden"
)

// TestDocumentJSON keeps the JSON that is given out the same as the YAML that is edited.
func TestDocumentJSON(t *testing.T) {
	var root yaml.Node
	if err := yaml.Unmarshal(openapiYAML, &root); err != nil {
		t.Fatal(err)
	}
	var compact, pretty bytes.Buffer
	if err := toJSON(&compact, root.Content[0]); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&pretty, compact.Bytes(), "", " "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	golden.Compare(t, "openapi.json", pretty.Bytes())
}

// toJSON writes a node with its members in the order of the file, aliases filled in.
func toJSON(to *bytes.Buffer, node *yaml.Node) error {
	switch node.Kind {
	case yaml.AliasNode:
		return toJSON(to, node.Alias)
	case yaml.MappingNode:
		return group(to, "{}", len(node.Content)/2, func(i int) error {
			if err := scalar(to, node.Content[2*i].Value); err != nil {
				return err
			}
			to.WriteByte(':')
			return toJSON(to, node.Content[2*i+1])
		})
	case yaml.SequenceNode:
		return group(to, "[]", len(node.Content), func(i int) error { return toJSON(to, node.Content[i]) })
	case yaml.ScalarNode:
		var value any
		if err := node.Decode(&value); err != nil {
			return err
		}
		return scalar(to, value)
	}
	return fmt.Errorf("line %d: a node of kind %d is not expected", node.Line, node.Kind)
}

func group(to *bytes.Buffer, brackets string, n int, each func(i int) error) error {
	to.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			to.WriteByte(',')
		}
		if err := each(i); err != nil {
			return err
		}
	}
	to.WriteByte(brackets[1])
	return nil
}

func scalar(to *bytes.Buffer, value any) error {
	text, err := encode(value)
	to.Write(bytes.TrimSpace(text))
	return err
}
