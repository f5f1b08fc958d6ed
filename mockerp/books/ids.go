package books

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// counter makes the ERP ids of one kind.
type counter struct {
	kind   schemas.Kind
	prefix string
	n      uint64
	next   string // the next id to propose
}

// counters are the counters of the three kinds.
type counters [3]counter

func newCounters() counters {
	all := counters{
		{kind: schemas.Device, prefix: "ERP-DEV-"},
		{kind: schemas.ItemAttach, prefix: "ERP-ITM-"},
		{kind: schemas.Operation, prefix: "ERP-OPR-"},
	}
	for i := range all {
		all[i].step()
	}
	return all
}

// of returns the counter of a kind, nil for an unknown kind.
func (all *counters) of(k schemas.Kind) *counter {
	for i := range all {
		if all[i].kind == k {
			return &all[i]
		}
	}
	return nil
}

func (c *counter) step() {
	c.n++
	c.next = fmt.Sprintf("%s%06d", c.prefix, c.n)
}

// Resume tells rebuilt books of an id that they gave before: new ids come after it. An id of another form
// has no effect.
func (b *Books) Resume(kind schemas.Kind, id string) {
	c := b.ids.of(kind)
	if c == nil {
		return
	}
	digits, ok := strings.CutPrefix(id, c.prefix)
	n, err := strconv.ParseUint(digits, 10, 62)
	if !ok || err != nil || n < c.n || fmt.Sprintf("%s%06d", c.prefix, n) != id {
		return
	}
	c.n = n - 1 // the id itself is not consumed yet
	c.step()
}

// consume moves past the proposed id once it was given, and past ids that things in the books
// already have from elsewhere.
func (c *counter) consume(given string, taken func(id string) bool) {
	if given == c.next {
		c.step()
	}
	for taken(c.next) {
		c.step()
	}
}
