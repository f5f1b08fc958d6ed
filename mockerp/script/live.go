package script

import (
	"sync/atomic"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Live is a script at work in one run: it counts how often each rule was used. It is safe for
// concurrent use, and a nil Live answers nothing.
type Live struct {
	playing  atomic.Pointer[playing]
	seed     uint64
	now      func() time.Time
	used     []atomic.Uint64 // by rule
	last     []atomic.Int64  // by rule: when it answered last, in microseconds
	asked    []atomic.Uint64 // by rule, where it has an expression
	matched  []atomic.Uint64 // by rule, where it has an expression, a count or a chance
	counters []atomic.Int64  // of the templates
	begun    uint64          // see WithBegun
}

// playing is a script, and what is kept of it with the exchanges for which it was asked.
type playing struct {
	*Script
	told *traffic.Script
}

// Option is something that Start is told beside the script.
type Option func(*Live)

// WithSeed is where chance comes from, instead of the seed in the script. Each run makes its
// own of it and the name of the run.
func WithSeed(seed uint64) Option { return func(l *Live) { l.seed = seed } }

// WithBegun is for a script that begins again in the middle of a run, which has had so many posts, without
// anybody having asked for that: after a restart, or when its file was changed. Counters and the chance in
// templates then go on behind what they can have given, for answers have ids in them.
func WithBegun(posts uint64) Option { return func(l *Live) { l.begun = posts } }

// Start sets a script to work, from its beginning. With nil it answers nothing.
func Start(s *Script, options ...Option) *Live {
	l := &Live{seed: DefaultSeed, now: time.Now}
	if s == nil {
		return l
	}
	if s.seed != nil {
		l.seed = *s.seed
	}
	for _, set := range options {
		set(l)
	}
	l.used = make([]atomic.Uint64, len(s.rules))
	l.last = make([]atomic.Int64, len(s.rules))
	l.asked = make([]atomic.Uint64, len(s.rules))
	l.matched = make([]atomic.Uint64, len(s.rules))
	l.counters = make([]atomic.Int64, len(s.counters))
	for i := range l.counters {
		l.counters[i].Store(int64(l.begun))
	}
	l.Follow(s)
	return l
}

// Script is the script that is at work.
func (l *Live) Script() *Script {
	if l == nil {
		return nil
	}
	if now := l.playing.Load(); now != nil {
		return now.Script
	}
	return nil
}

// Seed is where chance comes from: with the same seed, the same posts in the same order get
// the same answers.
func (l *Live) Seed() uint64 {
	if l == nil {
		return DefaultSeed
	}
	return l.seed
}

// Answer gives the answer of the first rule that matches the post and is not used up,
// and counts it; ok is false when there is none, and the books are asked. Each answer is
// given exactly as often as the script says, however many posts come at once. A template
// that fails makes an answer with status 500 that says why.
func (l *Live) Answer(post Post) (answer Answer, ok bool) {
	if l == nil {
		return Answer{}, false
	}
	s := l.playing.Load()
	if s == nil {
		return Answer{}, false
	}
	asked := traffic.AskedScript{Script: s.told, Before: len(s.rules)}
	var seen *scene // of expressions; made when the first one asks for it
	about := s.index.find(&post)
	for i := about.next(); i >= 0; i = about.next() {
		r := s.rules[i]
		limit := r.limit()
		if r.off || limit > 0 && l.used[i].Load() >= limit || !r.when.matches(&post) {
			continue
		}
		var number uint64
		var passed traffic.Passed
		var ok bool
		if r.plain {
			number, ok = l.take(i, limit)
		} else {
			number, passed, ok = l.claim(i, r, &post, &seen)
		}
		if ok {
			l.last[i].Store(time.Now().UnixMicro())
			answer = l.make(r, r.turn(number), number, &post)
			if asked.Before = i; i > 0 {
				answer.Asked = asked
			}
			return answer, true
		}
		if passed != (traffic.Passed{}) && len(asked.Passed) < MostMissed {
			passed.Rule = i
			asked.Passed = append(asked.Passed, passed)
		}
	}
	return Answer{Asked: asked}, false
}

// take takes the next number of a rule, counted from 0; ok is false when all are taken.
func (l *Live) take(rule int, limit uint64) (number uint64, ok bool) {
	used := &l.used[rule]
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
func (l *Live) Uses() []Use {
	s := l.Script()
	if s == nil {
		return nil
	}
	uses := make([]Use, len(s.rules))
	for i, r := range s.rules {
		used, limit := l.used[i].Load(), r.limit()
		uses[i] = Use{
			Rule: r.name, Line: r.line, Used: int(used), Limit: int(limit), UsedUp: limit > 0 && used >= limit,
			Matched: int(l.matched[i].Load()), Chance: r.byChance(), Off: r.off, LastUse: l.lastUse(i),
		}
		if uses[i].Chance {
			uses[i].Seed = &l.seed
		}
	}
	return uses
}
