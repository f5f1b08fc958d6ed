package sqlite

import (
	"database/sql/driver"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/schemas"
)

// search adds one term of a search.
func (c *conditions) search(t *search.Term) {
	text, args := "", []any{t.Value}
	switch t.Field {
	case search.Kind, search.Type, search.Run, search.Status:
		text, args = column(t)
	case search.Order:
		text = "e.work_order=?"
	case search.Serial:
		text, args = "(e.serial=? OR instr(e.also, ?)>0)", []any{t.Value, " " + escape(t.Value) + " "}
	case search.Item:
		text, args = "(e.kind=? AND instr(e.also, ?)>0)", []any{string(schemas.ItemAttach), " " + escape(t.Value) + " "}
	case search.Clause:
		text, args = "instr(e.clauses, ?)>0", []any{" " + escape(t.Value) + "/"}
	case search.Level:
		text, args = "instr(e.clauses, ?)>0", []any{"/" + escape(t.Value) + " "}
	case search.After, search.Before:
		text, args = place(t)
	case search.By, search.Rule:
		text, args = textIs+"(c.rest, ?, ?)", []any{map[string]int{search.By: textBy, search.Rule: textRule}[t.Field], t.Value}
		c.bytes = true
	default:
		text = hasWord + "(?, e.serial, e.work_order, e.also, c.request, c.answer, c.rest)"
		c.bytes = true
	}
	if t.Not {
		text = "NOT " + text
	}
	c.add(text, args...)
}

// column is a term about a column of its own.
func column(t *search.Term) (string, []any) {
	if t.Field == search.Status {
		return "(e.status BETWEEN ? AND ?)", []any{t.Low, t.High}
	}
	return "e." + t.Field + "=?", []any{t.Value}
}

func place(t *search.Term) (string, []any) {
	name, value := "e.at", t.Time.UnixMilli()
	if t.ID != 0 {
		name, value = "e.id", int64(t.ID)
	}
	if t.Field == search.After {
		return name + ">?", []any{value}
	}
	return name + "<?", []any{value}
}

// What SQL cannot say about the bytes of an exchange, Go says, in the same words as for a journal in memory.
const (
	hasWord = "erpkit_has_word"
	textIs  = "erpkit_text_is"
)

// The places of texts in rest; see encodeRest.
const (
	textURL = 1
	textBy  = 4
	// textRule is behind it.
	textRule = 5
)

// functions lets every connection that is opened from now on have ours.
func functions() error { return once() }

var once = sync.OnceValue(func() error {
	if err := sqlite.RegisterDeterministicScalarFunction(textIs, 3, sqlTextIs); err != nil {
		return err
	}
	return sqlite.RegisterDeterministicScalarFunction(hasWord, 7, sqlHasWord)
})

func sqlTextIs(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	at, _ := args[1].(int64)
	return textOf(args[0], int(at)) == plain(args[2]), nil
}

func sqlHasWord(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	texts := []string{plain(args[1]), plain(args[2]), plain(args[4]), plain(args[5]), textOf(args[6], textURL)}
	for _, serial := range strings.Split(plain(args[3]), " ") {
		texts = append(texts, unescape(serial))
	}
	return search.Has(plain(args[0]), texts...), nil
}

// textOf reads one of the texts at the beginning of rest.
func textOf(rest driver.Value, at int) string {
	d := decoder{rest: []byte(plain(rest))}
	d.byte() // form
	d.byte() // flags
	d.varint()
	d.uvarint()
	d.varint()
	d.varint()
	for range at {
		d.text()
	}
	return d.text()
}

// plain is a text or the bytes of a blob; nothing of NULL.
func plain(value driver.Value) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}
