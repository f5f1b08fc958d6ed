package yamlfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas/plainfile"
)

// File is a file that was read: its values, and where each stands. It is not changed
// after Check, and may then be used by many at once.
type File struct {
	name string
	text *text
	root *yaml.Node
	// tree is the value of root as encoding/json would give it: nil, bool, json.Number,
	// string, []any and map[string]any.
	tree any
}

// Read reads a file by its path. The error is Problems: the file cannot be read (then
// errors.Is finds the cause, such as fs.ErrNotExist), or what Parse says of it.
func Read(path string) (*File, error) {
	src, err := load(path)
	if err != nil {
		return nil, Problems{{File: path, Message: whyUnread(err), cause: err}}
	}
	return Parse(path, src)
}

// Parse reads the text of a file. The name is what problems call it: a path, or words
// such as "request body". The error is Problems: all that is wrong with the text as YAML
// or JSON. What it should contain is looked at by Check and Decode.
func Parse(name string, src []byte) (*File, error) {
	t, err := guard(name, src)
	if err != nil {
		return nil, err
	}
	f := &File{name: name, text: t}
	if f.root = parseJSON(t.src); f.root == nil {
		if f.root, err = f.parseYAML(); err != nil {
			return nil, err
		}
	}
	if err := f.tidy(); err != nil {
		return nil, err
	}
	f.tree = valueOf(f.root)
	return f, nil
}

// Name is the name under which problems are told.
func (f *File) Name() string { return f.name }

// Beside gives the path of another file that this one names; "" stays "".
func (f *File) Beside(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.name), path)
}

// Excerpt shows a line with a caret below the column, as problems do; "" when there is no such place.
// Both count from 1, the column in letters.
func (f *File) Excerpt(line, column int) string { return f.text.excerpt(line, column) }

// SourceLine gives the text of a line from a column on, without its break; both count from 1, the column in letters.
// ok is false when there is no such line.
func (f *File) SourceLine(line, column int) (words string, ok bool) {
	if !f.text.has(line) {
		return "", false
	}
	from, to := f.text.span(line)
	return string(f.text.src[min(f.text.offset(from, column-1), to):to]), true
}

// Source is the text that was read, without a byte order mark. It must not be changed.
func (f *File) Source() []byte { return f.text.src }

// load reads at most one byte more than is allowed: Parse then says that it is too long.
func load(path string) ([]byte, error) {
	file, err := plainfile.Open(path)
	if err != nil {
		return nil, err
	}
	src, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	return src, errors.Join(err, file.Close())
}

func whyUnread(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file: check the path"
	case errors.Is(err, fs.ErrPermission):
		return "this file may not be read: check its permissions"
	case errors.Is(err, plainfile.ErrFolder):
		return "this is a folder: name a file in it"
	case errors.Is(err, plainfile.ErrNotOrdinary):
		return "this is a pipe or a device: save the text in an ordinary file"
	case errors.As(err, &at):
		return fmt.Sprintf("this file cannot be read: %v", at.Err)
	}
	return fmt.Sprintf("this file cannot be read: %v", err)
}
