package control

import (
	"encoding/json"
	"io/fs"

	"github.com/erpkit/erpkit/schemas"
)

// clauseView is a clause with its guide, and a sample that keeps it and one that breaks it.
type clauseView struct {
	schemas.Clause
	schemas.Guide
	Right schemas.Sample `json:"right"`
	Wrong schemas.Sample `json:"wrong"`
}

func (d *door) listClauses(*call) (any, *refusal) {
	var views []clauseView
	for _, clause := range schemas.Clauses() {
		views = append(views, clauseView{clause, schemas.GuideTo(clause.ID), schemas.SampleOf(clause.ID, true), schemas.SampleOf(clause.ID, false)})
	}
	return map[string]any{"clauses": views}, nil
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
