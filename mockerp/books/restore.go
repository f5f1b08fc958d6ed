package books

import (
	"cmp"
	"slices"

	"github.com/erpkit/erpkit/mockerp/packed"
	"github.com/erpkit/erpkit/schemas"
)

// Restore makes books again from a Checkpoint of books with the same limit. From then on they do and say what those would. The
// error says that they are of another form or limit, or damaged.
func Restore(checkpoint []byte, limit int) (*Books, error) {
	r := restorer{Reader: packed.NewReader(checkpoint), b: New(limit), texts: []string{""}}
	if r.Byte() != checkpointForm {
		return nil, errCheckpoint
	}
	r.readTexts()
	if r.Uvarint() != uint64(r.b.limit) {
		return nil, errCheckpoint
	}
	r.b.deviceSeen = r.Uvarint() == 1
	for i := range r.b.ids {
		r.b.ids[i].n = r.Uvarint() - 1
		r.b.ids[i].step()
	}
	r.readShared()
	things := r.countOf(1)
	r.things = make([]*thing, 0, things)
	for range things {
		r.readThing()
	}
	r.readGone()
	if !r.Whole() {
		return nil, errCheckpoint
	}
	r.fillIndex()
	return r.b, nil
}

// restorer reads a checkpoint.
type restorer struct {
	*packed.Reader
	b        *Books
	texts    []string
	stocks   []*stock
	sessions []*session
	things   []*thing
	later    []ranked
}

// ranked is a position that gets into the index after the older ones with its key, of which there are so many.
type ranked struct {
	rank uint64
	position
}

func (r *restorer) text() string { return chosen(r, r.texts) }

// What a thing can bring with it, its stock and its sessions included. A checkpoint of more was crafted to fill memory.
const mostTexts, mostSessions = 24, 2

// countOf reads a count of what each thing may bring so much of.
func (r *restorer) countOf(most int) int {
	n := r.Count()
	if (n-1)/most >= r.b.limit {
		r.Fail()
		return 0
	}
	return n
}

func (r *restorer) readTexts() {
	for range r.countOf(mostTexts) {
		r.texts = append(r.texts, r.Text())
	}
}

func (r *restorer) readShared() {
	r.stocks, r.sessions = []*stock{nil}, []*session{nil}
	for range r.countOf(1) {
		s := &stock{id: r.text(), orderID: r.text(), order: r.text(), sku: r.text()}
		r.stocks = append(r.stocks, s)
		r.b.stocks[s.id] = s
	}
	for range r.countOf(mostSessions) {
		s := &session{id: r.text(), orderID: r.text()}
		r.sessions = append(r.sessions, s)
		r.b.sessions[s.id] = s
	}
}

// chosen reads the number of one of a list.
func chosen[T any](r *restorer, list []T) (one T) {
	n := r.Uvarint()
	if n >= uint64(len(list)) {
		r.Fail()
		return one
	}
	return list[n]
}

func (r *restorer) readThing() {
	t := &thing{
		kind: schemas.Kind(r.text()), id: r.text(), sku: r.text(), serial: r.text(), order: r.text(), before: &never,
	}
	if before := (known{r.text(), r.text()}); before != never {
		t.before = &before
	}
	t.full = r.text()
	switch t.kind {
	case schemas.Device:
	case schemas.ItemAttach:
		t.item = &itemOnly{r.text(), r.text()}
	case schemas.Operation:
		t.report = &reportOnly{r.text(), r.text(), r.text(), r.text(), r.text()}
	default:
		r.Fail()
		return
	}
	t.removed = r.Uvarint() == 0
	t.repeats, t.unheard = int(r.Uvarint()), int(r.Uvarint())
	near := r.Uvarint()
	if near > uint64(len(t.full)) {
		r.Fail()
		return
	}
	t.nearSize, t.unnamed = int(near), r.Uvarint() == 1
	if r.Uvarint() == 1 {
		t.lost = &known{r.text(), r.text()}
	}
	t.stock, t.first, t.last = chosen(r, r.stocks), chosen(r, r.sessions), chosen(r, r.sessions)
	r.readRanks(t)
	r.hold(t)
}

func (r *restorer) readRanks(t *thing) {
	for s := range slots {
		if !t.belongs(s) {
			continue
		}
		if rank := r.Uvarint(); rank > 0 {
			r.later = append(r.later, ranked{rank, position{t, s}})
		} else {
			r.b.index.add(t, s)
		}
	}
}

// hold puts a thing at the end of all, and on its stock and into its sessions.
func (r *restorer) hold(t *thing) {
	b := r.b
	if t.prev = b.last; t.prev == nil {
		b.first = t
	} else {
		t.prev.next = t
	}
	b.last = t
	b.size++
	r.things = append(r.things, t)
	for _, s := range []*session{t.first, t.last} {
		if s != nil {
			s.things++
		}
	}
	if t.stock == nil {
		return
	}
	t.stock.things++
	switch {
	case !t.live():
	case t.kind == schemas.Device:
		t.stock.device = t
	case t.kind == schemas.ItemAttach:
		t.stock.items++
		if t.unsure() {
			t.stock.unsure++
		}
	}
}

// readGone reads which things were removed, in their order.
func (r *restorer) readGone() {
	b := r.b
	for n := r.Uvarint(); n != 0; n = r.Uvarint() {
		if n > uint64(len(r.things)) || r.things[n-1].live() || r.things[n-1].nextGone != nil || r.things[n-1] == b.goneLast {
			r.Fail()
			return
		}
		t := r.things[n-1]
		if b.goneLast == nil {
			b.goneFirst = t
		} else {
			b.goneLast.nextGone = t
		}
		b.goneLast = t
	}
	for n := r.Uvarint(); n != 0; n = r.Uvarint() {
		if n >= uint64(len(r.stocks)) {
			r.Fail()
			return
		}
		r.stocks[n].gone = chosen(r, r.things)
	}
}

// fillIndex enters what is not the oldest under its key, the older ones first.
func (r *restorer) fillIndex() {
	slices.SortStableFunc(r.later, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	for _, p := range r.later {
		r.b.index.add(p.thing, p.slot)
	}
}
