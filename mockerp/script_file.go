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
	wrong atomic.Pointer[control.FileProblem] // nil while the file is what plays
	done  <-chan struct{}                     // closed when it is no longer watched; nil without a file
}

// wait returns when nothing more will be read.
func (f *scriptFile) wait() {
	if f.done != nil {
		<-f.done
	}
}

// follow plays the script of the file, and what the file becomes, until ctx ends. The error is what
// is wrong with the file at the start.
func (s *Server) follow(ctx context.Context) error {
	if s.config.ScriptFile == "" {
		return nil
	}
	playing := make(chan struct{}) // the first script does, so that no later one is overtaken by it
	defer close(playing)
	first, done, err := reload.Watch(ctx, s.config.ScriptFile, script.Load, func(next *script.Script) {
		<-playing
		s.playNext(next)
	}, func(err error) {
		<-playing
		s.keepPlaying(err)
	})
	if err != nil {
		return err
	}
	s.scriptFile.done = done
	s.runs.setScript(first, true)
	return nil
}

// playNext starts what the file is now, in every run that has no script of its own.
func (s *Server) playNext(next *script.Script) {
	s.scriptFile.wrong.Store(nil)
	s.runs.setScript(next, true)
	s.tellScript(next, nil)
}

// keepPlaying goes on with the last good script. Without an error the file is that again.
func (s *Server) keepPlaying(err error) {
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
