package control

import (
	"errors"

	"github.com/erpkit/erpkit/mockerp/script"
)

func (f *fakeERP) SwitchRule(run string, number int, off bool) bool {
	if run == "" {
		defer f.lock()()
		changed, ok := f.shared.Switch(number, off)
		if ok {
			f.shared = changed
		}
		return ok
	}
	play := f.play(run)
	changed, ok := play.Script().Switch(number, off)
	if ok {
		play.Follow(changed)
	}
	return ok
}

func (f *fakeERP) AnswerNext(run string, s *script.Script) error {
	defer f.lock()()
	if f.runs[run] == nil {
		if f.full {
			return errors.New("This mock ERP keeps at most 1 runs and all are in use.")
		}
		f.runs[run] = &fakeRun{}
	}
	f.runs[run].next = append(f.runs[run].next, s)
	return nil
}

func (f *fakeERP) Next(run string) []*script.Script {
	defer f.lock()()
	if f.runs[run] == nil {
		return nil
	}
	return f.runs[run].next
}
