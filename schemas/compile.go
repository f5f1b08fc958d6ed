package schemas

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
)

// judge is one published schema, ready for use.
type judge struct {
	doc map[string]any
	rule
	shape   *shape
	members map[string]map[string]any // by pointer
}

// judged lists the schemas that judge bodies.
var judged = [...]string{
	string(Device), string(ItemAttach), string(Operation), "success", "failure",
}

// judges compiles the published schemas once, for all callers.
var judges = sync.OnceValues(func() (map[string]*judge, error) {
	all := make(map[string]*judge, len(judged))
	for _, name := range judged {
		j, err := newJudge(files, name+".schema.json")
		if err != nil {
			return nil, fmt.Errorf("the published schema %s.schema.json cannot be used: %w", name, err)
		}
		all[name] = j
	}
	return all, nil
})

func newJudge(from fs.FS, name string) (*judge, error) {
	text, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	j := &judge{}
	if err := json.Unmarshal(text, &j.doc); err != nil {
		return nil, err
	}
	c := compiler{doc: j.doc}
	if j.rule, err = c.compile(j.doc, location{}); err != nil {
		return nil, err
	}
	j.shape, j.members = shapeOf(j.doc), membersOf(j.doc, j.doc, "")
	return j, nil
}
