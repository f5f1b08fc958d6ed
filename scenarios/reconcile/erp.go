package reconcile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender/master"
)

// Columns say what the records of an ERP are.
type Columns struct {
	// Named gives columns of the ERP their name here.
	Named map[string]string
	// Kind is what all records are; "" tells by their columns.
	Kind schemas.Kind
}

// Records are what the ERP has.
type Records struct {
	rows  []row
	kinds []schemas.Kind  // that the files are about
	named map[string]bool // columns of Columns.Named that some file has
}

// row is one record: its members by their names here.
type row struct {
	File   string            `json:"file"`
	Line   int               `json:"line"` // of a CSV file; in JSON the number of the record
	Kind   schemas.Kind      `json:"kind"`
	Fields map[string]string `json:"fields"`
}

// columns are what a record may have, and how ERPs call it.
func columns() []master.Column {
	return []master.Column{
		{Name: "kind", Aliases: []string{"type of record"}},
		{Name: "externalId", Aliases: []string{"id", "record id", "erp id"}},
		{Name: "serial", Aliases: []string{"serial number", "serial no", "lot", "lot number", "lot no"}},
		{Name: "sku", Aliases: []string{"part", "part number", "part no", "item", "item code", "item number", "article", "material", "product", "product code"}},
		{Name: "workorderNumber", Aliases: []string{"work order", "work order no", "order", "order number", "order no", "production order", "mo", "wo"}},
		{Name: "parent", Aliases: []string{"parent serial", "parent id", "device", "device serial", "device id", "installed in", "used in"}},
		{Name: "quantity", Aliases: []string{"qty", "amount", "quantity used", "consumed"}, Number: true},
		{Name: "actCode", Aliases: []string{"act", "operation", "operation code", "activity"}},
		{Name: "workCenterCode", Aliases: []string{"work center", "work centre", "wc", "machine"}},
		{Name: "position", Aliases: []string{"pos", "sequence", "step", "operation no"}, Number: true},
		{Name: "validQty", Aliases: []string{"good", "good quantity", "quantity good", "yield"}, Number: true},
		{Name: "invalidQty", Aliases: []string{"rejected", "scrap", "scrap quantity", "quantity rejected"}, Number: true},
	}
}

// Names lists the names that a column may get.
func Names() []string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.Name)
	}
	return names
}

// ReadERP reads files as an ERP exports them: CSV, or JSON if the name ends with .json. The error names every mistake
// with its place.
func ReadERP(files []string, c Columns) (*Records, error) {
	all := &Records{named: map[string]bool{}}
	var wrong []error
	for _, file := range files {
		read := c.readCSV
		if strings.HasSuffix(strings.ToLower(file), ".json") {
			read = c.readJSON
		}
		rows, found, err := read(file, all.named)
		if err == nil {
			err = all.add(file, rows, found, c.Kind)
		}
		wrong = append(wrong, err)
	}
	for header := range c.Named {
		if !all.named[header] && errors.Join(wrong...) == nil {
			wrong = append(wrong, fmt.Errorf("no file has the column %s, which --map names", header))
		}
	}
	return all, errors.Join(wrong...)
}

// readCSV reads a file in which the columns of ours that were not named otherwise have common names.
func (c Columns) readCSV(file string, named map[string]bool) (rows []row, found []string, err error) {
	wanted := columns()
	at := func(name string) *master.Column {
		return &wanted[slices.IndexFunc(wanted, func(one master.Column) bool { return one.Name == name })]
	}
	for header, name := range c.Named {
		at(name).As = header
	}
	lines, found, err := master.ReadTable(file, wanted)
	again := false
	for header, name := range c.Named {
		if named[header] = named[header] || slices.Contains(found, name); err == nil && !slices.Contains(found, name) {
			at(name).As, again = "", true // another file has that column
		}
	}
	if again {
		lines, found, err = master.ReadTable(file, wanted)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, l := range lines {
		rows = append(rows, row{File: file, Line: l.Line, Fields: l.Fields})
	}
	return rows, found, nil
}

// readJSON reads a list of objects, alone or as the one list in an object, as OData and REST services give it.
func (c Columns) readJSON(file string, named map[string]bool) (rows []row, found []string, err error) {
	objects, err := loadJSON(file)
	if err != nil {
		return nil, nil, yamlfile.Problems{{File: file, Message: err.Error()}}
	}
	for i, object := range objects {
		one := row{File: file, Line: i + 1, Fields: map[string]string{}}
		for header, value := range object {
			name := c.nameOf(header)
			if c.Named[header] != "" {
				named[header] = true
			}
			text, known := textOf(value)
			if name == "" || !known {
				continue
			}
			if _, twice := one.Fields[name]; twice {
				return nil, nil, yamlfile.Problems{{File: file, Message: fmt.Sprintf("record %d: two members mean %s: name the right one with --map", i+1, name)}}
			}
			one.Fields[name] = text
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
		rows = append(rows, one)
	}
	return rows, found, nil
}

func loadJSON(file string) ([]map[string]any, error) {
	const most = 64 << 20
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close() // it was only read
	text, err := io.ReadAll(io.LimitReader(opened, most+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > most:
		return nil, fmt.Errorf("this file is longer than %d MiB: leave some records out", most>>20)
	}
	var objects []map[string]any
	if decode(text, &objects) == nil {
		return objects, nil
	}
	var members map[string]json.RawMessage
	if err := decode(text, &members); err != nil {
		return nil, fmt.Errorf("this is no JSON list of objects: %w", err)
	}
	lists := 0
	for _, member := range members {
		var list []map[string]any
		if decode(member, &list) == nil && list != nil {
			objects, lists = list, lists+1
		}
	}
	if lists != 1 {
		return nil, fmt.Errorf("this has %d lists of objects: give a list, or an object with one", lists)
	}
	return objects, nil
}

func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// nameOf is the name of a member of the ERP; "" is none of ours.
func (c Columns) nameOf(header string) string {
	if name, named := c.Named[header]; named {
		return name
	}
	renamed := slices.Collect(maps.Values(c.Named))
	for _, one := range columns() {
		for _, alias := range append(one.Aliases, one.Name) {
			if squeeze(alias) == squeeze(header) && !slices.Contains(renamed, one.Name) {
				return one.Name
			}
		}
	}
	return ""
}

func squeeze(text string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(strings.ToLower(text))
}

// textOf is a value as text; an id may be a number. Empty values and lists are none.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v), strings.TrimSpace(v) != ""
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// add tells what each row is.
func (r *Records) add(file string, rows []row, found []string, given schemas.Kind) error {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(found, name) })
	}
	kind := given
	switch {
	case kind != "" || has("kind"):
	case has("actCode", "validQty", "invalidQty"):
		kind = schemas.Operation
	case has("parent", "quantity"):
		kind = schemas.ItemAttach
	case has("serial", "externalId"):
		kind = schemas.Device
	default:
		return yamlfile.Problems{{File: file, Message: fmt.Sprintf("nothing tells what the records are: name columns with --map, such as --map \"Lot No.=serial\" (%s)", strings.Join(Names(), ", "))}}
	}
	if kind != "" && !slices.Contains(r.kinds, kind) {
		r.kinds = append(r.kinds, kind)
	}
	for _, one := range rows {
		if one.Kind = kind; given == "" && has("kind") {
			own, err := schemas.ParseKind(strings.ToLower(one.Fields["kind"]))
			if err != nil {
				return yamlfile.Problems{{File: file, Line: one.Line, Message: fmt.Sprintf("the kind is %q: %v", one.Fields["kind"], err)}}
			}
			if one.Kind = own; !slices.Contains(r.kinds, own) {
				r.kinds = append(r.kinds, own)
			}
		}
		r.rows = append(r.rows, one)
	}
	return nil
}
