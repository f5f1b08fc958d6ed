package expect

import (
	"errors"
	"fmt"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// File is a valid file of expectations. It never changes; any number of runs may be checked
// against it at once.
type File struct {
	name         string
	source       []byte
	expectations []expectation
}

// Load reads a file of expectations. The error is yamlfile.Problems: everything that is wrong with
// the file, each with line, column and the cure.
func Load(path string) (*File, error) {
	f, err := yamlfile.Read(path)
	if err != nil {
		return nil, err
	}
	return compile(f)
}

// Parse reads the text of such a file, YAML or JSON. The name is what problems call it: a path, or
// words such as "request body". The error is like Load's.
func Parse(name string, src []byte) (*File, error) {
	f, err := yamlfile.Parse(name, src)
	if err != nil {
		return nil, err
	}
	return compile(f)
}

// Name is the name that the file was read under.
func (f *File) Name() string { return f.name }

// Source is the text of the file as read. Do not change it.
func (f *File) Source() []byte { return f.source }

// Len is how many expectations the file has. A file without any proves nothing.
func (f *File) Len() int { return len(f.expectations) }

// expectation is one entry of the file, ready to judge posts.
type expectation struct {
	name string
	line int
	form form
}

// form is the kind of an expectation: about a count, one post, an order, findings or the rules of
// the script.
type form interface {
	// wanted says what is expected.
	wanted() string
	// follow starts to watch the exchanges of one run.
	follow() follower
}

// follower sees every exchange of a run in order, and can tell at any time how the expectation
// stands.
type follower interface {
	see(*seen)
	stand(uses []script.Use) standing
}

// standing is how an expectation stands after the exchanges seen so far.
type standing struct {
	ok  bool
	got string
	// missing is what still has to come; "" when nothing has to, or nothing can help.
	missing string
	nearest *Nearest
	ids     []uint64 // the exchanges that got is about
	// sure means that dropped exchanges could not change the outcome.
	sure bool
}

// content is the shape of a file that passed its schema. Conditions and statuses are read by their
// pointers instead, because their digits matter.
type content struct {
	Schema       string  `yaml:"$schema"`
	Version      int     `yaml:"version"`
	Expectations []entry `yaml:"expectations"`
}

type entry struct {
	Name        string           `yaml:"name"`
	Post        map[string]any   `yaml:"post"`
	Count       *int             `yaml:"count"`
	AtLeast     *int             `yaml:"atLeast"`
	AtMost      *int             `yaml:"atMost"`
	Nth         int              `yaml:"nth"`
	Has         map[string]any   `yaml:"has"`
	Order       []map[string]any `yaml:"order"`
	Findings    string           `yaml:"findings"`
	Levels      []string         `yaml:"levels"`
	Clauses     []string         `yaml:"clauses"`
	In          map[string]any   `yaml:"in"`
	ScriptRules string           `yaml:"scriptRules"`
}

// compile makes expectations from a file. After the schema it makes the checks that only Go can
// make, all of them before it refuses anything.
func compile(f *yamlfile.File) (*File, error) {
	c := compiler{file: f, conditions: script.NewConditionsReader(f)}
	if err := f.Check("expectations.schema.json"); err != nil && !errors.As(err, &c.problems) {
		return nil, err
	}
	if c.problems.OverLimit() {
		return nil, c.problems
	}
	var from content
	if err := f.Decode(&from); err != nil && len(c.problems) == 0 {
		return nil, err
	} // otherwise check what could be decoded too, to report all problems at once
	made := &File{name: f.Name(), source: f.Source()}
	for i := range from.Expectations {
		made.expectations = append(made.expectations, c.expectation(i, &from.Expectations[i]))
	}
	c.sameNames(made.expectations)
	if err := c.all().Err(); err != nil {
		return nil, err
	}
	return made, nil
}

func defaultName(index int) string { return fmt.Sprintf("expectation %d", index+1) }
