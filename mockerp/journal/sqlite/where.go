package sqlite

import (
	"math"
	"strings"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// conditions are what a row must satisfy.
type conditions struct {
	texts []string
	args  []any
	bytes bool // the table of the bytes is asked too
}

func (c *conditions) add(text string, args ...any) {
	c.texts = append(c.texts, text)
	c.args = append(c.args, args...)
}

// equal requires a value of a column, unless the filter leaves it open.
func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+"=?", value)
	}
}

func (c *conditions) String() string { return strings.Join(c.texts, " AND ") }

// where is the filter as a condition on the table e, wherever its page begins and ends.
func where(f *journal.Filter) *conditions {
	c := &conditions{}
	c.add("e.hidden=0")
	c.equal("e.run", f.Run)
	c.equal("e.kind", string(f.Kind))
	c.equal("e.type", f.Type)
	c.equal("e.work_order", f.WorkOrder)
	if f.StatusMin != 0 {
		c.add("e.status>=?", f.StatusMin)
	}
	if f.StatusMax != 0 {
		c.add("e.status<=?", f.StatusMax)
	}
	if f.Serial != "" {
		c.add("(e.serial=? OR instr(e.also, ?)>0)", f.Serial, " "+escape(f.Serial)+" ")
	}
	clause, level := escape(f.Clause), escape(string(f.Level))
	switch {
	case clause != "" && level != "":
		c.add("instr(e.clauses, ?)>0", " "+clause+"/"+level+" ")
	case clause != "":
		c.add("instr(e.clauses, ?)>0", " "+clause+"/")
	case level != "":
		c.add("instr(e.clauses, ?)>0", "/"+level+" ")
	}
	for i := range f.Search {
		c.search(&f.Search[i])
	}
	return c
}

// from is where the conditions look.
func (c *conditions) from() string {
	if c.bytes {
		return "exchange e LEFT JOIN content c ON c.id=e.id"
	}
	return "exchange e"
}

// between requires ids above the first and, where it is not 0, below the second.
func (c *conditions) between(after, before uint64) {
	if after > 0 {
		c.add("e.id>?", int64(min(after, math.MaxInt64)))
	}
	if before > 0 {
		c.add("e.id<?", int64(min(before, math.MaxInt64)))
	}
}
