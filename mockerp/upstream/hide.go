package upstream

import (
	"slices"
	"sync"

	"github.com/erpkit/erpkit/schemas/show"
)

// secrets are what was given to reach the ERP, and the way to take it out of a text.
type secrets struct {
	urls []string
	all  func() []string // nil is none; it grows with the tokens that are got

	mu     sync.Mutex
	known  []string
	hiding *show.Hider
}

// Hide removes the secrets that reach the ERP from a text that will be shown: the answers of the ERP may repeat them.
func (u *Upstream) Hide(text string) string {
	s := &u.secrets
	s.mu.Lock()
	defer s.mu.Unlock()
	var now []string
	if s.all != nil {
		now = s.all()
	}
	if s.hiding == nil || !slices.Equal(now, s.known) {
		s.known, s.hiding = now, show.NewHider(now, s.urls)
	}
	return s.hiding.Hide(text)
}
