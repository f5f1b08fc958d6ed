package script

import "fmt"

// claim is take for a rule with a count, a chance or an expression. The post fulfils all its
// other conditions. When the rule lets the post pass, miss says why; it is "" when the
// expression is simply not true, or the rule was used up at this moment.
func (l *Live) claim(i int, r *rule, post *Post, seen **scene) (number uint64, miss string, ok bool) {
	matched, ok, err := l.count(i, r, post, seen)
	switch {
	case err != nil:
		return 0, "where cannot be computed: " + err.Error(), false
	case !ok:
		return 0, "", false
	case !r.when.counted(matched):
		return 0, notThisTime(matched, r.when.rare.match), false
	}
	number, ok = l.takeByChance(i, r, share(dice(l.seed, post.Run, r.key, matched, forChance)))
	if !ok && !r.certain() {
		return 0, l.byChance(), false
	}
	return number, "", ok
}

// count gives the post its number among those that the rule is about, counted from 1; ok is
// false when the expression is not true. The expression sees a number of its own: that among
// the posts that it was asked about.
func (l *Live) count(i int, r *rule, post *Post, seen **scene) (matched uint64, ok bool, err error) {
	if w := r.when.rare; w != nil && w.where != nil {
		if *seen == nil {
			*seen = newScene(*post)
		}
		if ok, err := w.where.holds(*seen, l.asked[i].Add(1)); !ok {
			return 0, false, err
		}
	}
	return l.matched[i].Add(1), true, nil
}

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
