package script

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// MostMissed is how many rules are told.
const MostMissed = 10

// missed tells why the rules before the one that answered the post did not answer it, or all rules
// where none did: the nearest first, ten at most. The script is as it was when it was asked.
func (s *Script) missed(post *Post, asked *traffic.AskedScript) []traffic.Miss {
	var list []traffic.Miss
	var far []int // of list
	seen := &lookedAt{post: post, passed: map[int]traffic.Passed{}}
	for _, one := range asked.Passed {
		seen.passed[one.Rule] = one
	}
	for _, i := range s.nearest(post, asked.Before) {
		r := s.rules[i]
		m := traffic.Miss{Rule: r.name, Line: r.line, Differing: seen.differences(i, r)}
		if m.Reason = inSentence(m.Differing); len(m.Differing) == 0 {
			m.Reason = letPass(r, seen.passed[i].Matched, asked.Script.Seed)
		}
		d := distance(m.Differing)
		at, _ := slices.BinarySearch(far, d+1) // behind those as near
		far, list = slices.Insert(far, at, d), slices.Insert(list, at, m)
	}
	return list
}

// nearest are the rules before one of them, those first of which most conditions hold. It
// makes no words, so that a script of a hundred rules stays cheap.
func (s *Script) nearest(post *Post, before int) []int {
	var order, far []int
	for i, r := range s.rules[:min(max(before, 0), len(s.rules))] {
		order, far = append(order, i), append(far, r.when.far(post))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(far[a], far[b]) })
	return order[:min(len(order), MostMissed)]
}

// What a condition that does not hold counts for. A rule about another kind of post is far away.
const (
	farKind, farType, farMember = 8, 5, 3
	farNearly                   = 2 // a value that is written nearly the same
)

// far is how far a post is from the conditions, the expression left out.
func (w *when) far(post *Post) (sum int) {
	if len(w.kinds) > 0 && !slices.Contains(w.kinds, post.Kind) {
		sum += farKind
	}
	if len(w.types) > 0 && !slices.Contains(w.types, post.Type) {
		sum += farType
	}
	for i := range w.conditions {
		if !w.conditions[i].holds(post.Payload) {
			sum += farMember
		}
	}
	if w.rare != nil && !w.rare.meets(post) {
		sum += farMember
	}
	return sum
}

// lookedAt is a post that is looked at again.
type lookedAt struct {
	post   *Post
	passed map[int]traffic.Passed // by rule
	scene  *scene                 // of expressions; made when the first one asks for it
}

// differences are the conditions that a post does not fulfil. The expression counts only where
// all others hold: it is written for such posts.
func (p *lookedAt) differences(i int, r *rule) []traffic.Difference {
	list := (&Conditions{r.when}).Differences(p.post)
	w := r.when.rare
	if w == nil {
		return list
	}
	list = append(list, w.differences(p.post)...)
	passed, told := p.passed[i]
	switch {
	case w.where == nil || len(list) > 0:
		return list
	case passed.Matched > 0 || !told && w.where.usesCount: // it was true, or was not asked
		return nil
	case passed.Trouble != "":
		return []traffic.Difference{w.where.failed(passed.Trouble)}
	}
	if p.scene == nil {
		p.scene = newScene(*p.post)
	}
	switch ok, err := w.where.holds(p.scene, passed.Asked); {
	case err != nil:
		return []traffic.Difference{w.where.failed(err.Error())}
	case !ok:
		return []traffic.Difference{{Member: "where", Wanted: w.where.shown(), Got: "false"}}
	}
	return nil
}

func (w *where) failed(why string) traffic.Difference {
	return traffic.Difference{Member: "where", Wanted: w.shown(), Got: "an error: " + why}
}

func (w *rare) differences(post *Post) (list []traffic.Difference) {
	for i := range w.headers {
		if one, values := &w.headers[i], post.Header[w.headers[i].name]; !one.holdsAny(values) {
			list = append(list, traffic.Difference{Member: "header " + one.name, Wanted: one.secretly(), Got: texts(one.name, values)})
		}
	}
	for i := range w.query {
		if one, values := &w.query[i], post.Query[w.query[i].name]; !one.holdsAny(values) {
			list = append(list, traffic.Difference{Member: "query " + one.name, Wanted: one.secretly(), Got: texts(one.name, values)})
		}
	}
	if w.runs != nil && !w.runs.fitsText(post.Run) {
		list = append(list, traffic.Difference{Member: "run", Wanted: w.runs.wanted(), Got: inWords(post.Run)})
	}
	if !w.post.holds(post.Seq) {
		list = append(list, traffic.Difference{Member: "count.post", Wanted: w.post.String(), Got: strconv.FormatUint(post.Seq, 10)})
	}
	return list
}

// secretly is what is wanted of a header or a query member, in words without secrets.
func (c *condition) secretly() string {
	if show.IsSecret(c.name) && !c.absent {
		return show.Masked
	}
	return c.wanted()
}

// texts are the values of a header or a query member in words, without secrets: they are shown and kept.
func texts(name string, values []string) string {
	if len(values) == 0 {
		return "nothing"
	}
	words := make([]string, 0, mostWords)
	for _, value := range values[:min(len(values), mostWords)] {
		words = append(words, inWords(show.Value(name, value)))
	}
	return enumerate(words, len(values))
}

// letPass is why a rule that is about the post did not answer it: it is switched off, its count or its chance let the
// post pass that was its match with this number, or it was used up before.
func letPass(r *rule, matched, seed uint64) string {
	switch limit := r.limit(); {
	case r.off:
		return "it is switched off"
	case matched > 0 && !r.when.counted(matched):
		return notThisTime(matched, r.when.rare.match)
	case matched > 0:
		return "its probability let the post pass (seed " + strconv.FormatUint(seed, 10) + ")"
	case limit == 0:
		return "it let the post pass"
	case limit == 1:
		return "it is used up: it has answered its one post"
	default:
		return fmt.Sprintf("it is used up: it has answered its %d posts", limit)
	}
}

// inSentence tells the first differences.
func inSentence(differing []traffic.Difference) string {
	var words []string
	for _, d := range differing[:min(len(differing), 3)] {
		words = append(words, fmt.Sprintf("%s is %s, wanted: %s", d.Member, d.Got, d.Wanted))
	}
	if more := len(differing) - len(words); more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, "; ")
}

// distance is how far a rule was from answering. Another kind or type of post is far; a value
// that is written nearly the same is near.
func distance(differing []traffic.Difference) (sum int) {
	for _, d := range differing {
		switch {
		case d.Member == "kind":
			sum += farKind
		case d.Member == "type":
			sum += farType
		case schemas.Nearest(d.Got, []string{d.Wanted}) != "":
			sum += farNearly
		default:
			sum += farMember
		}
	}
	return sum
}
