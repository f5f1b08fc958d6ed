package sqlite

// tidy makes the shelf anew when most of it is waste, for texts of dropped exchanges stay in it until then: as much of it with each
// commit as a turn has time for, so that no commit waits for all of it, and twice what the commit has added, so that it ends.
func (x *index) tidy(added int) {
	const little = 1024
	if x.fresh == nil {
		if x.wasted < len(x.list)-x.hidden+little {
			return
		}
		fresh := newShelf()
		fresh.list = make([]entry, 0, len(x.list)-x.hidden+little)
		x.fresh, x.moved = &fresh, 0
	}
	at := x.place(x.moved + 1)
	_ = inTurn(shortestTurn, func() (done bool, _ error) {
		end := min(at+max(portion, 2*added), len(x.list))
		for _, e := range x.list[at:end] {
			if x.moved = e.id; !e.hidden {
				x.fresh.take(&x.shelf, e)
			}
		}
		at = end
		return at == len(x.list), nil
	})
	if at == len(x.list) {
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
