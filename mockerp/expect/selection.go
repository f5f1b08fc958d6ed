package expect

import (
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// selection chooses posts by their members, answers and findings.
type selection struct {
	conditions script.Conditions
	answered   *answered // nil: any answer
	finding    string    // "": any or none
}

// selection reads one selection of the file.
func (c *compiler) selection(pointer string) selection {
	if c.selections++; c.selections == mostSelections+1 {
		c.refuse(pointer, "there are more than %d posts described in this file: split it", mostSelections)
	}
	s := selection{conditions: c.conditions.Read(pointer)}
	if word, ok := c.file.Text(pointer + "/answered"); ok {
		if said, ok := readAnswered(word); ok {
			s.answered = &said
		} else {
			c.refuse(pointer+"/answered", "%s is not a status of an answer: write it like 409, 4xx or 400-499, the smaller one first", word)
		}
	}
	if id, ok := c.file.Text(pointer + "/finding"); ok {
		s.finding = id
		c.clause(pointer+"/finding", id)
	}
	return s
}

// seen is one exchange as the expectations see it.
type seen struct {
	x    *traffic.Exchange
	post script.Post
}

// see reads an exchange. What the mock did not accept as a post has no kind.
func see(x *traffic.Exchange) *seen {
	s := &seen{x: x, post: script.Post{Kind: x.Kind, Type: x.Type}}
	if s.isPost() {
		s.post.Payload, _ = schemas.Parse(x.Request.Body)
	}
	return s
}

// isPost is false for a wrong path or method, and for a body that never arrived.
func (s *seen) isPost() bool { return s.x.Kind != "" }

// isLook is true for what is no POST at all, such as a browser's GET or a TLS hello: nothing judges it
// (T1).
func (s *seen) isLook() bool {
	method := s.x.Request.Method
	return !s.isPost() && method != http.MethodPost && (method != "" || len(s.x.Findings) == 0)
}

func (s *selection) matches(p *seen) bool {
	return p.isPost() && s.conditions.Hold(&p.post) && s.answered.fits(&p.x.Answer) && s.found(p.x)
}

func (s *selection) found(x *traffic.Exchange) bool {
	return s.finding == "" || slices.ContainsFunc(x.Findings, func(f schemas.Finding) bool { return f.Clause == s.finding })
}

// unmet counts the conditions that the post does not meet; ok is false for a post of another
// kind, which is never near.
func (s *selection) unmet(p *seen) (n int, ok bool) {
	if !p.isPost() || !slices.Contains(s.conditions.Kinds(), p.post.Kind) {
		return 0, false
	}
	n = s.conditions.Unmet(&p.post)
	if !s.answered.fits(&p.x.Answer) {
		n++
	}
	if !s.found(p.x) {
		n++
	}
	return n, true
}

// differences lists the conditions that the post does not meet.
func (s *selection) differences(p *seen) []traffic.Difference {
	list := s.conditions.Differences(&p.post)
	if !s.answered.fits(&p.x.Answer) {
		list = append(list, traffic.Difference{Member: "answered", Wanted: s.answered.word, Got: heard(&p.x.Answer)})
	}
	if !s.found(p.x) {
		list = append(list, traffic.Difference{Member: "finding", Wanted: s.finding, Got: clausesOf(p.x)})
	}
	return list
}

func clausesOf(x *traffic.Exchange) string {
	var ids []string
	for i := range x.Findings {
		if !slices.Contains(ids, x.Findings[i].Clause) {
			ids = append(ids, x.Findings[i].Clause)
		}
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

// String says which posts are meant.
func (s *selection) String() string {
	words := s.conditions.Wanted()
	if s.answered != nil {
		words = append(words, "answered "+s.answered.word)
	}
	if s.finding != "" {
		words = append(words, "finding "+s.finding)
	}
	if len(words) == 0 {
		return "any"
	}
	return strings.Join(words, ", ")
}

// posts writes a number of posts: 1 post, 2 posts.
func posts(n int) string {
	if n == 0 {
		return "no post"
	}
	return show.Count(n, "post", "posts")
}
