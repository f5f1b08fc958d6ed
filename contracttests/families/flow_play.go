package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/sender/master"
)

// real gives the name or quantity of real installations unless tame is set.
func real(special string, tame bool) string {
	if tame {
		return ""
	}
	return special
}

// weight wants some grams with a serial, like the strings of the example; if there is no such part, any will do.
func weight(tame bool) []master.PartWant {
	grams := master.PartWant{Of: master.Serial, Measured: true, Fraction: true, Quantity: "0.012"}
	if tame {
		grams.Fraction, grams.Quantity = false, "1"
	}
	loose := grams
	loose.Of = master.Bulk
	return []master.PartWant{grams, loose, {}}
}

// guitar is the example of the contract: two pick-ups, two strings by weight, operations, a changed serial, and
// everything taken back.
func guitar(b *bench, tame bool) (check.Exchange, bool) {
	b.begin(b.t.Pieces(master.OrderWant{Of: master.Serial, Part: &master.PartWant{}, Operation: &master.OperationWant{}}), real("0007", tame))
	pickUps := b.pair(real("0002", tame), master.PartWant{Of: master.Serial}, master.PartWant{})
	wires := b.pair(real("0005", tame), weight(tame)...)
	report := func() check.Exchange { return b.report("1", "0") }
	if bad, all := run(b.setSerial, pickUps, pickUps, report, wires, wires, report, b.changeSerial); !all {
		return bad, all
	}
	if bad, all := b.takeApart(); !all {
		return bad, all
	}
	return run(b.removeSerial)
}

// batch is work on a part without serials: material and reports with quantities.
func batch(b *bench, tame bool) (check.Exchange, bool) {
	material := master.PartWant{Of: master.Bulk, Measured: true, Fraction: true, Quantity: "4.5"}
	if tame {
		material.Fraction, material.Quantity = false, "4"
	}
	pieces := b.t.Pieces(master.OrderWant{Of: master.Bulk, Pieces: "9", Least: "2", Part: &master.PartWant{}, Operation: &master.OperationWant{}})
	valid, invalid := pieces.Split()
	if tame {
		valid, invalid = pieces.Quantity, "0"
	}
	b.begin(pieces, real("Cable-3m", tame))
	if bad, all := run(
		func() check.Exchange {
			return b.attach(real("Copper", tame), material, master.PartWant{Of: master.Bulk}, master.PartWant{})
		},
		func() check.Exchange { return b.report(valid, invalid) },
	); !all {
		return bad, all
	}
	return b.takeApart()
}

// subAssembly builds a part on a work order of its own and attaches it to a device.
func subAssembly(b *bench, tame bool) (check.Exchange, bool) {
	made := master.PartWant{Of: master.Serial, Made: true}
	device := b.t.Pieces(master.OrderWant{Of: master.Serial, Part: &made})
	made.Order = device.Order
	piece := b.t.Piece(made)
	sub := b.t.Pieces(master.OrderWant{Number: piece.WorkOrder})
	sub.Order.SKU = piece.SKU
	b.begin(sub, real("RoboPag", tame))
	part := b.stock
	if bad, all := run(func() check.Exchange { return b.t.Done(b.mes.SetSerial(b.t.Context(), part, piece.Serial)) }); !all {
		return bad, all
	}
	b.begin(device, real("Part-AllFather", tame))
	if bad, all := run(b.setSerial, func() check.Exchange { return b.attachPiece(real("RoboPag", tame), piece) }); !all {
		return bad, all
	}
	if bad, all := b.takeApart(); !all {
		return bad, all
	}
	return run(b.removeSerial, func() check.Exchange { return b.t.Done(b.mes.RemoveSerial(b.t.Context(), part)) })
}
