package script

import "sync/atomic"

// Play is one script played in one run: it counts how often each rule was used. It is
// safe for concurrent use, and a nil Play answers nothing.
type Play struct {
	script *Script
	used   []atomic.Uint64 // by rule
}

// NewPlay starts a script from its beginning. With nil it answers nothing.
func NewPlay(s *Script) *Play {
	p := &Play{script: s}
	if s != nil {
		p.used = make([]atomic.Uint64, len(s.rules))
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

// Answer gives the answer of the first rule that matches the post and is not used up,
// and counts it; ok is false when there is none, and the books are asked. Each answer is
// given exactly as often as the script says, however many posts come at once. A template
// that fails makes an answer with status 500 that says why.
func (p *Play) Answer(post Post) (answer Answer, ok bool) {
	if p == nil || p.script == nil {
		return Answer{}, false
	}
	return p.first(post)
}

func (p *Play) first(post Post) (answer Answer, ok bool) {
	for i, r := range p.script.rules {
		limit := r.limit()
		if limit > 0 && p.used[i].Load() >= limit || !r.when.matches(&post) {
			continue
		}
		if number, ok := p.take(i, limit); ok {
			return r.turn(number).make(r, &post), true
		}
	}
	return Answer{}, false
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
		uses[i] = Use{Rule: r.name, Line: r.line, Used: int(used), Limit: int(limit), UsedUp: limit > 0 && used >= limit}
	}
	return uses
}
