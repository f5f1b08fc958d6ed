package script

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Miss is why a rule did not answer a post.
type Miss struct {
	Rule string `json:"rule"`
	Line int    `json:"line"`
	// Reason is a sentence.
	Reason string `json:"reason"`
	// Differing is what the rule asks for and the post is not; empty where the post is what the
	// rule is about, and the rule was used up or let it pass.
	Differing []Difference `json:"differing,omitempty"`

	far int
}

// mostMissed is how many rules are told: putting them into words costs more than all else.
const mostMissed = 10

// Missed tells why the rules before the one that answered the post did not answer it, or all rules
// where none did: the nearest first, ten at most. It is asked right after Answer, with the same post
// and what Answer said, before the play gets another one. Nothing is counted.
func (p *Play) Missed(post Post, said Answer) []Miss {
	if p == nil || p.script == nil {
		return nil
	}
	var list []Miss
	var seen *scene
	for _, i := range p.nearest(&post, said.Rule) {
		r := p.script.rules[i]
		m := Miss{Rule: r.name, Line: r.line, Differing: p.differences(i, r, &post, &seen)}
		if m.Reason = inSentence(m.Differing); len(m.Differing) == 0 {
			m.Reason = letPass(r, said.Skipped)
		}
		m.far = m.distance()
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b Miss) int { return cmp.Compare(a.far, b.far) })
	return list
}

// nearest are the rules before the one that answered, those first of which most conditions hold. It
// makes no words, so that a script of a hundred rules stays cheap.
func (p *Play) nearest(post *Post, answered string) []int {
	var order, far []int
	for i, r := range p.script.rules {
		if r.name == answered {
			break
		}
		order, far = append(order, i), append(far, r.when.far(post))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(far[a], far[b]) })
	return order[:min(len(order), mostMissed)]
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
func (p *Play) differences(i int, r *rule, post *Post, seen **scene) []Difference {
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
	switch ok, err := w.where.holds(*seen, p.asked[i].Load()); {
	case err != nil:
		return []Difference{{"where", w.where.shown(), "an error: " + err.Error()}}
	case !ok:
		return []Difference{{"where", w.where.shown(), "false"}}
	}
	return nil
}

func (w *rare) differences(post *Post) (list []Difference) {
	for i := range w.headers {
		if one, values := &w.headers[i], post.Header[w.headers[i].name]; !one.holdsAny(values) {
			list = append(list, Difference{"header " + one.name, one.secretly(), texts(one.name, values)})
		}
	}
	for i := range w.query {
		if one, values := &w.query[i], post.Query[w.query[i].name]; !one.holdsAny(values) {
			list = append(list, Difference{"query " + one.name, one.secretly(), texts(one.name, values)})
		}
	}
	if w.runs != nil && !w.runs.fitsText(post.Run) {
		list = append(list, Difference{"run", w.runs.wanted(), inWords(post.Run)})
	}
	if !w.post.holds(post.Seq) {
		list = append(list, Difference{"count.post", w.post.String(), strconv.FormatUint(post.Seq, 10)})
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

// letPass is why a rule that is about the post did not answer it: what Answer said of it, or it was
// used up before.
func letPass(r *rule, skipped []Miss) string {
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
func (p *Play) byChance() string {
	return "its probability let the post pass (seed " + strconv.FormatUint(p.seed, 10) + ")"
}

// inSentence tells the first differences.
func inSentence(differing []Difference) string {
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
func (m *Miss) distance() (sum int) {
	for _, d := range m.Differing {
		switch {
		case d.Member == "kind":
			sum += farKind
		case d.Member == "type":
			sum += farType
		case yamlfile.Nearest(d.Got, []string{d.Wanted}) != "":
			sum += farNearly
		default:
			sum += farMember
		}
	}
	return sum
}
