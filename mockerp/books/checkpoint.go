package books

import (
	"encoding/binary"
	"errors"

	"github.com/erpkit/erpkit/mockerp/packed"
)

// checkpointForm is the first byte of a checkpoint. It changes with what is written, and with what Apply makes of the same
// events: books of an older form are to be made from the events again.
const checkpointForm = 2

var errCheckpoint = errors.New("this is not a checkpoint of these books: make them from the events again")

// Checkpoint returns the whole state of the books as bytes for Restore, some 100 for a thing.
func (b *Books) Checkpoint() []byte {
	w := checkpoint{texts: packed.NewNumbers(), stocks: map[*stock]int{}, sessions: map[*session]int{}, things: map[*thing]int{}}
	w.put(uint64(b.limit), flag(b.deviceSeen))
	for i := range b.ids {
		w.put(b.ids[i].n)
	}
	w.putShared(b)
	w.put(uint64(b.size))
	ranks := b.index.ranks()
	for t := b.first; t != nil; t = t.next {
		w.things[t] = len(w.things)
		w.putThing(t, ranks)
	}
	w.putGone(b)
	return append(w.texts.Append([]byte{checkpointForm}), w.bytes...)
}

// checkpoint is one that is being written: texts, stocks, sessions and things stand in it by their numbers.
type checkpoint struct {
	bytes    []byte
	texts    *packed.Numbers
	stocks   map[*stock]int
	sessions map[*session]int
	things   map[*thing]int
}

func (w *checkpoint) put(numbers ...uint64) {
	for _, n := range numbers {
		w.bytes = binary.AppendUvarint(w.bytes, n)
	}
}

func (w *checkpoint) putTexts(texts ...string) {
	for _, text := range texts {
		w.put(uint64(w.texts.Of(text)))
	}
}

func flag(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// putShared writes the stocks and sessions, which things refer to.
func (w *checkpoint) putShared(b *Books) {
	w.put(uint64(len(b.stocks)))
	for _, s := range b.stocks {
		w.stocks[s] = len(w.stocks) + 1 // 0 is none
		w.putTexts(s.id, s.orderID, s.order, s.sku)
	}
	w.put(uint64(len(b.sessions)))
	for _, s := range b.sessions {
		w.sessions[s] = len(w.sessions) + 1
		w.putTexts(s.id, s.orderID)
	}
}

func (w *checkpoint) putThing(t *thing, ranks ranks) {
	w.putTexts(string(t.kind), t.id, t.sku, t.serial, t.order, t.before.serial, t.before.id, t.full)
	if t.item != nil {
		w.putTexts(t.item.parent, t.item.quantity)
	}
	if r := t.report; r != nil {
		w.putTexts(r.actCode, r.workCenter, r.position, r.valid, r.poor)
	}
	w.put(flag(t.live()), uint64(t.repeats), uint64(t.unheard), uint64(t.nearSize), flag(t.unnamed), flag(t.lost != nil))
	if t.lost != nil {
		w.putTexts(t.lost.serial, t.lost.id)
	}
	w.put(uint64(w.stocks[t.stock]), uint64(w.sessions[t.first]), uint64(w.sessions[t.last]))
	for s := range slots {
		if t.in(s) {
			w.put(uint64(ranks[position{t, s}]))
		}
	}
}

// ranks says of the positions with older ones how many there are.
type ranks map[position]int

type position struct {
	*thing
	slot
}

func (x *index) ranks() ranks {
	ranks := ranks{}
	for s := range slots {
		for _, newest := range x.newest[s] {
			n := 0
			for t := newest; t.link(s).older != nil; t = t.link(s).older {
				n++
			}
			for t := newest; n > 0; t, n = t.link(s).older, n-1 {
				ranks[position{t, s}] = n
			}
		}
	}
	return ranks
}

// putGone writes the removed things in the order of their removal, and of each stock the device that was removed last.
func (w *checkpoint) putGone(b *Books) {
	for t := b.goneFirst; t != nil; t = t.nextGone {
		w.put(uint64(w.things[t] + 1))
	}
	w.put(0)
	for s, number := range w.stocks {
		if s.gone != nil {
			w.put(uint64(number), uint64(w.things[s.gone]))
		}
	}
	w.put(0)
}
