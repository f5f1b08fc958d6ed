package control

import _ "embed"

// The OpenAPI document is written by hand in YAML; the JSON is made from it by
// go test ./mockerp/control -run TestDocumentJSON -update
var (
	//go:embed openapi.json
	openapiJSON []byte
	//go:embed openapi.yaml
	openapiYAML []byte
)

func (d *door) openapiJSON(*call) (any, *refusal) { return raw{typeJSON, openapiJSON}, nil }

func (d *door) openapiYAML(*call) (any, *refusal) {
	return raw{"application/yaml; charset=utf-8", openapiYAML}, nil
}
