package families

import "github.com/erpkit/erpkit/contracttests/check"

// subject is one thing: a device, an item or a report.
type subject struct {
	thing  *check.Thing
	add    step
	change step // nil where nothing is changed
	back   step // changes it back
	remove step
	post   func(kindOfAct string, edits ...check.Edit) check.Post // without sending it
}

// step is one post of a story.
type step func() check.Exchange

// deviceOf is the device of a unit; next is the serial that a change brings.
func deviceOf(u *check.Unit, next func() string) subject {
	return subject{
		thing:  &u.Thing,
		add:    func() check.Exchange { return u.Add() },
		change: func() check.Exchange { return u.Update(next()) },
		remove: func() check.Exchange { return u.Remove() },
		post: func(kindOfAct string, edits ...check.Edit) check.Post {
			serial := u.Serial
			if kindOfAct == "update" {
				serial = next()
			}
			return u.DevicePost(kindOfAct, serial, edits...)
		},
	}
}

func itemOf(i *check.Item) subject {
	return subject{
		thing:  &i.Thing,
		add:    func() check.Exchange { return i.Attach() },
		remove: func() check.Exchange { return i.Detach() },
		post:   i.Post,
	}
}

func reportOf(r *check.OperationReport) subject {
	return subject{
		thing:  &r.Thing,
		add:    func() check.Exchange { return r.Give() },
		remove: func() check.Exchange { return r.TakeBack() },
		post:   r.Post,
	}
}

// on adds the device of the unit before the thing.
func (s subject) on(u *check.Unit) subject {
	add := s.add
	s.add = func() check.Exchange {
		u.Prepare()
		return add()
	}
	return s
}
