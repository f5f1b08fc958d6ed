package books

import (
	"github.com/erpkit/erpkit/schemas"
)

// failer is what testing.T and rapid.T have in common here.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// sound checks what must hold of the books at any time: all counters and maps agree with
// the things that are there, and nothing is kept beyond them.
func sound(t failer, b *Books) {
	t.Helper()
	var things, gone, places int
	all := map[*thing]bool{nil: true}
	refs, items, sessions := map[*stock]int{}, map[*stock]int{}, map[*session]int{}
	for x := b.first; x != nil; x = x.next {
		things++
		all[x] = true
		if x.next == nil && b.last != x || x.next != nil && x.next.prev != x {
			t.Fatal("the list of things is broken")
		}
		for s := range slots {
			if x.in(s) != x.belongs(s) {
				t.Fatalf("a thing is in slot %d: %v, but belongs there: %v", s, x.in(s), x.belongs(s))
			}
			if x.in(s) {
				places++
			}
		}
		if x.stock != nil {
			refs[x.stock]++
			if x.live() && x.kind == schemas.ItemAttach {
				items[x.stock]++
			}
		}
		for _, s := range []*session{x.first, x.last} {
			if s != nil {
				sessions[s]++
			}
		}
	}
	for x := b.goneFirst; x != nil; x = x.nextGone {
		gone++
		if x.live() || x.nextGone == nil && b.goneLast != x {
			t.Fatal("the list of removed things is broken")
		}
	}
	if things != b.size || things > b.limit || places != countPlaces(&b.index) {
		t.Fatalf("%d things in a size of %d and a limit of %d, %d places of %d", things, b.size, b.limit, places, countPlaces(&b.index))
	}
	if b.total != nil && int(b.total.used.Load()) < things {
		t.Fatalf("%d things, but all books together are said to hold %d", things, int(b.total.used.Load()))
	}
	if live := things - gone; live < 0 {
		t.Fatalf("%d things, %d removed", things, gone)
	}
	for id, s := range b.stocks {
		if !all[s.device] || !all[s.gone] {
			t.Fatalf("stock %s refers to a device that was forgotten", id)
		}
	}
	soundSides(t, b, refs, items, sessions)
	soundLost(t, b)
	restored(t, b)
}

func soundSides(t failer, b *Books, refs, items map[*stock]int, sessions map[*session]int) {
	t.Helper()
	if len(refs) != len(b.stocks) || len(sessions) != len(b.sessions) {
		t.Fatalf("%d stocks and %d sessions are remembered, %d and %d are in use", len(b.stocks), len(b.sessions), len(refs), len(sessions))
	}
	for id, s := range b.stocks {
		if s.id != id || s.things != refs[s] || s.items != items[s] {
			t.Fatalf("stock %s: %d things and %d items, counted %d and %d", id, s.things, s.items, refs[s], items[s])
		}
		if s.device != nil && (!s.device.live() || s.device.stock != s) || s.gone != nil && s.gone.live() {
			t.Fatalf("stock %s has the wrong device", id)
		}
	}
	for id, s := range b.sessions {
		if s.id != id || s.things != sessions[s] {
			t.Fatalf("session %s: %d things, counted %d", id, s.things, sessions[s])
		}
	}
}

func countPlaces(x *index) int {
	n := 0
	for s := range slots {
		for hash, newest := range x.newest[s] {
			if newest.link(s).newer != nil {
				return -1
			}
			for t := newest; t != nil; t = t.link(s).older {
				if older := t.link(s).older; x.hash(t.key(s)) != hash || older != nil && older.link(s).newer != t {
					return -1
				}
				n++
			}
		}
	}
	return n
}
