package control

import (
	"encoding/json"
	"io/fs"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// clauseView is a clause with a body that follows it and one that breaks it, where there is one.
type clauseView struct {
	schemas.Clause
	Right *exampleView `json:"right,omitempty"`
	Wrong *exampleView `json:"wrong,omitempty"`
}

type exampleView struct {
	File    string `json:"file"`
	Text    string `json:"text"`
	Pointer string `json:"pointer,omitempty"`
}

func (d *door) listClauses(*call) (any, *refusal) {
	list, err := schemas.ExampleList()
	if err != nil {
		return nil, refuseDefect()
	}
	var views []clauseView
	for _, clause := range schemas.Clauses() {
		views = append(views, clauseView{clause, exampleOf(clause.ID, true, list), exampleOf(clause.ID, false, list)})
	}
	return map[string]any{"clauses": views}, nil
}

// exampleOf is the first example that is valid, or not, and about a clause; nil where there is none.
func exampleOf(clause string, valid bool, list []schemas.Example) *exampleView {
	i := slices.IndexFunc(list, func(e schemas.Example) bool { return e.Valid() == valid && slices.Contains(e.Clauses, clause) })
	if i < 0 {
		return nil
	}
	text, err := fs.ReadFile(schemas.Examples(), list[i].File)
	if err != nil {
		return nil
	}
	return &exampleView{File: list[i].File, Text: string(text), Pointer: list[i].Pointer}
}

type schemaView struct {
	File  string `json:"file"`
	ID    string `json:"id"`
	Title string `json:"title"`
	Path  string `json:"path"`
}

// listSchemas names every published schema file, with what it says of itself.
func (d *door) listSchemas(*call) (any, *refusal) {
	views := []schemaView{}
	for _, name := range schemaFiles() {
		text, err := schemas.File(name)
		if err != nil {
			return nil, refuseDefect()
		}
		var head struct {
			ID    string `json:"$id"`
			Title string `json:"title"`
		}
		if err := json.Unmarshal(text, &head); err != nil {
			return nil, refuseDefect()
		}
		views = append(views, schemaView{name, head.ID, head.Title, v1 + "/schemas/" + name})
	}
	return map[string]any{"schemas": views}, nil
}

func (d *door) showSchema(c *call) (any, *refusal) {
	text, err := schemas.File(c.param("file"))
	if err != nil {
		return nil, refuseNoSchema(c.param("file"), schemaFiles())
	}
	return raw{"application/schema+json; charset=utf-8", text}, nil
}

func schemaFiles() []string {
	names, err := fs.Glob(schemas.Files(), "*.schema.json")
	if err != nil { // cannot be: the pattern is right
		return nil
	}
	return names
}
