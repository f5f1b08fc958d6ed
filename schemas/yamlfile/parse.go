package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
)

// parseYAML gives the one document of the text as nodes. The parser stops at the first
// mistake, so that there is one problem at most.
func (f *File) parseYAML() (root *yaml.Node, err error) {
	defer func() { // a young parser: a panic in it must not end a server
		if r := recover(); r != nil {
			root, err = nil, f.whole("this cannot be read as YAML: %v", r)
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(f.text.src), yaml.WithV4Defaults())
	if err != nil {
		return nil, f.whole("this cannot be read as YAML: %v", err)
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		return nil, f.whole("the file has comments only: there is nothing to read in it")
	case err != nil:
		return nil, f.syntax(err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, Problems{f.at(second.Line, second.Column,
			"a second document begins here (---): keep one document in a file")}
	case !errors.Is(err, io.EOF):
		return nil, f.syntax(err)
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, f.whole("there is nothing to read in this file")
	}
	return document.Content[0], nil
}

func (f *File) whole(format string, args ...any) error {
	return Problems{{File: f.name, Message: fmt.Sprintf(format, args...)}}
}

// at makes a problem of a place in the text.
func (f *File) at(line, column int, message string) Problem {
	p := Problem{File: f.name, Message: message}
	if f.text.has(line) {
		p.Line, p.Column = line, max(column, 1)
		p.Excerpt = f.text.excerpt(p.Line, p.Column)
	}
	return p
}
