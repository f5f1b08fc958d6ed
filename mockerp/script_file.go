package mockerp

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/erpkit/erpkit/mockerp/control"
	"github.com/erpkit/erpkit/mockerp/reload"
	"github.com/erpkit/erpkit/mockerp/script"
)

// scriptFile is the file of the shared script, which is read again when it changes.
type scriptFile struct {
	wrong atomic.Pointer[control.FileProblem] // nil while the file is what is in force
	done  <-chan struct{}                     // closed when it is no longer watched; nil without a file
}

// wait returns when nothing more will be read.
func (f *scriptFile) wait() {
	if f.done != nil {
		<-f.done
	}
}

// follow puts the script of the file in force, and what the file becomes, until ctx ends. The error is what
// is wrong with the file at the start.
func (s *Server) follow(ctx context.Context) error {
	if s.config.ScriptFile == "" {
		return nil
	}
	inForce := make(chan struct{}) // closed once the first script is, so that it overtakes no later one
	defer close(inForce)
	first, done, err := reload.Watch(ctx, s.config.ScriptFile, script.Load, func(next *script.Script) {
		<-inForce
		s.useNext(next)
	}, func(err error) {
		<-inForce
		s.keepLast(err)
	})
	if err != nil {
		return err
	}
	s.scriptFile.done = done
	s.runs.setScript(first, true)
	return nil
}

// useNext starts what the file is now, in every run that has no script of its own.
func (s *Server) useNext(next *script.Script) {
	s.scriptFile.wrong.Store(nil)
	s.runs.setScript(next, true)
	s.tellScript(next, nil)
}

// keepLast goes on with the last good script. Without an error the file is that again.
func (s *Server) keepLast(err error) {
	if err == nil {
		s.scriptFile.wrong.Store(nil)
	} else {
		s.scriptFile.wrong.Store(&control.FileProblem{File: s.config.ScriptFile, Since: time.Now(), Err: err})
	}
	s.tellScript(nil, err)
}

func (s *Server) tellScript(next *script.Script, err error) {
	if s.config.OnScript != nil {
		s.config.OnScript(next, err)
	}
}
