package scenarios

import (
	"embed"
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
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

//go:embed *.yaml parts/*.yaml
var files embed.FS

// Files holds the stories that come with erpkit; the folder parts has the files that they include.
func Files() fs.FS { return files }

// Load reads stories from files and folders of this machine. In a folder it reads every .yaml, .yml and .json
// file, but no subfolders. The error is yamlfile.Problems: everything that is wrong with any of the files. It may
// return no stories and no error.
func Load(paths ...string) ([]*Story, error) {
	var g gathering
	for _, given := range paths {
		g.path(given)
	}
	return g.result()
}

// LoadFS reads stories from a file system, such as Files: the named files, or all files at its top. Its error is
// like that of Load.
func LoadFS(fsys fs.FS, names ...string) ([]*Story, error) {
	var g gathering
	if len(names) == 0 {
		found, err := fs.ReadDir(fsys, ".")
		if err != nil {
			return nil, yamlfile.Problems{{File: ".", Message: fmt.Sprintf("the folder cannot be read: %v", err)}}
		}
		for _, entry := range found {
			if isStoryName(entry.Name()) && !entry.IsDir() {
				names = append(names, entry.Name())
			}
		}
	}
	for _, name := range names {
		file, err := readFS(fsys, name, name)
		g.story(file, err, fsys, path.Dir(name))
	}
	return g.result()
}

// Parse reads the text of one story, which cannot include other files. Problems use the name for it. Its error is
// like that of Load.
func Parse(name string, src []byte) (*Story, error) {
	var g gathering
	file, err := yamlfile.Parse(name, src)
	g.story(file, err, nil, ".")
	stories, err := g.result()
	if err != nil {
		return nil, err
	}
	return stories[0], nil
}

// gathering reads many files and collects all their problems.
type gathering struct {
	stories  []*Story
	problems yamlfile.Problems
}

func (g *gathering) result() ([]*Story, error) {
	if len(g.problems) > 0 {
		return nil, g.problems
	}
	return g.stories, nil
}

func (g *gathering) fail(err error, file string) {
	var problems yamlfile.Problems
	if !errors.As(err, &problems) {
		problems = yamlfile.Problems{{File: file, Message: err.Error()}}
	}
	g.problems = append(g.problems, problems...)
}

// path reads a file or a folder. The files in a folder, and included files, are opened through a root that no link
// can leave: a story from a stranger must not reveal what else is on this machine.
func (g *gathering) path(given string) {
	info, err := os.Stat(given)
	if err != nil || !info.IsDir() {
		g.file(given)
		return
	}
	entries, err := os.ReadDir(given)
	if err != nil {
		g.fail(fmt.Errorf("the folder cannot be read: %w", err), given)
		return
	}
	g.inRoot(given, func(root fs.FS) {
		for _, entry := range entries {
			if isStoryName(entry.Name()) && !entry.IsDir() {
				file, err := readFS(root, entry.Name(), filepath.Join(given, entry.Name()))
				g.story(file, err, root, ".")
			}
		}
	})
}

func (g *gathering) file(given string) {
	file, err := yamlfile.Read(given)
	if err != nil {
		g.fail(err, given)
		return
	}
	g.inRoot(filepath.Dir(given), func(root fs.FS) { g.story(file, nil, root, ".") })
}

func (g *gathering) inRoot(dir string, read func(fs.FS)) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		g.fail(err, dir)
		return
	}
	defer root.Close() // it was only read
	read(plainfile.In(root))
}

func (g *gathering) story(file *yamlfile.File, err error, fsys fs.FS, dir string) {
	if err != nil {
		g.fail(err, "")
		return
	}
	story, err := compile(file, fsys, dir)
	if err != nil {
		g.fail(err, file.Name())
		return
	}
	g.stories = append(g.stories, story)
}

func isStoryName(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name)) && !strings.HasPrefix(name, ".")
}

// maxFile is one byte more than yamlfile reads, so that yamlfile reports a file that is too long.
const maxFile = 1<<20 + 1

// readFS reads a file of a file system; shown is its name in problems.
func readFS(fsys fs.FS, name, shown string) (*yamlfile.File, error) {
	whole := func(format string, args ...any) error {
		return yamlfile.Problems{{File: shown, Message: fmt.Sprintf(format, args...)}}
	}
	opened, err := fsys.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, whole("there is no such file: check the path")
	case errors.Is(err, plainfile.ErrNotOrdinary), errors.Is(err, plainfile.ErrFolder):
		return nil, whole("this is not an ordinary file")
	case err != nil:
		return nil, whole("this file cannot be read: %v", err)
	}
	defer opened.Close() // it was only read
	if info, err := opened.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, whole("this is not an ordinary file")
	}
	src, err := io.ReadAll(io.LimitReader(opened, maxFile))
	if err != nil {
		return nil, whole("this file cannot be read: %v", err)
	}
	return yamlfile.Parse(shown, src)
}
