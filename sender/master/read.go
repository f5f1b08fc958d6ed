package master

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// schema is the published schema of a master data file.
const schema = "master.schema.json"

// Read reads master data: from a YAML or JSON file, or from a folder with three CSV files. The error is
// yamlfile.Problems: everything that is wrong, each with its place and cure.
func Read(path string) (*Data, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return readFolder(path)
	}
	if isCSV(path) {
		return nil, yamlfile.Problems{{File: path, Message: "this is one CSV file: name the folder with all of them (work orders, parts, operations)"}}
	}
	file, err := yamlfile.Read(path)
	if err != nil {
		return nil, err
	}
	if err := file.Check(schema); err != nil {
		return nil, err
	}
	if _, given := file.Value("/version"); !given {
		return nil, yamlfile.Problems{file.Problem("/version", `"version" is missing in the file: write version: 1`)}
	}
	return FromFile(file, "")
}

// FromFile reads the section of a file that was checked by its schema: an object of master data, or the path
// of a file or folder beside the file.
func FromFile(file *yamlfile.File, pointer string) (*Data, error) {
	if value, _ := file.Value(pointer); value != nil {
		if path, isPath := value.(string); isPath {
			return Read(file.Beside(path))
		}
	}
	b := &builder{}
	for _, list := range lists() {
		b.add(list, b.records(file, pointer+yamlfile.Pointer(list.name), list))
	}
	for _, name := range file.Keys(pointer + "/variants") {
		b.special(name, entry{file, pointer + yamlfile.Pointer("variants", name)})
	}
	return b.finish(entry{file, pointer})
}

// records gives the entries of a list, or the lines of the CSV file that it names.
func (b *builder) records(file *yamlfile.File, pointer string, list list) (all []record) {
	value, _ := file.Value(pointer)
	switch v := value.(type) {
	case string:
		records, err := readCSV(file.Beside(v), list)
		b.wrong(err)
		return records
	case []any:
		for i := range v {
			all = append(all, entry{file, pointer + yamlfile.Pointer(i)})
		}
	}
	return all
}

// readFolder finds the CSV files by their names.
func readFolder(folder string) (*Data, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return nil, yamlfile.Problems{{File: folder, Message: "this folder cannot be read: " + err.Error()}}
	}
	b := &builder{}
	for _, list := range lists() {
		found := ""
		for _, name := range names {
			if isCSV(name) && list.isNamed(name) {
				if found != "" {
					b.problems = append(b.problems, yamlfile.Problem{File: name, Message: "there is another file of " + list.what + " here: " + filepath.Base(found) + "; keep one"})
				}
				found = name
			}
		}
		if found == "" {
			if list.needed {
				b.problems = append(b.problems, yamlfile.Problem{File: folder, Message: "there is no CSV file of " + list.what + " here: call it " + list.file})
			}
			continue
		}
		records, err := readCSV(found, list)
		b.wrong(err)
		b.add(list, records)
	}
	return b.finish(nil)
}

func isCSV(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".txt":
		return true
	}
	return false
}
