package mockerp

import (
	"errors"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func (t steer) SetScript(name string, s *script.Script) error {
	if name == "" {
		t.s.runs.setScript(s, false)
		return nil
	}
	if !traffic.ValidRun(name) {
		return errors.New(refuseRunName(name).message)
	}
	one, ok := t.s.runs.use(name)
	if !ok {
		return errors.New(refuseRuns(t.s.runs.limit).message)
	}
	own := s != nil
	if !own {
		s = t.s.runs.defaultScript()
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.ownScript, one.live, one.next = own, t.s.runs.start(s, 0), nil
	return nil
}

// SwitchRule switches a rule in one run, which plays a script of its own from then on, or with "" in the shared
// script. What was counted stays.
func (t steer) SwitchRule(name string, number int, off bool) bool {
	if name == "" {
		return t.s.runs.switchShared(number, off)
	}
	one, ok := t.s.runs.find(name)
	if !ok {
		return false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.live == nil {
		return false
	}
	s, ok := one.live.Script().Switch(number, off)
	if ok {
		one.live.Follow(s)
		one.ownScript = true
	}
	return ok
}

func (t steer) Script(name string) (*script.Script, []script.Use, bool) {
	if name == "" {
		shared := t.s.runs.defaultScript()
		return shared, t.s.runs.start(shared, 0).Uses(), true
	}
	one, ok := t.s.runs.find(name)
	if !ok {
		return nil, nil, false
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.live == nil {
		return nil, nil, true
	}
	return one.live.Script(), one.live.Uses(), true
}

// setScript changes the script of every run that has none of its own, and of the runs to come. With goOn
// nobody asked for the beginning of the script: what it gives goes on behind what was given.
func (r *runs) setScript(s *script.Script, goOn bool) {
	r.mu.Lock()
	r.script = s
	r.mu.Unlock()
	for _, one := range r.all() {
		one.mu.Lock()
		if begun := uint64(0); !one.ownScript {
			if goOn {
				begun = one.before + one.posts
			} else {
				one.next = nil
			}
			one.live = r.start(s, begun)
		}
		one.mu.Unlock()
	}
}

// switchShared switches a rule of the shared script, in every run that plays it and in the runs to come.
func (r *runs) switchShared(number int, off bool) bool {
	r.mu.Lock()
	before := r.script
	if before == nil {
		r.mu.Unlock()
		return false
	}
	s, ok := before.Switch(number, off)
	if ok {
		r.script = s
	}
	r.mu.Unlock()
	for _, one := range r.all() {
		one.mu.Lock()
		if ok && one.live.Script() == before {
			one.live.Follow(s)
		}
		one.mu.Unlock()
	}
	return ok
}

func (r *runs) defaultScript() *script.Script {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.script
}
