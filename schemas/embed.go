package schemas

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.schema.json
var files embed.FS

// Files holds every published JSON Schema file: the contract's (device, item-attach, operation,
// success, failure) and those of erpkit's file formats.
func Files() fs.FS { return files }

// File returns the text of one published schema file, such as "device.schema.json". The error
// names the existing files.
func File(name string) ([]byte, error) {
	text, err := files.ReadFile(name)
	if err == nil {
		return text, nil
	}
	names, globErr := fs.Glob(files, "*")
	if globErr != nil {
		return nil, globErr
	}
	return nil, fmt.Errorf("there is no schema file %q: use one of %s", name, strings.Join(names, ", "))
}
