package sqlite

import (
	"context"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// chunk is how many exchanges Fold reads in one go; between two chunks it blocks nobody.
const chunk = 256

// Fold hands over, oldest first, the exchanges behind an id that the current books are made of; see
// journal.Durable. It verifies the checksum of each. Exchanges that the bounds have dropped are
// missing: List says how many of each run.
func (s *Store) Fold(after uint64, each func(*traffic.Exchange) error) error {
	return s.fold("", after, each)
}

// FoldRun is Fold for one run, from the first exchange on. It may or may not see a Reset or Mark made
// meanwhile.
func (s *Store) FoldRun(run string, each func(*traffic.Exchange) error) error {
	return s.fold(run, 0, each)
}

func (s *Store) fold(run string, after uint64, each func(*traffic.Exchange) error) error {
	begins, err := s.marks(context.Background())
	if err != nil {
		return err
	}
	condition, args := "e.id>?", []any{int64(after)}
	if run != "" {
		condition, args = condition+" AND e.run=?", append(args, run)
	}
	for {
		list, err := s.read(context.Background(), condition, args, chunk)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, x := range list {
			if x.ID <= max(begins[""], begins[x.Run]) {
				continue
			}
			if err := each(x); err != nil {
				return err
			}
		}
		args[0] = int64(list[len(list)-1].ID)
	}
}

// marks returns after which exchange the books begin, by run; "" stands for all runs.
func (s *Store) marks(ctx context.Context) (map[string]uint64, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	rows, err := s.reads.QueryContext(ctx, "SELECT run, max(after) FROM mark GROUP BY run")
	if err != nil {
		return nil, s.readFailed(err)
	}
	defer func() { _ = rows.Close() }()
	begins := map[string]uint64{}
	for rows.Next() {
		var run string
		var after uint64
		if err := rows.Scan(&run, &after); err != nil {
			return nil, s.readFailed(err)
		}
		begins[run] = after
	}
	return begins, s.readFailed(rows.Err())
}
