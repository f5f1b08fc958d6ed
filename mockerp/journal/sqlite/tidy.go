package sqlite

// movedAtOnce is how many entries are moved to a fresh shelf in one go, which takes about a millisecond.
const movedAtOnce = 4096

// tidy makes the shelf anew when most of it is waste, for texts of dropped exchanges stay in it until then: a part with each
// commit, so that no commit waits for all of it.
func (x *index) tidy() {
	const little = 1024
	if x.fresh == nil {
		if x.wasted < len(x.list)-x.hidden+little {
			return
		}
		fresh := newShelf()
		x.fresh, x.moved = &fresh, 0
	}
	at := x.place(x.moved + 1)
	end := min(at+movedAtOnce, len(x.list))
	for _, e := range x.list[at:end] {
		if x.moved = e.id; !e.hidden {
			x.fresh.take(&x.shelf, e)
		}
	}
	if end == len(x.list) {
		x.replace(*x.fresh)
	}
}

// replace puts another shelf in the place of the one that is there.
func (x *index) replace(by shelf) { x.shelf, x.fresh = by, nil }

// hide and drop are those of the shelf, for the fresh one too.
func (x *index) hide(run string, from, to int64) {
	x.shelf.hide(run, from, to)
	if x.fresh != nil {
		x.fresh.hide(run, from, to)
	}
}

func (x *index) drop(upTo int64) {
	x.shelf.drop(upTo)
	if x.fresh != nil {
		x.fresh.drop(upTo)
	}
}
