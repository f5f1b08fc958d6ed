package master

import (
	"errors"
	"math/big"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// builder makes data of records and gathers what is wrong with them.
type builder struct {
	data     Data
	problems yamlfile.Problems

	orders, parts, operations []record
	specials                  map[string]record
}

// wrong takes in the problems of a file.
func (b *builder) wrong(err error) {
	if more, ok := errors.AsType[yamlfile.Problems](err); ok {
		b.problems = append(b.problems, more...)
	}
}

func (b *builder) say(p yamlfile.Problem) { b.problems = append(b.problems, p) }

// add takes in the records of a list.
func (b *builder) add(l list, records []record) {
	for _, r := range records {
		switch l.name {
		case "workOrders":
			b.orders = append(b.orders, r)
			b.data.Orders = append(b.data.Orders, Order{Number: r.text("number"), ExternalID: r.text("externalId"), SKU: r.text("sku"), Quantity: number(r, "quantity")})
		case "parts":
			b.part(r)
		default:
			b.operation(r)
		}
	}
}

func (b *builder) part(r record) {
	p := Part{
		SKU: r.text("sku"), Serials: r.list("serials"), NewSerials: r.text("newSerials"), Quantity: number(r, "quantity"), Step: number(r, "step"),
		Unit: r.text("unit"), ForSKUs: r.list("forSkus"), ForOrders: r.list("forWorkOrders"),
	}
	p.Reuse, _ = flag(r, "reuse")
	managed, given := flag(r, "serialManaged")
	has := len(p.Serials) > 0 || p.NewSerials != ""
	if p.SerialManaged = managed || !given && has; given && !managed && has {
		b.say(r.problem("serialManaged", "part %s is not serial-managed and has serials: take one away", p.SKU))
	}
	b.checkPart(r, p)
	b.parts, b.data.Parts = append(b.parts, r), append(b.data.Parts, p)
}

func (b *builder) checkPart(r record, p Part) {
	if p.SerialManaged && len(p.Serials) == 0 && p.NewSerials == "" {
		b.say(r.problem("sku", "part %s is serial-managed and has no serials: give serials, or newSerials: SN-{n:6} if the ERP takes new ones", p.SKU))
	}
	if p.NewSerials != "" {
		if words := checkPattern(p.NewSerials); words != "" {
			b.say(r.problem("newSerials", "%s", words))
		}
	}
	if p.Quantity != "" && !divides(p.Step, p.Quantity) {
		b.say(r.problem("step", "the step %s of part %s does not divide its quantity %s: correct one of them", step(p), p.SKU, p.Quantity))
	}
	for i, one := range p.Serials {
		if slices.Contains(p.Serials[:i], one) {
			b.say(r.problem("serials", "part %s has the serial %s twice: each stands for one thing", p.SKU, one))
		}
	}
	if p.Quantity != "" && p.SerialManaged && p.NewSerials == "" && !p.measured() && rat(p.Quantity).Cmp(new(big.Rat).SetInt64(int64(len(p.Serials)))) > 0 {
		b.say(r.problem("quantity", "part %s has %s on stock and %d serials: each piece has one", p.SKU, p.Quantity, len(p.Serials)))
	}
}

func step(p Part) string {
	if p.Step == "" {
		return "1"
	}
	return p.Step.String()
}

func (b *builder) operation(r record) {
	op := Operation{
		ActCode: r.text("actCode"), WorkCenterCode: r.text("workCenterCode"), ExternalID: r.text("operationExternalId"),
		ForSKUs: r.list("forSkus"), ForOrders: r.list("forWorkOrders"),
	}
	position, ok := new(big.Int).SetString(strings.TrimSuffix(r.text("position"), ".0"), 10)
	if !ok || !position.IsInt64() || position.Int64() > maxPosition {
		b.say(r.problem("position", "the position must be a whole number of at most %d", maxPosition))
	} else {
		op.Position = int(position.Int64())
	}
	b.operations, b.data.Operations = append(b.operations, r), append(b.data.Operations, op)
}

// maxPosition is more than any routing has.
const maxPosition = 1_000_000_000

// special takes in a variant.
func (b *builder) special(name string, r record) {
	if b.specials == nil {
		b.specials, b.data.Special = map[string]record{}, map[string]Special{}
	}
	b.specials[name] = r
	b.data.Special[name] = Special{Order: r.text("workOrder"), Part: r.text("part"), Operation: r.text("operation"), Serial: r.text("serial")}
}

// finish looks for what contradicts itself, and gives the data.
func (b *builder) finish(whole record) (*Data, error) {
	if len(b.problems) == 0 {
		b.unique()
		b.checkOrders()
		b.checkNames()
		b.checkSpecials()
	}
	if len(b.data.Orders) == 0 && len(b.problems) == 0 && whole != nil {
		b.say(whole.problem("workOrders", "there is no work order: give at least one"))
	}
	if err := b.problems.Err(); err != nil {
		return nil, err
	}
	return &b.data, nil
}
