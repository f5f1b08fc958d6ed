package scenarios

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/erpkit/erpkit/schemas"
)

// head reads the members that only the story itself has, not an included file.
func (r *reader) head() {
	s := r.story
	s.Title, s.About, s.Reference, s.Reproduces = r.word("/title"), r.word("/about"), r.word("/reference"), r.word("/reproduces")
	for i := range r.length("/tags") {
		s.Tags = append(s.Tags, r.word("/tags"+pointerTo(i)))
	}
	if seed, ok := r.file.Value("/seed"); ok {
		number, _ := seed.(json.Number)
		s.Seed, _ = strconv.ParseUint(string(number), 10, 64) // the schema has refused others
	}
	s.NeedsScript = r.word("/needs") == "script"
	if r.has("/master") {
		s.Master = new(r.flag("/master", false))
	}
	if s.Master != nil && *s.Master && r.has("/stocks") {
		r.refuse("/master", "no master data say what is on the benches (stocks): leave master out, or let the steps make what is there")
	}
	s.Timeout = r.duration("/timeout")
	s.Observe = r.word("/judge") == "observe"
	s.Settings = Settings{
		CustomIntegration: r.flag("/settings/customIntegration", true),
		WorkOrderSource:   r.word("/settings/workOrderSource"),
		Device:            r.flag("/settings/device", true),
		ItemAttach:        r.flag("/settings/itemAttach", true),
		Operation:         r.flag("/settings/operation", true),
		OneURL:            r.flag("/settings/oneUrl", false),
	}
	s.Settings.WorkOrderSource = cmp.Or(s.Settings.WorkOrderSource, "local")
	if s.NeedsScript && !r.has("/erp") {
		r.refuse("/needs", "the story needs its script, but it has none: write it under erp")
	}
	r.script()
	r.table()
}

// values reads an object of single values.
func (r *reader) values(pointer string) map[string]Text {
	all := map[string]Text{}
	for _, name := range r.file.Keys(pointer) {
		t := r.text(pointer + pointerTo(name))
		t.given = true // null is an empty text, but it is given
		all[name] = t
	}
	return all
}

func (r *reader) table() {
	for i := range r.length("/table") {
		at := "/table" + pointerTo(i)
		row := Row{Line: r.file.Line(at), Columns: r.file.Keys(at), Values: map[string]any{}}
		for _, name := range row.Columns {
			row.Values[name], _ = r.file.Value(at + pointerTo(name))
		}
		r.story.Rows = append(r.story.Rows, row)
	}
	r.sameColumns()
}

// sameColumns refuses a row whose columns differ from those of the first row.
func (r *reader) sameColumns() {
	if len(r.story.Rows) == 0 {
		return
	}
	first := r.story.Rows[0]
	for i, row := range r.story.Rows[1:] {
		at := "/table" + pointerTo(i+1)
		for _, name := range first.Columns {
			if !slices.Contains(row.Columns, name) {
				r.refuse(at, "the row has no %q, which the first row on line %d has: every row has the same names", name, first.Line)
			}
		}
		for _, name := range row.Columns {
			if !slices.Contains(first.Columns, name) {
				r.refuseName(at+pointerTo(name), "the first row on line %d has no %q%s", first.Line, name, meant(name, first.Columns))
			}
		}
	}
}

func (r *reader) workOrders() {
	for i := range r.length("/workOrders") {
		at := "/workOrders" + pointerTo(i)
		order := WorkOrder{
			Key: r.word(at + "/number"), Number: r.text(at + "/number"), SKU: r.text(at + "/sku"),
			Source: r.text(at + "/source"), ExternalID: r.text(at + "/externalId"), ID: r.text(at + "/id"),
			SerialManaged: r.flag(at+"/serialManaged", true),
		}
		if slices.ContainsFunc(r.story.WorkOrders, func(o WorkOrder) bool { return o.Key == order.Key }) {
			r.refuse(at+"/number", "the work order %q is there twice: keep one", order.Key)
			continue
		}
		r.story.WorkOrders = append(r.story.WorkOrders, order)
	}
}

func (r *reader) stocks() {
	for i := range r.length("/stocks") {
		at := "/stocks" + pointerTo(i)
		stock := Stock{
			Name: r.word(at + "/name"), WorkOrder: r.order(at, at+"/workOrder"), Session: r.word(at + "/session"),
			Serial: r.text(at + "/serial"), ExternalID: r.text(at + "/externalId"),
			Items:   r.things(at+"/items", []string{"sku", "quantity", "serial", "workOrder"}),
			Reports: r.things(at+"/reports", reportTexts()), at: place{r.file, at},
		}
		r.story.Stocks = append(r.story.Stocks, stock)
	}
}

func (r *reader) things(pointer string, texts []string) []Thing {
	var all []Thing
	for i := range r.length(pointer) {
		at := pointer + pointerTo(i)
		all = append(all, Thing{Name: r.word(at + "/name"), ExternalID: r.text(at + "/externalId"), Args: r.args(at, texts), at: place{r.file, at}})
	}
	return all
}

// args reads the members of a verb that are text.
func (r *reader) args(pointer string, names []string) map[string]Text {
	all := map[string]Text{}
	for _, name := range names {
		if t := r.text(pointer + pointerTo(name)); t.given {
			all[name] = t
		}
	}
	return all
}

// order finds the work order: the named one, or the only one.
func (r *reader) order(at, pointer string) string {
	var known []string
	for _, order := range r.story.WorkOrders {
		known = append(known, order.Key)
	}
	named := r.word(pointer)
	switch {
	case named != "" && !slices.Contains(known, named):
		r.refuse(pointer, "there is no work order %q%s", named, hint(named, known, "add it under workOrders"))
	case named == "" && len(known) == 1:
		return known[0]
	case named == "" && len(known) == 0:
		r.refuse(at, "there is no work order to build on: add one under workOrders")
	case named == "":
		r.refuse(at, "there are %d work orders: say which one with workOrder", len(known))
	}
	return named
}

// hint says what was probably meant, or else what to do.
func hint(word string, known []string, cure string) string {
	if near := schemas.Nearest(word, known); near != "" {
		return meant(word, known)
	}
	return ": " + cure
}
