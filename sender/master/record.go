package master

import (
	"encoding/json"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// record is one work order, part or operation as it stands in a file: in YAML, or in a line of a CSV file.
type record interface {
	// text gives a member as it was written; "" is none.
	text(name string) string
	// list gives a member that is several names.
	list(name string) []string
	// problem says what is wrong with a member, at its place.
	problem(name, format string, args ...any) yamlfile.Problem
}

// entry is a record in a YAML file.
type entry struct {
	file    *yamlfile.File
	pointer string
}

func (e entry) at(name string) string { return e.pointer + yamlfile.Pointer(name) }

func (e entry) text(name string) string {
	if _, given := e.file.Value(e.at(name)); !given {
		return ""
	}
	text, _ := e.file.Text(e.at(name))
	return text
}

func (e entry) list(name string) []string {
	value, _ := e.file.Value(e.at(name))
	entries, _ := value.([]any)
	var names []string
	for _, one := range entries {
		if text, ok := one.(string); ok {
			names = append(names, text)
		}
	}
	return names
}

func (e entry) problem(name, format string, args ...any) yamlfile.Problem {
	return e.file.Problem(e.at(name), format, args...)
}

// flag reads true or false; given is false where neither stands.
func flag(r record, name string) (value, given bool) {
	text := r.text(name)
	return text == "true", text != ""
}

// number reads a number that the file has checked.
func number(r record, name string) json.Number { return json.Number(r.text(name)) }
