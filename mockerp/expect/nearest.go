package expect

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Nearest is the exchange that comes closest to what was wanted, with only what differs.
type Nearest struct {
	Exchange uint64               `json:"exchange"`
	Differs  []traffic.Difference `json:"differs"`
}

// candidate is the nearest exchange so far; of equally near ones the latest.
type candidate struct {
	x     *traffic.Exchange
	unmet int
}

func (c *candidate) consider(s *selection, p *seen) {
	if n, ok := s.unmet(p); ok && (c.x == nil || n <= c.unmet) {
		c.x, c.unmet = p.x, n
	}
}

func (c *candidate) nearest(s *selection) *Nearest {
	if c.x == nil {
		return nil
	}
	return &Nearest{Exchange: c.x.ID, Differs: s.differences(see(c.x))}
}

// mostNamed is the most exchanges that a sentence names.
const mostNamed = 10

// named keeps the ids of the first exchanges and counts all.
type named struct {
	ids []uint64
	all int
}

func (n *named) add(id uint64) {
	if n.all++; len(n.ids) < mostNamed {
		n.ids = append(n.ids, id)
	}
}

// String names them: exchange 3, or exchanges 3, 4 and 17 more.
func (n *named) String() string {
	words := make([]string, 0, len(n.ids)+1)
	for _, id := range n.ids {
		words = append(words, fmt.Sprint(id))
	}
	if more := n.all - len(n.ids); more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	if len(words) == 1 {
		return "exchange " + words[0]
	}
	return "exchanges " + schemas.List(words, "and")
}
