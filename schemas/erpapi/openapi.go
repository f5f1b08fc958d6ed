package erpapi

import (
	_ "embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// frame is the OpenAPI document as it is edited: without the schemas, and with a file name for each example.
//
//go:embed frame.yaml
var frame []byte

// components are the schemas of the document, and the files that they are made from.
var components = []struct{ name, file string }{
	{"DevicePost", "device.schema.json"},
	{"ItemAttachPost", "item-attach.schema.json"},
	{"OperationPost", "operation.schema.json"},
	{"Accepted", "success.schema.json"},
	{"Refused", "failure.schema.json"},
}

func openAPI() (*yaml.Node, error) { return fill(frame) }

// fill puts bodies, schemas and clauses into the frame.
func fill(frame []byte) (*yaml.Node, error) {
	document, err := parse(frame)
	if err != nil {
		return nil, fmt.Errorf("frame.yaml: %w", err)
	}
	members(at(document, "components", "examples"), func(name string, example *yaml.Node) {
		body, readErr := exampleBody(value(example, "value"))
		if readErr != nil && err == nil {
			err = fmt.Errorf("frame.yaml: the example %s: %w", name, readErr)
			return
		}
		set(example, "value", body)
	})
	if err != nil {
		return nil, err
	}
	all, err := componentSchemas()
	if err != nil {
		return nil, err
	}
	set(at(document, "components"), "schemas", all)
	return document, citeClauses(document)
}

func exampleBody(file string) (*yaml.Node, error) {
	body, err := fs.ReadFile(schemas.Examples(), file)
	if err != nil {
		return nil, err
	}
	return parse(body)
}

// componentSchemas makes a component of each schema file. What the files define alike, each for itself, becomes
// a component of its own: inside one document a schema cannot refer to its own "$defs".
func componentSchemas() (*yaml.Node, error) {
	all := &yaml.Node{Kind: yaml.MappingNode}
	for _, one := range components {
		schema, err := readSchema(one.file)
		if err != nil {
			return nil, err
		}
		everyObject(schema, func(object *yaml.Node) {
			if ref := at(object, "$ref"); ref != nil {
				ref.Value = "#/components/schemas/" + componentName(strings.TrimPrefix(ref.Value, "#/$defs/"))
			}
		})
		members(at(schema, "$defs"), func(name string, shared *yaml.Node) { set(all, componentName(name), shared) })
		drop(schema, "$schema", "$id", "$defs", "examples")
		set(all, one.name, schema)
	}
	return all, nil
}

func readSchema(file string) (*yaml.Node, error) {
	text, err := schemas.File(file)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func componentName(definition string) string {
	if definition == "uuid" {
		return "UUID"
	}
	return strings.ToUpper(definition[:1]) + definition[1:]
}

var clauseID = regexp.MustCompile(`\b[CTPDIOFE]\d+\b`)

// citeClauses adds to the description the sentence of each clause that the document names: who has the document may
// have nothing else of ours.
func citeClauses(document *yaml.Node) error {
	text, err := toYAML(document)
	if err != nil {
		return err
	}
	cited := clauseID.FindAllString(string(text), -1)
	list := "\nThe clauses that are named here, of [the contract as erpkit reads it](https://github.com/erpkit/erpkit/tree/main/schemas):\n\n"
	for _, clause := range schemas.Clauses() {
		if slices.Contains(cited, clause.ID) {
			list += fmt.Sprintf("* %s (%s): %s\n", clause.ID, clause.Level, clause.Sentence)
		}
	}
	about := at(document, "info", "description")
	if about == nil {
		return fmt.Errorf("frame.yaml: there is no info with a description")
	}
	about.Value += list
	return nil
}
