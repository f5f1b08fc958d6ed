package script

import (
	"slices"
	"time"
)

// Switch is this script with one of its rules, counted from 1, switched off or on again. What is switched off
// answers nothing and lets all posts pass. ok is false when there is no such rule.
func (s *Script) Switch(number int, off bool) (changed *Script, ok bool) {
	if number < 1 || number > len(s.rules) {
		return nil, false
	}
	to, one := *s, *s.rules[number-1]
	one.off = off
	to.rules = slices.Clone(s.rules)
	to.rules[number-1] = &one
	return &to, true
}

// Follow goes on with a script that Switch made of the one at work: what was counted stays.
func (l *Live) Follow(s *Script) { l.playing.Store(&playing{s, s.told(l.seed)}) }

// lastUse is when the rule answered last; zero when it never did.
func (l *Live) lastUse(rule int) time.Time {
	at := l.last[rule].Load()
	if at == 0 {
		return time.Time{}
	}
	return time.UnixMicro(at).UTC()
}
