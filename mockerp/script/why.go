package script

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
}

// Why tells, for each rule before the one that would answer the post if it came now, why that
// rule would not: the nearest first. Nothing is counted.
func (p *Play) Why(post Post) []Miss {
	return p.misses(post, func(r *rule, fits, ready bool) bool { return fits && ready })
}

// WhyNot is Why for a post that was answered before, by the rule with this name; "" is by
// none. What a journal keeps of the post is enough: without Seq, the number in the run is not
// looked at. How often a rule was used before it is no longer known, so that a rule that fits
// is told with what it can be.
func (p *Play) WhyNot(post Post, answered string) []Miss {
	return p.misses(post, func(r *rule, _, _ bool) bool { return r.name == answered })
}

// misses looks at the rules up to the one where it is to end.
func (p *Play) misses(post Post, end func(r *rule, fits, ready bool) bool) []Miss {
	if p == nil || p.script == nil {
		return nil
	}
	var list []Miss
	var seen *scene
	for i, r := range p.script.rules {
		m := Miss{Rule: r.name, Line: r.line, Differing: p.differences(i, r, &post, &seen)}
		fits, ready := len(m.Differing) == 0, true
		if m.Reason = inSentence(m.Differing); fits {
			m.Reason, ready = p.state(i, r, &post)
		}
		if end(r, fits, ready) {
			break
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b Miss) int { return cmp.Compare(a.distance(), b.distance()) })
	return list
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
	switch ok, err := w.where.holds(*seen, p.asked[i].Load()+1); {
	case err != nil:
		return []Difference{{"where", clip(w.where.source), "an error: " + err.Error()}}
	case !ok:
		return []Difference{{"where", clip(w.where.source), "false"}}
	}
	return nil
}

func (w *rare) differences(post *Post) (list []Difference) {
	for i := range w.headers {
		if one, values := &w.headers[i], post.Header[w.headers[i].name]; !one.holdsAny(values) {
			list = append(list, Difference{"header " + one.name, one.wanted(), texts(values)})
		}
	}
	for i := range w.query {
		if one, values := &w.query[i], post.Query[w.query[i].name]; !one.holdsAny(values) {
			list = append(list, Difference{"query " + one.name, one.wanted(), texts(values)})
		}
	}
	if w.runs != nil && !w.runs.fitsText(post.Run) {
		list = append(list, Difference{"run", w.runs.wanted(), inWords(post.Run)})
	}
	if post.Seq > 0 && !w.post.holds(post.Seq) {
		list = append(list, Difference{"count.post", w.post.String(), strconv.FormatUint(post.Seq, 10)})
	}
	return list
}

func texts(values []string) string {
	if len(values) == 0 {
		return "nothing"
	}
	words := make([]string, 0, mostWords)
	for _, value := range values[:min(len(values), mostWords)] {
		words = append(words, inWords(value))
	}
	return enumerate(words, len(values))
}

// state says why a rule that fits would not answer now; ready is true when it would.
func (p *Play) state(i int, r *rule, post *Post) (reason string, ready bool) {
	used, limit, next := p.used[i].Load(), r.limit(), p.matched[i].Load()+1
	switch {
	case limit > 0 && used >= limit:
		return fmt.Sprintf("it is used up: it has answered its %d posts", limit), false
	case !r.when.counted(next):
		return notThisTime(next, r.when.rare.match), false
	case r.certain():
		return "it fits now: the script was started again since, or its count let the post pass", true
	case share(dice(p.seed, post.Run, r.key, next, forChance)) >= r.chance*r.turn(used).chance:
		return p.byChance(), false
	}
	return p.byChance(), true
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
			sum += 8
		case d.Member == "type":
			sum += 5
		case yamlfile.Nearest(d.Got, []string{d.Wanted}) != "":
			sum += 2
		default:
			sum += 3
		}
	}
	return sum
}
