package scenarios

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// loader makes one story from its file and the files that it includes.
type loader struct {
	fsys     fs.FS // nil: nothing can be included
	story    *Story
	problems yamlfile.Problems
	open     []string // the files whose includes are being read
	files    int
	blind    bool // an include is misspelt, so some names are unknown
}

// compile makes a story from a file. After the schema it checks what only Go can check, and reports all mistakes
// together.
func compile(file *yamlfile.File, fsys fs.FS, dir string) (*Story, error) {
	name := path.Base(strings.ReplaceAll(file.Name(), `\`, "/"))
	l := &loader{fsys: fsys, story: &Story{File: file.Name(), Name: strings.TrimSuffix(name, path.Ext(name))}}
	r := &reader{loader: l, file: file, dir: dir}
	if err := r.isScript(); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if l.problems.OverLimit() {
		return nil, l.problems.Err()
	}
	r.with = r.values("/with")
	r.head()
	l.open = []string{path.Join(dir, name)}
	r.workOrders()
	r.stocks()
	l.story.Steps = r.steps("/steps")
	l.story.Finally = append(r.steps("/finally"), l.story.Finally...)
	l.names()
	if err := l.problems.Err(); err != nil {
		return nil, err
	}
	return l.story, nil
}

// isScript recognizes a script that was taken for a story. Everything in it would be wrong, and no such message
// would help.
func (r *reader) isScript() error {
	if !r.has("/rules") || r.has("/steps") || r.has("/title") {
		return nil
	}
	return yamlfile.Problems{r.file.KeyProblem("/rules", "this is a script for the mock, not a story: it says what the ERP answers (rules) and not what people do (steps). "+
		"Play it with erpkit serve --script %s, or write its rules under erp in a story", path.Base(r.file.Name()))}
}

// check compares a file with the schema. What is below erp is left to the reader of scripts.
func (r *reader) check() error {
	err := r.file.Check("scenario.schema.json")
	var problems yamlfile.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		if !strings.HasPrefix(p.Pointer, "/erp/") {
			r.problems.Add(p)
		}
	}
	return nil
}
