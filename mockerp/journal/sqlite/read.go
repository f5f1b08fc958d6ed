package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// mostPageBytes ends a page early, so that long bodies do not fill memory.
const mostPageBytes = 32 << 20

const readColumns = "e.id, e.run, e.kind, e.type, e.serial, e.work_order, e.status, e.also, e.clauses, e.at, e.size, " +
	"c.request, c.answer, c.rest"

// querier is a database or a transaction.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// List returns the matching exchanges: 100 when the filter sets no limit, at most
// 1000, and fewer when they are very large; Next then says how to go on. It sees the journal at
// one moment. The error is journal.ErrClosed or wraps ErrDamaged or ErrDisk.
func (s *Store) List(f journal.Filter) (journal.Page, error) {
	if err := s.usable(); err != nil {
		return journal.Page{}, err
	}
	ctx := context.Background()
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return journal.Page{}, s.readFailed(err)
	}
	defer func() { _ = tx.Rollback() }()
	page, err := s.page(ctx, tx, &f)
	return page, s.readFailed(err)
}

func (s *Store) page(ctx context.Context, q querier, f *journal.Filter) (p journal.Page, err error) {
	c := where(f)
	if !f.Uncounted {
		if err := q.QueryRowContext(ctx, "SELECT count(*) FROM "+c.from()+" WHERE "+c.String(), c.args...).Scan(&p.Total); err != nil {
			return p, err
		}
	}
	if p.Dropped, err = dropped(ctx, q, f.Run); err != nil || p.Total == 0 && !f.Uncounted {
		return p, err
	}
	c.between(f.After, f.Before)
	list, more, err := s.some(ctx, q, c, part{f.Newest, f.Offset, f.PageLimit()})
	if err != nil {
		return p, err
	}
	p.Exchanges = list
	if more {
		p.Next = list[len(list)-1].ID
	}
	return p, nil
}

// dropped counts the exchanges of a run, or of all runs with "", that were dropped to stay within
// the bounds.
func dropped(ctx context.Context, q querier, run string) (n uint64, err error) {
	if run == "" {
		return n, q.QueryRowContext(ctx, "SELECT missing FROM counter").Scan(&n)
	}
	err = q.QueryRowContext(ctx, "SELECT n FROM dropped WHERE run=?", run).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// read returns up to limit exchanges that satisfy the condition.
func (s *Store) read(ctx context.Context, condition string, args []any, limit int) ([]*traffic.Exchange, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	list, _, err := s.some(ctx, s.reads, &conditions{texts: []string{condition}, args: args}, part{most: limit})
	return list, s.readFailed(err)
}

// part says which of the matching exchanges are wanted: in which order, after how many, and how many at most.
type part struct {
	newest     bool
	skip, most int
}

// some reads exchanges in the order of their ids, up to as many as wanted or mostPageBytes; more tells whether
// others follow. Skipped ones are looked up in the narrow table alone.
func (s *Store) some(ctx context.Context, q querier, c *conditions, p part) (list []*traffic.Exchange, more bool, err error) {
	order := "id"
	if p.newest {
		order = "id DESC"
	}
	text := fmt.Sprintf("SELECT %s FROM (SELECT e.* FROM %s WHERE %s ORDER BY e.%s LIMIT %d OFFSET %d) e LEFT JOIN content c ON c.id=e.id ORDER BY e.%s",
		readColumns, c.from(), c, order, p.most+1, p.skip, order)
	rows, err := q.QueryContext(ctx, text, c.args...)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = rows.Close() }()
	bytes := int64(0)
	for rows.Next() {
		if len(list) == p.most || bytes > mostPageBytes {
			return list, true, nil
		}
		x, size, err := s.scan(rows)
		if err != nil {
			return nil, false, err
		}
		list = append(list, x)
		bytes += size
	}
	return list, false, rows.Err()
}

func (s *Store) scan(rows *sql.Rows) (*traffic.Exchange, int64, error) {
	var r row
	err := rows.Scan(&r.id, &r.run, &r.kind, &r.typ, &r.serial, &r.work, &r.status, &r.also, &r.clauses, &r.at, &r.size,
		&r.request, &r.answer, &r.rest)
	if err != nil {
		return nil, 0, trouble(s.path, "be read", ErrDamaged, err)
	}
	x, err := decode(&r)
	switch {
	case errors.Is(err, ErrNewer):
		return nil, 0, trouble(s.path, "be read", ErrNewer, fmt.Errorf("exchange %d: %w", r.id, err))
	case err != nil:
		return nil, 0, trouble(s.path, "be read", ErrDamaged, fmt.Errorf("exchange %d: %w", r.id, err))
	}
	return x, r.size, nil
}

func (s *Store) usable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return journal.ErrClosed
	}
	return nil
}

// readFailed explains a read error; one caused by a concurrent Close is ErrClosed.
func (s *Store) readFailed(err error) error {
	if err == nil {
		return nil
	}
	if closed := s.usable(); closed != nil {
		return closed
	}
	return explain(s.path, "be read", err)
}
