package erpapi

import (
	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// bundle puts the schema files into one, as JSON Schema 2020-12 bundles them: each keeps its "$id" and its words, so that
// references by "$id" and those inside a file still hold.
func bundle() ([]byte, error) {
	all := &yaml.Node{Kind: yaml.MappingNode}
	for _, one := range components {
		schema, err := readSchema(one.file)
		if err != nil {
			return nil, err
		}
		set(all, one.name, schema)
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	set(root, "$schema", text("https://json-schema.org/draft/2020-12/schema"))
	set(root, "$id", text("https://github.com/erpkit/erpkit/schemas/erp.bundle.json"))
	set(root, "title", text("What the MES posts to an ERP, and what the ERP may answer"))
	set(root, "description", text("Refer to one of the schemas below: this one allows everything."))
	set(root, "$defs", all)
	return toJSON(root)
}

// schemaFiles are the same schemas in a file each, byte for byte as they are published.
func schemaFiles() ([]File, error) {
	var all []File
	for _, one := range components {
		text, err := schemas.File(one.file)
		if err != nil {
			return nil, err
		}
		all = append(all, File{one.file, text})
	}
	return all, nil
}
