package script

import (
	"sync/atomic"
	"time"
)

// Play is one script played in one run: it counts how often each rule was used. It is
// safe for concurrent use, and a nil Play answers nothing.
type Play struct {
	script   *Script
	seed     uint64
	now      func() time.Time
	used     []atomic.Uint64 // by rule
	asked    []atomic.Uint64 // by rule, where it has an expression
	matched  []atomic.Uint64 // by rule, where it has an expression, a count or a chance
	counters []atomic.Int64  // of the templates
	begun    uint64          // see WithBegun
}

// Option is something that a play is told beside its script.
type Option func(*Play)

// WithSeed is where chance comes from, instead of the seed in the script. Each run makes its
// own of it and the name of the run.
func WithSeed(seed uint64) Option { return func(p *Play) { p.seed = seed } }

// WithClock is what `now` in a template reads, instead of the clock of the machine.
func WithClock(now func() time.Time) Option { return func(p *Play) { p.now = now } }

// WithBegun is for a script that begins again in the middle of a run, which has had so many posts, without
// anybody having asked for that: after a restart, or when its file was changed. Counters and the chance in
// templates then go on behind what they can have given, for answers have ids in them.
func WithBegun(posts uint64) Option { return func(p *Play) { p.begun = posts } }

// NewPlay starts a script from its beginning. With nil it answers nothing.
func NewPlay(s *Script, options ...Option) *Play {
	p := &Play{script: s, seed: DefaultSeed, now: time.Now}
	if s == nil {
		return p
	}
	if s.seed != nil {
		p.seed = *s.seed
	}
	for _, set := range options {
		set(p)
	}
	p.used = make([]atomic.Uint64, len(s.rules))
	p.asked = make([]atomic.Uint64, len(s.rules))
	p.matched = make([]atomic.Uint64, len(s.rules))
	p.counters = make([]atomic.Int64, len(s.counters))
	for i := range p.counters {
		p.counters[i].Store(int64(p.begun))
	}
	return p
}

// Script is the script that is played.
func (p *Play) Script() *Script {
	if p == nil {
		return nil
	}
	return p.script
}

// Seed is where chance comes from: with the same seed, the same posts in the same order get
// the same answers.
func (p *Play) Seed() uint64 {
	if p == nil {
		return DefaultSeed
	}
	return p.seed
}

// Answer gives the answer of the first rule that matches the post and is not used up,
// and counts it; ok is false when there is none, and the books are asked. Each answer is
// given exactly as often as the script says, however many posts come at once. A template
// that fails makes an answer with status 500 that says why.
func (p *Play) Answer(post Post) (answer Answer, ok bool) {
	if p == nil || p.script == nil {
		return Answer{}, false
	}
	var skipped []Miss
	var seen *scene // of expressions; made when the first one asks for it
	for i, r := range p.script.rules {
		limit := r.limit()
		if limit > 0 && p.used[i].Load() >= limit || !r.when.matches(&post) {
			continue
		}
		var number uint64
		var miss string
		var ok bool
		if r.plain {
			number, ok = p.take(i, limit)
		} else {
			number, miss, ok = p.claim(i, r, &post, &seen)
		}
		if ok {
			answer = p.make(r, r.turn(number), number, &post)
			answer.Skipped = skipped
			return answer, true
		}
		if miss != "" {
			skipped = append(skipped, Miss{Rule: r.name, Line: r.line, Reason: miss})
		}
	}
	return Answer{Skipped: skipped}, false
}

// take takes the next number of a rule, counted from 0; ok is false when all are taken.
func (p *Play) take(rule int, limit uint64) (number uint64, ok bool) {
	used := &p.used[rule]
	if limit == 0 {
		return used.Add(1) - 1, true
	}
	for {
		number = used.Load()
		if number >= limit {
			return 0, false
		}
		if used.CompareAndSwap(number, number+1) {
			return number, true
		}
	}
}

// Uses tells how often each rule was used so far, in the order of the script.
func (p *Play) Uses() []Use {
	if p == nil || p.script == nil {
		return nil
	}
	uses := make([]Use, len(p.script.rules))
	for i, r := range p.script.rules {
		used, limit := p.used[i].Load(), r.limit()
		uses[i] = Use{
			Rule: r.name, Line: r.line, Used: int(used), Limit: int(limit), UsedUp: limit > 0 && used >= limit,
			Matched: int(p.matched[i].Load()), Chance: r.byChance(),
		}
		if uses[i].Chance {
			uses[i].Seed = &p.seed
		}
	}
	return uses
}
