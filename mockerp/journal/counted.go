package journal

import (
	"context"

	"github.com/erpkit/erpkit/schemas/coverage"
)

// Counted is a Store that counts while it writes, so that nobody has to read it all.
type Counted interface {
	// Coverage counts the exchanges of a run, or with "" of all runs, by act and outcome.
	Coverage(ctx context.Context, run string) (Counts, error)
}

// Counts are what Coverage counted.
type Counts struct {
	Grid *coverage.Grid
	// Exchanges is how many were counted, Dropped how many of them the bounds have dropped before.
	Exchanges int
	Dropped   uint64
}
