package script

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/plainfile"
)

// The bounds of bodies that are read from files.
const (
	maxFile  = 4 << 20
	maxFiles = 32 << 20 // all of one script
)

// folder is where the files of a script are: the folder that it stands in. Nothing outside
// of it is ever opened, whatever a name says and wherever a link points to.
type folder struct {
	path string // "" when the script did not come from a file
	root *os.Root
	read map[string][]byte // by name, so that a file that is used twice is kept once
	size int
}

// open opens the folder when the first file is asked for.
func (f *folder) open() (err error) {
	if f.root == nil {
		f.root, err = os.OpenRoot(f.path)
	}
	return err
}

// names are the paths of what was read.
func (f *folder) names() []string {
	var all []string
	for name := range f.read {
		all = append(all, filepath.Join(f.path, filepath.FromSlash(name)))
	}
	slices.Sort(all)
	return all
}

func (f *folder) close() {
	if f.root != nil {
		_ = f.root.Close() // it was only read
	}
}

var (
	errFileSize  = fmt.Errorf("it is longer than %d MiB", maxFile>>20)
	errFilesSize = fmt.Errorf("the files of this script are longer than %d MiB in all", maxFiles>>20)
)

// bytes gives what is in a file of the folder.
func (f *folder) bytes(name string) ([]byte, error) {
	if known, ok := f.read[name]; ok {
		return known, nil
	}
	if err := f.open(); err != nil {
		return nil, err
	}
	content, err := f.load(name)
	if err != nil {
		return nil, err
	}
	if f.size += len(content); f.size > maxFiles {
		return nil, errFilesSize
	}
	if f.read == nil {
		f.read = make(map[string][]byte)
	}
	f.read[name] = content
	return content, nil
}

func (f *folder) load(name string) ([]byte, error) {
	file, err := plainfile.OpenIn(f.root, filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = errFileSize
	}
	return content, err
}

// fileBody is a body that is a file, byte for byte.
func (t *templates) fileBody(pointer string) body {
	value, _ := t.file.Value(pointer)
	written, isText := value.(string)
	if !isText {
		return body{} // the schema has refused it
	}
	if t.folder.path == "" {
		t.refuse(pointer, "a file is only for scripts that are loaded from a file themselves: write the body here, as body or as base64")
		return body{}
	}
	name := path.Clean(written)
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(written, `\:`) {
		t.refuse(pointer, "the file must be in the folder of the script or below it: write its name, such as error-page.html or pages/error.html")
		return body{}
	}
	content, err := t.folder.bytes(name)
	if err != nil {
		t.refuse(pointer, "the file cannot be read: %s", whyUnread(err))
	}
	return body{contentType: typeOf(name), parts: []part{{words: content}}}
}

func whyUnread(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file in the folder of the script"
	case errors.Is(err, fs.ErrPermission):
		return "its permissions do not allow it"
	case errors.Is(err, plainfile.ErrNotOrdinary), errors.Is(err, plainfile.ErrFolder):
		return "it is not an ordinary file"
	case errors.As(err, &at):
		return at.Err.Error()
	}
	return err.Error()
}

// base64Body is a body of any bytes.
func (t *templates) base64Body(pointer string) body {
	value, _ := t.file.Value(pointer)
	written, isText := value.(string)
	if !isText {
		return body{}
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(written), ""))
	if err != nil {
		t.refuse(pointer, "this is not base64: it has the letters A to Z, a to z, 0 to 9, + and /, and = to fill up the last four")
	}
	return body{contentType: "application/octet-stream", parts: []part{{words: content}}}
}

// typeOf gives the content type of a file by its name. It asks no tables of the machine, so
// that a script answers the same everywhere.
func typeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return "application/json"
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".xml":
		return "application/xml"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".pdf":
		return "application/pdf"
	case ".png":
		return "image/png"
	}
	return "application/octet-stream"
}
