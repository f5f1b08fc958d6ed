package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// mostPageBytes ends a page early, so that long bodies do not fill memory.
const mostPageBytes = 8 << 20

const readColumns = "e.id, e.run, e.kind, e.type, e.serial, e.work_order, e.status, e.also, e.clauses, e.at, e.size, " +
	"c.request, c.answer, c.rest"

// querier is a database or a transaction.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// List returns the matching exchanges: 100 when the filter sets no limit, at most
// 1000, and fewer when they are very large; Next then says how to go on. It sees the journal at
// one moment, and stops when ctx ends. The error is journal.ErrClosed, that of ctx, or wraps ErrDamaged or ErrDisk.
func (s *Store) List(ctx context.Context, f journal.Filter) (journal.Page, error) {
	page, err := s.page(ctx, &f)
	if ended := ctx.Err(); err != nil && ended != nil {
		return page, ended
	}
	return page, s.readFailed(err)
}

func (s *Store) page(ctx context.Context, f *journal.Filter) (p journal.Page, err error) {
	pager := f.Pager()
	var ids []int64
	look, err := s.look(ctx, f, func(e *entry) bool {
		taken, enough := pager.Take(uint64(e.id))
		if taken {
			ids = append(ids, e.id)
		}
		return enough
	})
	if err != nil {
		return p, err
	}
	defer look.end()
	list, more, err := s.some(ctx, look.tx, ids, f.Newest)
	if err != nil {
		return p, err
	}
	p.Exchanges, p.Dropped, p.Total = list, look.dropped, pager.Total()
	if more || pager.More {
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

// read returns up to limit exchanges that satisfy the condition, hidden ones too.
func (s *Store) read(ctx context.Context, condition string, args []any, limit int) ([]*traffic.Exchange, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	list, _, err := s.query(ctx, s.reads, fmt.Sprintf("%s ORDER BY e.id LIMIT %d", condition, limit), args...)
	return list, s.readFailed(err)
}

// some reads the exchanges with these ids, in their order, up to mostPageBytes; more tells whether some were left out.
func (s *Store) some(ctx context.Context, q querier, ids []int64, newest bool) (list []*traffic.Exchange, more bool, err error) {
	if len(ids) == 0 {
		return nil, false, nil
	}
	order := "id"
	if newest {
		order = "id DESC"
	}
	list, more, err = s.query(ctx, q, among(ids)+" ORDER BY e."+order)
	if err == nil && len(list) == 0 {
		err = trouble(s.path, "be read", ErrDamaged, fmt.Errorf("exchange %d is missing", ids[0]))
	}
	return list, more, err
}

// among is the condition that an exchange has one of these ids, which are in order: mostly there are none between them.
func among(ids []int64) string {
	first, last := ids[0], ids[len(ids)-1]
	if first, last = min(first, last), max(first, last); last-first == int64(len(ids)-1) {
		return fmt.Sprintf("e.id BETWEEN %d AND %d", first, last)
	}
	return "e.id IN (" + join(ids) + ")"
}

func join(ids []int64) string {
	var b []byte
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b)
}

func (s *Store) query(ctx context.Context, q querier, condition string, args ...any) (list []*traffic.Exchange, more bool, err error) {
	list, elsewhere, more, err := s.rows(ctx, q, condition, args...)
	if err == nil {
		err = s.complete(ctx, q, list, elsewhere)
	}
	return list, more, err
}

// rows reads exchanges. The texts of their scripts may be elsewhere.
func (s *Store) rows(ctx context.Context, q querier, condition string, args ...any) (list []*traffic.Exchange, elsewhere places, more bool, err error) {
	rows, err := q.QueryContext(ctx, "SELECT "+readColumns+" FROM exchange e LEFT JOIN content c ON c.id=e.id WHERE "+condition, args...)
	if err != nil {
		return nil, nil, false, err
	}
	defer func() { _ = rows.Close() }()
	elsewhere, known := places{}, newCommon()
	bytes, r := int64(0), row{room: make([]byte, 0, sumRoom)}
	for rows.Next() {
		if bytes > mostPageBytes {
			return list, elsewhere, true, nil
		}
		x, err := s.scan(rows, &r, known)
		if err != nil {
			return nil, nil, false, err
		}
		if r.places != nil {
			elsewhere[x] = r.places
		}
		list = append(list, x)
		bytes += r.size
	}
	return list, elsewhere, false, rows.Err()
}

// scan reads into a row, again and again, and makes its exchange.
func (s *Store) scan(rows *sql.Rows, r *row, known *common) (*traffic.Exchange, error) {
	r.places = nil
	err := rows.Scan(&r.id, &r.run, &r.kind, &r.typ, &r.serial, &r.work, &r.status, &r.also, &r.clauses, &r.at, &r.size,
		&r.request, &r.answer, (*sql.RawBytes)(&r.rest)) // nothing of an exchange is a part of the rest
	if err != nil {
		return nil, trouble(s.path, "be read", ErrDamaged, err)
	}
	x, err := decode(r, known)
	switch {
	case errors.Is(err, ErrNewer):
		return nil, trouble(s.path, "be read", ErrNewer, fmt.Errorf("exchange %d: %w", r.id, err))
	case err != nil:
		return nil, trouble(s.path, "be read", ErrDamaged, fmt.Errorf("exchange %d: %w", r.id, err))
	}
	return x, nil
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
