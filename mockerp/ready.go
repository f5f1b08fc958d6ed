package mockerp

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// unwell is how long the mock is not ready after it turned a post away: who asks now and then hears of it, too.
const unwell = 5 * time.Second

// turnedAway remembers the last post that the mock could not take (503), whatever the cause.
type turnedAway struct{ last atomic.Pointer[turning] }

type turning struct {
	at  time.Time
	why string
}

// note takes note of a refusal, if it says that the mock cannot take posts now.
func (t *turnedAway) note(said refusal) {
	if said.status == http.StatusServiceUnavailable {
		t.last.Store(&turning{time.Now(), said.message})
	}
}

// check is nil when no post was turned away lately.
func (t *turnedAway) check() error {
	last := t.last.Load()
	if last == nil || time.Since(last.at) > unwell {
		return nil
	}
	return fmt.Errorf("it answered a post with 503 %.1f s ago (%s)", time.Since(last.at).Seconds(), last.why)
}

// Ready is nil while all doors serve and take posts. Its error says what is in the way: an outage and until when it
// lasts, connections that are all in use, a journal that takes nothing, or that a post has just got 503.
func (s *Server) Ready() error {
	if int(s.serving.Load()) != len(s.doors) {
		return errors.New("one of the doors does not serve")
	}
	if err := s.outage.Check(); err != nil {
		return err
	}
	for _, door := range s.erpDoors() {
		if door.Connections() >= int64(s.config.MaxConns) {
			return fmt.Errorf("all %d connections of the ERP door are in use", s.config.MaxConns)
		}
	}
	if journal, ok := s.config.Journal.(interface{ Probe() error }); ok {
		if err := journal.Probe(); err != nil {
			return err
		}
	}
	return s.door.turned.check()
}
