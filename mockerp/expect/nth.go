package expect

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// nthForm expects something of the nth of several posts.
type nthForm struct {
	post selection
	nth  int
	has  selection
}

func (f *nthForm) wanted() string {
	return fmt.Sprintf("post number %d (%s) with %s", f.nth, &f.post, &f.has)
}

func (f *nthForm) follow() follower { return &nthFollower{form: f} }

type nthFollower struct {
	form  *nthForm
	count int
	at    *traffic.Exchange
	ok    bool
	near  candidate
}

func (n *nthFollower) see(p *seen) {
	if n.at != nil {
		return
	}
	if !n.form.post.matches(p) {
		n.near.consider(&n.form.post, p)
		return
	}
	if n.count++; n.count == n.form.nth {
		n.at, n.ok = p.x, n.form.has.matches(p)
	}
}

func (n *nthFollower) stand([]script.Use) standing {
	if n.at == nil {
		return standing{
			got: posts(n.count), missing: more(n.form.nth - n.count), nearest: n.near.nearest(&n.form.post),
		}
	}
	s := standing{ok: n.ok, got: fmt.Sprintf("exchange %d", n.at.ID), ids: []uint64{n.at.ID}}
	if !n.ok {
		s.got += ", which differs"
		s.nearest = &Nearest{Exchange: n.at.ID, Differs: n.form.has.differences(see(n.at))}
	}
	return s
}
