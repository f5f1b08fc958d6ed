package books

import (
	"encoding/binary"
	"errors"

	"github.com/erpkit/erpkit/mockerp/packed"
)

// checkpointForm is the first byte of a checkpoint. It changes with what is written, and with what Apply makes of the same
// events: books of an older form are to be made from the events again.
const checkpointForm = 1

var errCheckpoint = errors.New("this is not a checkpoint of these books: make them from the events again")

// Checkpoint returns the whole state of the books as bytes for Restore, some 150 for a thing.
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

func (w *checkpoint) putThing(t *thing, ranks map[*place]int) {
	w.putTexts(string(t.Kind), t.ExternalID, t.SKU, t.Serial, t.WorkOrder, t.StockID, t.Parent, string(t.Quantity),
		string(t.Position), t.ActCode, t.WorkCenterCode, string(t.ValidQty), string(t.InvalidQty), t.old, t.oldID, t.full)
	w.put(flag(t.live()), uint64(t.Repeats), uint64(t.unheard), uint64(len(t.near)), flag(t.unnamed), flag(t.lost != nil))
	if t.lost != nil {
		w.putTexts(t.lost.serial, t.lost.id)
	}
	w.put(uint64(w.stocks[t.stock]), uint64(w.sessions[t.first]), uint64(w.sessions[t.last]), uint64(len(t.places)))
	for _, p := range t.places {
		w.put(uint64(p.key.slot), uint64(ranks[p]))
		w.putTexts(p.key.b) // of an id, the one that it had then
		if p.key.slot == byID || p.key.slot == bySerial {
			w.putTexts(p.key.a)
		}
	}
}

// ranks says of each place with older ones how many there are.
func (x index) ranks() map[*place]int {
	ranks := map[*place]int{}
	for _, newest := range x {
		n := 0
		for p := newest; p.older != nil; p = p.older {
			n++
		}
		for p := newest; n > 0; p, n = p.older, n-1 {
			ranks[p] = n
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
