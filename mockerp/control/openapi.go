package control

import (
	_ "embed"

	"github.com/erpkit/erpkit/schemas/erpapi"
)

// The OpenAPI document is written by hand in YAML; the JSON is made from it by
// go test ./mockerp/control -run TestDocumentJSON -update
var (
	//go:embed openapi.json
	openapiJSON []byte
	//go:embed openapi.yaml
	openapiYAML []byte
)

func (d *door) openapiJSON(*call) (any, *refusal) { return raw{typeJSON, openapiJSON}, nil }

func (d *door) openapiYAML(*call) (any, *refusal) { return raw{typeYAML, openapiYAML}, nil }

// erpJSON and erpYAML give the other side: not what this door does, but what an ERP has to do.
func (d *door) erpJSON(*call) (any, *refusal) { return made(typeJSON, erpapi.OpenAPIJSON) }

func (d *door) erpYAML(*call) (any, *refusal) { return made(typeYAML, erpapi.OpenAPIYAML) }

func made(contentType string, write func() ([]byte, error)) (any, *refusal) {
	text, err := write()
	if err != nil { // cannot be: it is made of what is built in
		return nil, refuseDefect()
	}
	return raw{contentType, text}, nil
}
