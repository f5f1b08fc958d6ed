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

// MostMissed is how many rules are told: putting them into words costs more than all else.
const MostMissed = 10

// Missed tells why the rules before the one that answered the post did not answer it, or all rules
// where none did: the nearest first, ten at most. It is asked right after Answer, with the same post
// and what Answer said, before there is another post. Nothing is counted.
func (l *Live) Missed(post Post, said Answer) []traffic.Miss {
	s := l.Script()
	if s == nil {
		return nil
	}
	var list []traffic.Miss
	var far []int // of list
	var seen *scene
	for _, i := range s.nearest(&post, said.Rule) {
		r := s.rules[i]
		m := traffic.Miss{Rule: r.name, Line: r.line, Differing: l.differences(i, r, &post, &seen)}
		if m.Reason = inSentence(m.Differing); len(m.Differing) == 0 {
			m.Reason = letPass(r, said.Skipped)
		}
		d := distance(m.Differing)
		at, _ := slices.BinarySearch(far, d+1) // behind those as near
		far, list = slices.Insert(far, at, d), slices.Insert(list, at, m)
	}
	return list
}

// nearest are the rules before the one that answered, those first of which most conditions hold. It
// makes no words, so that a script of a hundred rules stays cheap.
func (s *Script) nearest(post *Post, answered string) []int {
	var order, far []int
	for i, r := range s.rules {
		if r.name == answered {
			break
		}
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

// differences are the conditions that a post does not fulfil. The expression counts only where
// all others hold: it is written for such posts.
func (l *Live) differences(i int, r *rule, post *Post, seen **scene) []traffic.Difference {
	list := (&Conditions{r.when}).Differences(post)
	w := r.when.rare
	if w == nil {
		return list
	}
	list = append(list, w.differences(post)...)
	if w.where == nil || len(list) > 0 {
		return list
	}
	if *seen == nil {
		*seen = newScene(*post)
	}
	switch ok, err := w.where.holds(*seen, l.asked[i].Load()); {
	case err != nil:
		return []traffic.Difference{{Member: "where", Wanted: w.where.shown(), Got: "an error: " + err.Error()}}
	case !ok:
		return []traffic.Difference{{Member: "where", Wanted: w.where.shown(), Got: "false"}}
	}
	return nil
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

// letPass is why a rule that is about the post did not answer it: it is switched off, what Answer said of it, or
// it was used up before.
func letPass(r *rule, skipped []traffic.Miss) string {
	if r.off {
		return "it is switched off"
	}
	for _, miss := range skipped {
		if miss.Rule == r.name {
			return miss.Reason
		}
	}
	if r.limit() == 1 {
		return "it is used up: it has answered its one post"
	}
	return fmt.Sprintf("it is used up: it has answered its %d posts", r.limit())
}

// byChance is the reason of a rule that could have answered.
func (l *Live) byChance() string {
	return "its probability let the post pass (seed " + strconv.FormatUint(l.seed, 10) + ")"
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
