package expect

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas/show"
)

// noBound stands for no upper bound.
const noBound = -1

// countForm expects a number of posts.
type countForm struct {
	post        selection
	least, most int
}

func (f *countForm) wanted() string {
	number := ""
	switch {
	case f.least == f.most:
		number = posts(f.least)
	case f.most == noBound:
		number = "at least " + posts(f.least)
	case f.least == 0:
		number = "at most " + posts(f.most)
	default:
		number = fmt.Sprintf("%d to %s", f.least, posts(f.most))
	}
	return fmt.Sprintf("%s (%s)", number, &f.post)
}

func (f *countForm) follow() follower { return &countFollower{form: f} }

type countFollower struct {
	form  *countForm
	found named
	near  candidate
}

func (c *countFollower) see(p *seen) {
	if c.form.post.matches(p) {
		c.found.add(p.x.ID)
		return
	}
	c.near.consider(&c.form.post, p)
}

func (c *countFollower) stand([]script.Use) standing {
	s := standing{got: posts(c.found.all), ids: c.found.ids}
	if c.found.all > 0 {
		s.got += ": " + c.found.String()
	}
	switch {
	case c.found.all < c.form.least:
		s.missing = more(c.form.least - c.found.all)
		s.nearest = c.near.nearest(&c.form.post)
	case c.form.most != noBound && c.found.all > c.form.most:
		s.sure = true // further posts cannot lower the count
	default:
		s.ok = true
	}
	return s
}

func more(n int) string { return show.Count(n, "more post", "more posts") }
