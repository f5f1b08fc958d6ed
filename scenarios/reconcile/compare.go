package reconcile

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/schemas"
)

// Difference is one thing that is not in the ERP as the MES was told.
type Difference struct {
	// What is "missing", "double", "still there", or "wrong" and the member: "wrong quantity", "wrong parent".
	What  string      `json:"what"`
	Thing books.Thing `json:"thing"`
	// Told and Has are the member as the MES was told and as the ERP has it, of what is wrong.
	Told string `json:"told,omitempty"`
	Has  string `json:"has,omitempty"`
	// Records are those of the ERP about the thing.
	Records []row `json:"records"`
	// Exchange is the last one about the thing that the ERP accepted.
	Exchange *Exchange `json:"exchange,omitempty"`
}

// Result is what came of a comparison.
type Result struct {
	Differences []Difference `json:"differences"`
	// Same counts the things that are in the ERP as they should be; Gone those that were removed and are not there.
	Same int `json:"same"`
	Gone int `json:"gone"`
	// Strange counts records of the ERP about which the MES was told nothing: they are not compared.
	Strange int `json:"strange"`
	// Kinds are those that the ERP's records are about: the others are not compared.
	Kinds []schemas.Kind `json:"kinds"`
}

// Compare holds the ERP's records against what the MES was told.
func (t *Told) Compare(r *Records) *Result {
	m := matching{told: t, result: &Result{Differences: []Difference{}, Kinds: r.kinds}, byID: map[string][]*row{}, byKind: map[schemas.Kind][]*row{}, taken: map[*row]bool{}, parents: map[string]string{}}
	for i := range r.rows {
		one := &r.rows[i]
		m.byKind[one.Kind] = append(m.byKind[one.Kind], one)
		if id := one.Fields["externalId"]; id != "" {
			m.byID[idKey(one.Kind, id)] = append(m.byID[idKey(one.Kind, id)], one)
		}
	}
	m.things = slices.DeleteFunc(t.books.Things(), func(thing books.Thing) bool { return !slices.Contains(r.kinds, thing.Kind) })
	m.findParents()
	m.index()
	m.match()
	m.result.Strange = len(r.rows) - len(m.taken)
	return m.result
}

// matching finds for each thing its records. A record belongs to one thing.
type matching struct {
	told    *Told
	result  *Result
	things  []books.Thing
	byID    map[string][]*row
	byKind  map[schemas.Kind][]*row
	natural map[string][]*row // by serial, or by step: what narrows the search
	taken   map[*row]bool
	parents map[string]string // the id of a device, by its serial
}

func (m *matching) findParents() {
	for _, thing := range m.told.books.Things() {
		if thing.Kind == schemas.Device && thing.State == books.Live && thing.ExternalID != "" {
			m.parents[thing.Serial] = thing.ExternalID
		}
	}
}

// index puts records beside those that may be about the same thing.
func (m *matching) index() {
	m.natural = map[string][]*row{}
	for kind, rows := range m.byKind {
		for _, one := range rows {
			for _, name := range narrowing() {
				if value := one.Fields[name]; value != "" {
					key := join(kind, name, value)
					m.natural[key] = append(m.natural[key], one)
					break
				}
			}
		}
	}
}

// narrowing are the members by which records are sought, the best first. A record without any of them is sought by its
// id only.
func narrowing() []string { return []string{"serial", "workorderNumber", "sku"} }

// match goes from what is certain to what is likely: ids first, then the members; what is live before what is gone.
func (m *matching) match() {
	found := make([][]*row, len(m.things))
	for i := range m.things {
		if id := m.things[i].ExternalID; id != "" && m.things[i].State == books.Live {
			found[i] = m.take(m.byID[idKey(m.things[i].Kind, id)])
		}
	}
	for i := range m.things {
		if id := m.things[i].ExternalID; id != "" && m.things[i].State == books.Removed {
			found[i] = m.take(m.byID[idKey(m.things[i].Kind, id)])
		}
	}
	for i := range m.things {
		if m.things[i].State == books.Live && len(found[i]) == 0 {
			found[i] = m.take(first(m.alike(&m.things[i])))
		}
	}
	for i := range m.things { // what is left and looks like a thing that has its record
		if m.things[i].State == books.Live && len(found[i]) > 0 {
			found[i] = append(found[i], m.take(m.alike(&m.things[i]))...)
		}
		m.judge(&m.things[i], found[i])
	}
}

func first(rows []*row) []*row { return rows[:min(1, len(rows))] }

// take gives those rows that no thing has yet.
func (m *matching) take(rows []*row) []*row {
	var mine []*row
	for _, one := range rows {
		if !m.taken[one] {
			m.taken[one] = true
			mine = append(mine, one)
		}
	}
	return mine
}

// alike are the free records that may be about a thing though its id does not say so: all members that tell things
// apart agree where the record has them.
func (m *matching) alike(thing *books.Thing) []*row {
	var found []*row
	for i, value := range []string{thing.Serial, thing.WorkOrder, thing.SKU} {
		for _, one := range m.natural[join(thing.Kind, narrowing()[i], value)] {
			if !m.taken[one] && m.sameThing(thing, one) {
				found = append(found, one)
			}
		}
	}
	return found
}

func (m *matching) sameThing(thing *books.Thing, one *row) bool {
	f := one.Fields
	agree := func(name, want string) bool { return f[name] == "" || f[name] == want }
	if !agree("serial", thing.Serial) || !agree("sku", thing.SKU) || !agree("workorderNumber", thing.WorkOrder) {
		return false
	}
	switch thing.Kind {
	case schemas.ItemAttach:
		if thing.Serial == "" && f["parent"] != "" && !m.isParent(thing, f["parent"]) {
			return false
		}
	case schemas.Operation:
		if !agree("actCode", thing.ActCode) || !agree("workCenterCode", thing.WorkCenterCode) || f["position"] != "" && !sameNumber(f["position"], thing.Position.String()) {
			return false
		}
	}
	return true
}

// isParent tells whether a record names the parent of an item: by serial, by id or by stock.
func (m *matching) isParent(thing *books.Thing, named string) bool {
	return named == thing.Parent || named == thing.StockID || named == m.parents[thing.Parent]
}

// judge says what is wrong with a thing of which the ERP has these records.
func (m *matching) judge(thing *books.Thing, found []*row) {
	if thing.State == books.Removed {
		m.judgeRemoved(thing, found)
		return
	}
	switch before := len(m.result.Differences); {
	case len(found) == 0:
		m.differs("missing", thing, "", "", nil)
	default:
		if len(found) > 1 {
			m.differs("double", thing, "", "", found)
		}
		for _, member := range m.members(thing) {
			if has := found[0].Fields[member.name]; has != "" && !member.same(has) {
				m.differs("wrong "+member.name, thing, member.told, has, found[:1])
			}
		}
		if len(m.result.Differences) == before {
			m.result.Same++
		}
	}
}

func (m *matching) judgeRemoved(thing *books.Thing, rows []*row) {
	if thing.ExternalID == "" {
		rows = m.take(m.alike(thing))
	}
	if len(rows) > 0 {
		m.differs("still there", thing, "", "", rows)
		return
	}
	m.result.Gone++
}

type member struct {
	name, told string
	same       func(has string) bool
}

// members are what the ERP must have of a thing.
func (m *matching) members(thing *books.Thing) []member {
	text := func(name, told string) member {
		return member{name, told, func(has string) bool { return has == told }}
	}
	number := func(name, told string) member {
		return member{name, told, func(has string) bool { return sameNumber(has, told) }}
	}
	list := []member{text("serial", thing.Serial), text("sku", thing.SKU), text("workorderNumber", thing.WorkOrder)}
	if thing.ExternalID != "" {
		list = append(list, text("externalId", thing.ExternalID))
	}
	switch thing.Kind {
	case schemas.ItemAttach:
		list = append(list, number("quantity", thing.Quantity.String()),
			member{"parent", thing.Parent, func(has string) bool { return m.isParent(thing, has) }})
	case schemas.Operation:
		list = append(list, text("actCode", thing.ActCode), text("workCenterCode", thing.WorkCenterCode), number("position", thing.Position.String()),
			number("validQty", thing.ValidQty.String()), number("invalidQty", thing.InvalidQty.String()))
	}
	return list
}

func (m *matching) differs(what string, thing *books.Thing, told, has string, found []*row) {
	d := Difference{What: what, Thing: *thing, Told: told, Has: has, Records: []row{}, Exchange: m.told.exchangeOf(thing)}
	for _, one := range found {
		d.Records = append(d.Records, *one)
	}
	m.result.Differences = append(m.result.Differences, d)
}

// sameNumber tells whether two numbers have the same value, however they are written.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, isNumber := numberOf(a)
	y, areNumbers := numberOf(b)
	return isNumber && areNumbers && x.Cmp(y) == 0
}

func numberOf(text string) (*big.Rat, bool) {
	const mostDigits, mostExponent = 220, 100
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	if n, err := strconv.Atoi(exponent); scientific && (err != nil || n > mostExponent || n < -mostExponent) {
		return nil, false
	}
	if len(text) > mostDigits || strings.Trim(mantissa, "0123456789.") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}
