package sqlite

import (
	"context"
	"slices"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// outcomeOf is the outcome of an exchange as a row has it: its place among all, from 1 on. 0 is one that was recorded before
// rows had it.
func outcomeOf(x *traffic.Exchange) uint8 {
	return uint8(slices.Index(coverage.Outcomes(), x.Outcome()) + 1)
}

// knownOutcome is 0 for what no outcome has.
func knownOutcome(n int64) uint8 {
	if n < 0 || n > int64(len(coverage.Outcomes())) {
		return 0
	}
	return uint8(n)
}

// cell is what is counted together.
type cell struct {
	kind, typ string
	outcome   uint8
}

// Coverage counts the exchanges of a run, or with "" of all runs, by act and outcome: from the index, and those of before rows
// had an outcome by reading them. The error is that of List.
func (s *Store) Coverage(ctx context.Context, run string) (journal.Counts, error) {
	counts, cells := journal.Counts{Grid: coverage.New()}, map[cell]int{}
	var old []int64
	look, err := s.look(ctx, &journal.Filter{Run: run}, func(e *entry) bool {
		if counts.Exchanges++; e.outcome == 0 {
			old = append(old, e.id)
		} else {
			cells[cell{s.index.texts.Text(e.kind), s.index.texts.Text(e.typ), e.outcome}]++
		}
		return false
	})
	if err != nil {
		return counts, s.readFailed(err)
	}
	defer look.end()
	counts.Dropped = look.dropped
	for c, n := range cells {
		counts.Grid.AddMany(schemas.Kind(c.kind), c.typ, coverage.Outcomes()[c.outcome-1], n)
	}
	return counts, s.readFailed(s.sift(ctx, look.tx, old, false, func(x *traffic.Exchange) bool {
		counts.Grid.Add(x.Kind, x.Type, x.Outcome())
		return false
	}))
}
