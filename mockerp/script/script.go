package script

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Script is a script that was read and found right. It is never changed; any number of
// runs may follow it at once.
type Script struct {
	name     string
	source   []byte
	rules    []*rule
	index    index
	seed     *uint64        // nil: the script leaves it to others
	counters map[string]int // the place of each counter of the templates
	files    []string
	about    About
	digest   [sha256.Size]byte // of the source
}

// Load reads a script file, and the files beside it that its answers name. The error is
// yamlfile.Problems: everything that is wrong with the file, each with line, column and
// the cure.
func Load(path string) (*Script, error) {
	f, err := yamlfile.Read(path)
	if err != nil {
		return nil, err
	}
	return (&compiler{folder: folder{path: filepath.Dir(path)}}).compile(f)
}

// Parse reads the text of a script, YAML or JSON. The name is what problems call it: a
// path, or words such as "request body". A script that is read so has no folder: it cannot
// name files. The error is as that of Load.
func Parse(name string, src []byte) (*Script, error) {
	f, err := yamlfile.Parse(name, src)
	if err != nil {
		return nil, err
	}
	return new(compiler).compile(f)
}

// Name is the name under which the script was read.
func (s *Script) Name() string { return s.name }

// Source is the text of the script as it was read. It must not be changed.
func (s *Script) Source() []byte { return s.source }

// Files are the paths of the files that the answers name, in the order of the alphabet.
// They were read with the script: what happens to them later changes nothing.
func (s *Script) Files() []string { return slices.Clone(s.files) }

// file is the shape of a script file, for what its schema has already checked. Bodies and
// conditions are read by their pointers instead: there, digits and order matter.
type file struct {
	Schema     string       `yaml:"$schema"`
	Version    int          `yaml:"version"`
	About      string       `yaml:"about"`
	Clauses    []string     `yaml:"clauses"`
	Understood []Understood `yaml:"understood"`
	Seed       *uint64      `yaml:"seed"`
	Rules      []fileRule   `yaml:"rules"`
}

type fileRule struct {
	Name    string       `yaml:"name"`
	When    fileWhen     `yaml:"when"`
	Times   any          `yaml:"times"`
	Answer  *fileAnswer  `yaml:"answer"`
	Answers []fileAnswer `yaml:"answers"`
	Then    string       `yaml:"then"`

	Probability float64 `yaml:"probability"`
}

type fileWhen struct {
	Kind    any            `yaml:"kind"`
	Type    any            `yaml:"type"`
	Members map[string]any `yaml:"members"`
	Headers map[string]any `yaml:"headers"`
	Query   map[string]any `yaml:"query"`
	Run     any            `yaml:"run"`
	Count   any            `yaml:"count"`
	Where   string         `yaml:"where"`
}

type fileAnswer struct {
	Times   any               `yaml:"times"`
	Status  int               `yaml:"status"`
	Headers map[string]string `yaml:"headers"`
	Body    any               `yaml:"body"`
	File    string            `yaml:"file"`
	Base64  string            `yaml:"base64"`
	Delay   any               `yaml:"delay"`
	Fault   any               `yaml:"fault"`
	Commit  bool              `yaml:"commit"`
	Down    any               `yaml:"down"`
	Pass    bool              `yaml:"pass"`

	Probability float64 `yaml:"probability"`
}

// compile makes rules of a file. What only Go can check is checked here, after the
// schema: all of it, before anything is refused. What is longer than the schema allows is not looked into.
func (c *compiler) compile(f *yamlfile.File) (*Script, error) {
	if err := isStory(f); err != nil {
		return nil, err
	}
	c.file, c.members, c.counters = f, contractMembers(), map[string]int{}
	defer c.folder.close()
	if err := f.Check("script.schema.json"); err != nil && !errors.As(err, &c.problems) {
		return nil, err
	}
	if c.problems.OverLimit() {
		return nil, c.problems
	}
	var content file
	if err := f.Decode(&content); err != nil && len(c.problems) == 0 {
		return nil, err
	} // otherwise what could be decoded is looked at too, so that all problems are told at once
	s := &Script{name: f.Name(), source: f.Source(), digest: sha256.Sum256(f.Source()), seed: content.Seed, about: c.about(content)}
	for i, one := range content.Rules {
		s.rules = append(s.rules, c.rule(i, one))
	}
	c.sameNames(s.rules)
	if len(c.problems) == 0 && !c.onlyWhen {
		c.unreachable(s.rules)
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	s.index, s.counters, s.files = newIndex(s.rules), c.counters, c.folder.names()
	return s, nil
}

// isStory tells the one file that is often taken for a script: everything in it would be wrong,
// and no word of that would help.
func isStory(f *yamlfile.File) error {
	_, rules := f.Value("/rules")
	_, steps := f.Value("/steps")
	if rules || !steps {
		return nil
	}
	return yamlfile.Problems{f.KeyProblem("/steps", "this is a story, not a script: it says what people do (steps) and not only what the ERP answers (rules). "+
		"Play it with erpkit run; the script of a story is under erp")}
}

// compiler gathers the problems of one file.
type compiler struct {
	file     *yamlfile.File
	members  membersOf
	problems yamlfile.Problems
	funcs    *functions // made by the first template
	leaves   *leaves    // made with them

	folder folder
	// onlyWhen is for a script that has been read before and is not to answer: its answers are left out.
	onlyWhen bool

	instructions int // of all patterns so far
	nodes        int // of all expressions so far
	counters     map[string]int
}

// refuse makes a problem of a value, and refuseName of the name of a value.
func (c *compiler) refuse(pointer, format string, args ...any) {
	c.problems.Add(c.file.Problem(pointer, format, args...))
}

func (c *compiler) refuseName(pointer, format string, args ...any) {
	c.problems.Add(c.file.KeyProblem(pointer, format, args...))
}

// sameNames refuses two rules of one name: the journal tells rules by their names.
func (c *compiler) sameNames(rules []*rule) {
	first := make(map[string]*rule, len(rules))
	for i, r := range rules {
		before, ok := first[r.name]
		if !ok {
			first[r.name] = r
			continue
		}
		pointer := yamlfile.Pointer("rules", i)
		if _, named := c.file.Value(pointer + "/name"); named {
			pointer += "/name"
		}
		c.refuse(pointer, "%q is already the name of the rule on line %d: give each rule a name of its own", r.name, before.line)
	}
}

// defaultName is the name of a rule that has none.
func defaultName(index int) string { return fmt.Sprintf("rule %d", index+1) }
