package mockerp

import (
	"errors"
	"slices"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// AnswerNext lets a script of one rule answer before all others, in one run.
func (t steer) AnswerNext(name string, s *script.Script) error {
	one, ok := t.s.runs.use(name)
	if !ok {
		return errors.New(refuseRuns(t.s.runs.limit).message)
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.next = append(one.next, t.s.runs.start(s, one.before+one.posts))
	return nil
}

// Next are the scripts that wait for their one post, the one that was given first in front.
func (t steer) Next(name string) []*script.Script {
	one, ok := t.s.runs.find(name)
	if !ok {
		return nil
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	list := make([]*script.Script, len(one.next))
	for i, live := range one.next {
		list[i] = live.Script()
	}
	return list
}

// answerNext lets what waits for this post answer it, and tells what was asked in vain before.
func (r *run) answerNext(asked script.Post) (answer script.Answer, before []traffic.AskedScript, ok bool) {
	for i, live := range r.next {
		if answer, ok = live.Answer(asked); ok {
			r.next = slices.Delete(r.next, i, i+1)
			return answer, before, true
		}
		if len(before) < script.MostMissed {
			before = append(before, answer.Asked)
		}
	}
	return script.Answer{}, before, false
}
