package script

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// claim is take for a rule with a count, a chance or an expression. The post fulfils all its
// other conditions. When the rule lets the post pass, passed is what it saw; it is empty when the
// expression is simply not true, or the rule was used up at this moment.
func (l *Live) claim(i int, r *rule, post *Post, seen **scene) (number uint64, passed traffic.Passed, ok bool) {
	passed, ok = l.count(i, r, post, seen)
	if !ok {
		return 0, passed, false
	}
	if !r.when.counted(passed.Matched) {
		return 0, passed, false
	}
	number, ok = l.takeByChance(i, r, share(dice(l.seed, post.Run, r.key, passed.Matched, forChance)))
	if !ok && r.certain() {
		passed.Matched = 0 // used up
	}
	return number, passed, ok
}

// count gives the post its number among those that the rule is about, counted from 1; ok is
// false when the expression is not true. The expression sees a number of its own: that among
// the posts that it was asked about.
func (l *Live) count(i int, r *rule, post *Post, seen **scene) (passed traffic.Passed, ok bool) {
	if w := r.when.rare; w != nil && w.where != nil {
		if *seen == nil {
			*seen = newScene(*post)
		}
		number := l.asked[i].Add(1)
		if w.where.usesCount {
			passed.Asked = number
		}
		ok, err := w.where.holds(*seen, number)
		if err != nil {
			passed.Trouble = show.Clip(err.Error(), mostTrouble)
		}
		if !ok {
			return passed, false
		}
	}
	passed.Matched = l.matched[i].Add(1)
	return passed, true
}

// mostTrouble is how many letters of an error are kept.
const mostTrouble = 500

// takeByChance takes the next number of a rule if the share is within the probability of the
// rule and of the answer whose turn it is.
func (l *Live) takeByChance(i int, r *rule, thrown float64) (number uint64, ok bool) {
	limit := r.limit()
	if r.certain() {
		return l.take(i, limit)
	}
	used := &l.used[i]
	for {
		number = used.Load()
		if limit > 0 && number >= limit || thrown >= r.chance*r.turn(number).chance {
			return 0, false
		}
		if used.CompareAndSwap(number, number+1) {
			return number, true
		}
	}
}

// counted tells whether a number among the matches is meant.
func (w *when) counted(number uint64) bool { return w.rare == nil || w.rare.match.holds(number) }

func notThisTime(number uint64, wanted *numbers) string {
	return fmt.Sprintf("its count let the post pass: it was match %d, wanted: %s", number, wanted)
}
