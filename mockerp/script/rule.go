package script

import (
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// rule is one rule, ready for use.
type rule struct {
	name string
	line int
	when when
	// turns are the answers in their order. The posts before turns[i].until get one of the
	// answers up to i; the counting begins with post 0.
	turns []turn
	// then is what comes after the last turn: "next", "last" or "repeat".
	then string
}

type turn struct {
	until  uint64
	answer *answer
}

// answer is one answer, ready to be made for a post.
type answer struct {
	pass    bool
	status  int
	delay   time.Duration
	headers []header
	body    body
}

// limit is how many posts the rule answers; 0 is without end.
func (r *rule) limit() uint64 {
	if r.then != "next" {
		return 0
	}
	return r.turns[len(r.turns)-1].until
}

// turn gives the answer to the post with this number, counted from 0.
func (r *rule) turn(number uint64) *answer {
	last := r.turns[len(r.turns)-1]
	if number >= last.until && r.then == "last" {
		return last.answer
	}
	if r.then == "repeat" {
		number %= last.until
	}
	at, _ := slices.BinarySearchFunc(r.turns, number, func(t turn, n uint64) int {
		if t.until <= n {
			return -1
		}
		return 1
	})
	return r.turns[at].answer
}

func (c *compiler) rule(index int, from fileRule) *rule {
	pointer := yamlfile.Pointer("rules", index)
	r := &rule{name: from.Name, line: c.file.Line(pointer), then: from.Then}
	if r.name == "" {
		r.name = defaultName(index)
	}
	if r.then == "" {
		r.then = "next"
	}
	r.when = c.when(pointer+"/when", from.When)
	reach := c.kindsOf(r.when)
	if from.Answer != nil {
		if count := countOf(from.Times); count > 0 {
			r.turns = []turn{{until: count}}
		} else {
			r.turns, r.then = []turn{{until: 1}}, "last"
		}
		r.turns[0].answer = c.answer(pointer+"/answer", *from.Answer, reach)
		return r
	}
	var until uint64
	for i, one := range from.Answers {
		until += max(countOf(one.Times), 1)
		r.turns = append(r.turns, turn{until: until, answer: c.answer(pointer+yamlfile.Pointer("answers", i), one, reach)})
	}
	return r
}

// countOf reads `times`: once or a number; 0 is forever, or nothing said.
func countOf(times any) uint64 {
	switch n := times.(type) {
	case int:
		return uint64(max(n, 0))
	case string:
		if n == "once" {
			return 1
		}
	}
	return 0
}

// maxDelay is longer than any time-out of a sender.
const maxDelay = 10 * time.Minute

func (c *compiler) answer(pointer string, from fileAnswer, kinds []schemas.Kind) *answer {
	a := &answer{pass: from.Pass, status: from.Status, delay: from.Delay}
	if a.status == 0 {
		a.status = 200
	}
	if a.delay > maxDelay {
		c.refuse(pointer+"/delay", "a delay may be 10m at most")
	}
	if a.pass {
		return a
	}
	t := templates{compiler: c, kinds: kinds}
	a.body = t.body(pointer + "/body")
	a.headers = t.headers(pointer+"/headers", a.body.contentType)
	if t.size > maxTemplates {
		c.refuse(pointer, "the templates of one answer may be %d bytes long together", maxTemplates)
	}
	return a
}
