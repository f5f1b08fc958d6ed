package erpapi

import (
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// Form is one way to write down the ERP's side for tools of others.
type Form struct {
	Name string `json:"name"`
	// What says in one line what it is good for.
	What string `json:"what"`
	// File is what its file is called.
	File string `json:"file"`

	text func() ([]byte, error)
}

// File is a file to be written.
type File struct {
	Name string
	Text []byte
}

// Forms lists them.
func Forms() []Form {
	return []Form{
		{"openapi", "an OpenAPI 3.1 document of the three endpoints, to generate a server from and to read", "erp.openapi.yaml", OpenAPIYAML},
		{"postman", "a Postman collection: the life of a serial, and what an ERP should refuse", "erp.postman_collection.json", postman},
		{"typescript", "TypeScript types of the posts and the answers", "erp.types.ts", typeScript},
		{"jsonschema", "the JSON Schemas of the posts and the answers in one file; in a folder, a file each", "erp.bundle.json", bundle},
	}
}

// FormOf finds a form by its name. The error lists the names.
func FormOf(name string) (Form, error) {
	var names []string
	for _, form := range Forms() {
		if form.Name == name {
			return form, nil
		}
		names = append(names, form.Name)
	}
	cure := "use " + schemas.List(names, "or")
	if near := schemas.Nearest(name, names); near != "" {
		cure = "did you mean " + near + "? Or " + cure
	}
	return Form{}, fmt.Errorf("there is no form %q: %s", name, cure)
}

// Text is the whole of it.
func (f Form) Text() ([]byte, error) { return f.text() }

// JSON is the same form in JSON. The error says where there is none.
func (f Form) JSON() (Form, error) {
	switch f.Name {
	case "openapi":
		f.File, f.text = "erp.openapi.json", OpenAPIJSON
	case "typescript":
		return f, fmt.Errorf("there is no JSON of the form typescript: leave it out, or use jsonschema")
	}
	return f, nil
}

// Files are what belongs into a folder.
func (f Form) Files() ([]File, error) {
	if f.Name == "jsonschema" {
		return schemaFiles()
	}
	text, err := f.Text()
	return []File{{f.File, text}}, err
}

// document is made once, for it is never changed.
var document = sync.OnceValues(openAPI)

// OpenAPIYAML is the OpenAPI document.
func OpenAPIYAML() ([]byte, error) { return written(toYAML) }

// OpenAPIJSON is the same for tools that read JSON only.
func OpenAPIJSON() ([]byte, error) { return written(toJSON) }

func written(write func(*yaml.Node) ([]byte, error)) ([]byte, error) {
	root, err := document()
	if err != nil {
		return nil, err
	}
	return write(root)
}
