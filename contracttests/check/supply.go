package check

import (
	"errors"

	"github.com/erpkit/erpkit/sender/master"
)

// loan is something that was handed out and may come back.
type loan interface{ Back() }

// Invents tells whether names are made up because there are no master data.
func (t *T) Invents() bool { return t.runner.supply == nil }

// Gives tells whether there is such a work order.
func (t *T) Gives(w master.OrderWant) bool { return t.source.Gives(w) }

// Pieces takes pieces of a work order. It ends the check if the master data have none.
func (t *T) Pieces(w master.OrderWant) master.Pieces {
	return take(t, func() (master.Pieces, error) { return t.source.Order(w) })
}

// Piece takes an amount of the first of the parts that the master data have. It ends the check if they
// have none of them.
func (t *T) Piece(wants ...master.PartWant) master.Piece {
	return take(t, func() (piece master.Piece, err error) {
		var short *master.Shortage
		for _, w := range wants {
			if piece, err = t.source.Part(w); err == nil || (errors.As(err, &short) && short.Later) {
				return piece, err
			}
		}
		return piece, err
	})
}

// NewSerial takes a serial that nothing else has.
func (t *T) NewSerial(w master.SerialWant) string {
	return take(t, func() (master.NewSerial, error) { return t.source.Serial(w) }).Text
}

// Operation gives a step of a routing. It ends the check if the master data have none.
func (t *T) Operation(w master.OperationWant) master.Operation {
	op, err := t.source.Operation(w)
	if err != nil {
		t.lacks(err)
	}
	return op
}

// take asks until it gets something. A check that holds nothing waits for others to give back; one that
// holds something starts again alone, so two checks never wait for each other.
func take[L loan](t *T, ask func() (L, error)) L {
	t.runner.holders.begin(t)
	for {
		changed := t.runner.holders.change()
		got, err := ask()
		if err == nil {
			t.loans = append(t.loans, got)
			return got
		}
		var short *master.Shortage
		if !errors.As(err, &short) || !short.Later || t.alone {
			t.lacks(err)
		}
		if len(t.loans) > 0 {
			t.end(Result{Outcome: Skip, Cause: crowded, Reason: short.Words})
		}
		if !t.runner.holders.wait(t.ctx, changed) {
			t.lacks(err) // what is in use is still in the ERP, and nobody gives it back
		}
		if over(t.ctx) {
			t.outOfTime()
		}
	}
}

// crowded is the cause of a check that has to run alone, because others have what it needs. No result has it.
const crowded SkipCause = "crowded"

// lacks ends the check: the master data do not have what it needs.
func (t *T) lacks(err error) {
	var short *master.Shortage
	if !errors.As(err, &short) {
		t.KitError("The master data gave nothing: %v.", err)
	}
	t.end(Result{Outcome: Skip, Cause: NeedsData, Need: short.Need, Reason: short.Words})
}

// giveBack returns what the check had, unless something of it may still be in the ERP.
func (t *T) giveBack() {
	defer t.runner.holders.end(t)
	left := t.ledger.Len()
	for _, x := range t.exchanges {
		if left > 0 || x.Result.MayBeBooked() {
			return
		}
	}
	for _, l := range t.loans {
		l.Back()
	}
}
