package journal

import (
	"context"
	"errors"
	"hash/maphash"
	"sync"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// leastBytes is the smallest byte bound: below it not even the essentials of one exchange would
// fit.
const leastBytes = 4096

// ErrClosed is returned by Append and Wait of a closed journal.
var ErrClosed = errors.New("the journal is closed: nothing more is recorded; start the mock again")

// Memory is a Store in memory, a ring: when a bound is reached the oldest exchanges are
// dropped and counted. Make one with NewMemory. It is safe for concurrent use.
type Memory struct {
	maxCount int
	maxBytes int64

	mu      sync.Mutex
	closed  bool
	last    uint64 // the id given last
	all     queue[kept]
	lanes   lanes
	texts   texts
	headers headers
	bytes   int64
	dropped uint64 // to stay within the bounds, ever
	missing uint64 // the same, without those of runs reset since
	bells   bells
	present Present
}

var _ Store = (*Memory)(nil)

// kept is one exchange in the ring and its size.
type kept struct {
	x    *traffic.Exchange
	size int64
}

// NewMemory makes an empty journal that keeps at most maxCount exchanges and about maxBytes of
// memory, whichever is reached first. A maxCount below 1 counts as 1, a maxBytes below 4096 as
// 4096.
func NewMemory(maxCount int, maxBytes int64) *Memory {
	return &Memory{
		maxCount: max(maxCount, 1),
		maxBytes: max(maxBytes, leastBytes),
		lanes:    newLanes(),
		texts:    texts{},
		headers:  headers{seed: maphash.MakeSeed()},
		bells:    bells{},
	}
}

// Append records x and gives it its ID. The journal keeps the pointer: nobody may change x
// afterwards. If x alone is larger than the whole journal may be, the journal keeps a shortened
// copy instead, marked by Cut. The only error is ErrClosed.
func (m *Memory) Append(x *traffic.Exchange) error {
	var k kept
	k.x, k.size = Fit(x, m.maxBytes)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	m.last++
	x.ID, k.x.ID = m.last, m.last
	k.x.Request.Header = m.headers.share(k.x.Request.Header)
	m.bytes += m.texts.hold(k.x)
	m.makeRoom(k.size)
	m.all.push(k)
	m.lanes.add(k.x)
	m.bytes += k.size
	m.bells.ring(x.Run)
	m.present.Pass()
	return nil
}

// makeRoom drops the oldest exchanges until one more of that size fits.
func (m *Memory) makeRoom(size int64) {
	for m.all.n > 0 && (m.all.n >= m.maxCount || m.bytes+size > m.maxBytes) {
		old := m.all.pop()
		m.bytes -= old.size + m.texts.release(old.x)
		m.lanes.dropOldest(old.x.Run)
		m.dropped++
		m.missing++
		m.present.DroppedTo = old.x.ID
	}
}

// Get returns the exchange with that id; ok is false if it was never recorded, was dropped, or
// its run was reset. The error is always nil.
func (m *Memory) Get(id uint64) (x *traffic.Exchange, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.all.search(func(k kept) bool { return k.x.ID >= id })
	if i == m.all.n || m.all.at(i).x.ID != id {
		return nil, false, nil
	}
	return m.all.at(i).x, true, nil
}

// List returns the matching exchanges: 100 when the filter sets no limit, at most
// 1000. They are the journal's own, not copies: do not change them. The error is that of ctx.
func (m *Memory) List(ctx context.Context, f Filter) (Page, error) {
	m.mu.Lock()
	dropped := m.droppedOf(f.Run)
	if f.choosesAll() {
		p := m.whole(&f)
		m.mu.Unlock()
		p.Dropped = dropped
		return p, ctx.Err()
	}
	from := uint64(0)
	if f.Uncounted {
		from = f.After
	}
	all := m.since(f.Run, from)
	m.mu.Unlock()
	p, err := f.page(ctx, all) // without the lock: writers need not wait for a long list
	p.Dropped = dropped
	return p, err
}

// droppedOf is how many exchanges of a run were dropped, or of all runs. The lock must be held.
func (m *Memory) droppedOf(run string) uint64 {
	if run == "" {
		return m.missing
	}
	if l := m.lanes.byRun[run]; l != nil {
		return l.dropped
	}
	return 0
}

// since copies out the exchanges of a run (of all runs, if it is "") whose id is above
// after. The lock must be held.
func (m *Memory) since(run string, after uint64) []*traffic.Exchange {
	if run != "" {
		l := m.lanes.byRun[run]
		if l == nil {
			return nil
		}
		return l.kept.from(l.kept.search(func(x *traffic.Exchange) bool { return x.ID > after }))
	}
	first, second := m.all.spans(m.all.search(func(k kept) bool { return k.x.ID > after }))
	out := make([]*traffic.Exchange, 0, len(first)+len(second))
	for _, k := range first {
		out = append(out, k.x)
	}
	for _, k := range second {
		out = append(out, k.x)
	}
	return out
}

// Stats returns how much is kept now and how much was ever recorded and dropped.
func (m *Memory) Stats() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Stats{
		Exchanges: m.all.n, Bytes: m.bytes,
		Recorded: m.last, Dropped: m.dropped,
		MaxCount: m.maxCount, MaxBytes: m.maxBytes,
	}
}
