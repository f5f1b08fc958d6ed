package script

import (
	"cmp"
	"slices"

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
	// chance is the probability of the rule; 1 is every time. key is what its dice go by: the
	// name, so that a rule keeps its chance when others come before it.
	chance float64
	key    uint64
	// plain is a rule that answers every post that fulfils its conditions.
	plain bool
	// off is true while it is switched off.
	off bool
}

type turn struct {
	until  uint64
	answer *answer
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
	r := &rule{name: from.Name, line: c.file.Line(pointer), then: from.Then, chance: chanceOf(from.Probability)}
	r.name = cmp.Or(r.name, defaultName(index))
	r.key = keyOf(r.name)
	r.then = cmp.Or(r.then, "next")
	r.when = c.when(pointer+"/when", from.When)
	r.when.rare = c.rare(pointer+"/when", from.When, &r.when)
	reach := c.kindsOf(r.when)
	if from.Answer != nil {
		if count := countOf(from.Times); count > 0 {
			r.turns = []turn{{until: count}}
		} else {
			r.turns, r.then = []turn{{until: 1}}, "last"
		}
		r.turns[0].answer = c.answer(pointer+"/answer", *from.Answer, reach)
		return r.ready()
	}
	var until uint64
	for i, one := range from.Answers {
		until += max(countOf(one.Times), 1)
		r.turns = append(r.turns, turn{until: until, answer: c.answer(pointer+yamlfile.Pointer("answers", i), one, reach)})
	}
	return r.ready()
}

// ready looks once at what would be asked for every post.
func (r *rule) ready() *rule {
	w := r.when.rare
	r.plain = r.certain() && (w == nil || w.match == nil && w.where == nil)
	return r
}

// certain tells whether the rule answers every post that it is about, until it is used up.
func (r *rule) certain() bool {
	return r.chance == 1 && !slices.ContainsFunc(r.turns, func(t turn) bool { return t.answer.chance != 1 })
}

// byChance tells whether dice have a part in what the rule answers.
func (r *rule) byChance() bool {
	return !r.certain() || slices.ContainsFunc(r.turns, func(t turn) bool { return t.answer.byChance() })
}

// chanceOf reads `probability`; nothing said is every time.
func chanceOf(probability float64) float64 {
	if probability <= 0 || probability > 1 { // the schema has refused others
		return 1
	}
	return probability
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
