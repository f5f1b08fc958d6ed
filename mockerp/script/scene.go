package script

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// scene is a post as an expression sees it.
type scene struct {
	Payload map[string]any    `expr:"payload"`
	Header  map[string]string `expr:"header"`
	Query   map[string]string `expr:"query"`
	Kind    string            `expr:"kind"`
	Type    string            `expr:"type"`
	Run     string            `expr:"run"`
	Count   sceneCount        `expr:"count"`
	Books   sceneBooks        `expr:"books"`
	Spend   func() bool       `expr:"$spend"`

	budget *budget
}

type sceneCount struct {
	Post  int `expr:"post"`
	Match int `expr:"match"`
}

type sceneBooks struct {
	ID   string `expr:"id"`
	Size int    `expr:"size"`
}

// spendName is what each turn of a loop calls; no expression can write it.
const spendName = "$spend"

// newScene copies a post, so that no expression can change it, and the post itself stays
// where it is.
func newScene(p Post) *scene {
	size := measure{values: maxValues, letters: maxLetters}
	s := &scene{
		Header: firsts(p.Header), Query: firsts(p.Query), Kind: string(p.Kind), Type: p.Type, Run: p.Run,
		Count: sceneCount{Post: int(p.Seq)}, Books: sceneBooks{ID: p.BooksID, Size: p.BooksSize},
	}
	s.Payload, _ = size.computable(p.Payload).(map[string]any)
	for _, group := range []map[string]string{s.Header, s.Query} {
		for name, value := range group {
			size.take(len(name) + len(value))
		}
	}
	s.budget = &budget{tooLarge: size.exceeded()}
	s.Spend = s.budget.spend
	return s
}

// The bounds of what expressions look at, and of what they cost for one post together. They
// are far above any right post; without them a hostile one could make loops and searches long.
const (
	maxValues  = 1000
	maxLetters = 32 << 10
	maxTurns   = 20_000
	maxMemory  = 10_000
	maxTime    = time.Second
)

var (
	errBudget   = errors.New("the expressions of this script take too long for this post")
	errTooLarge = errors.New("the post is too large for an expression")
)

// budget is what all expressions may spend on one post.
type budget struct {
	tooLarge bool
	turns    int
	end      time.Time
}

// start is called before each expression.
func (b *budget) start() error {
	switch {
	case b.tooLarge:
		return errTooLarge
	case b.end.IsZero():
		b.end = time.Now().Add(maxTime)
	case b.turns > maxTurns || time.Now().After(b.end):
		return errBudget
	}
	return nil
}

// spend is called by each turn of a loop. The language turns the panic into an error.
func (b *budget) spend() bool {
	if b.turns++; b.turns > maxTurns || b.turns%64 == 0 && time.Now().After(b.end) {
		panic(errBudget)
	}
	return true
}

// measure counts down what a post may have.
type measure struct{ values, letters int }

func (m *measure) take(letters int) {
	m.values--
	m.letters -= letters
}

func (m *measure) exceeded() bool { return m.values < 0 || m.letters < 0 }

// computable copies a value and gives its numbers as those that can be computed with. It
// ends where the post becomes too large.
func (m *measure) computable(value any) any {
	switch v := value.(type) {
	case string:
		m.take(len(v))
		return v
	case json.Number:
		m.take(len(v))
		return goNumber(v)
	}
	m.take(0)
	switch v := value.(type) {
	case map[string]any:
		to := make(map[string]any, min(len(v), maxValues))
		for name, inner := range v {
			if m.letters -= len(name); m.exceeded() {
				break
			}
			to[name] = m.computable(inner)
		}
		return to
	case []any:
		to := make([]any, 0, min(len(v), maxValues))
		for _, inner := range v {
			if m.exceeded() {
				break
			}
			to = append(to, m.computable(inner))
		}
		return to
	}
	return value
}

// goNumber gives an int or a float64 that is written the same or has the same value (P6). A
// number that would lose something stays as it is; to compute with it is an error.
func goNumber(n json.Number) any {
	if whole, err := strconv.Atoi(string(n)); err == nil {
		return whole
	}
	float, err := strconv.ParseFloat(string(n), 64)
	if words, ok := schemas.NumberText(float); err == nil && ok && compareNumbers(words, string(n)) == 0 {
		return float
	}
	return n
}
