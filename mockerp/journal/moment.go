package journal

// Present is the Moment of a store, for those who write one; the store's own lock guards it. Its channel is there
// only as long as somebody follows, so that recording costs nothing otherwise.
type Present struct {
	DroppedTo, Resets uint64
	changed           chan struct{}
}

// Now is the Moment at which the journal recorded last.
func (p *Present) Now(last uint64) Moment {
	if p.changed == nil {
		p.changed = make(chan struct{})
	}
	return Moment{Last: last, DroppedTo: p.DroppedTo, Resets: p.Resets, Changed: p.changed}
}

// Pass tells those who follow to look again.
func (p *Present) Pass() {
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
}

// Now tells where the journal stands. Of a closed journal nothing changes any more.
func (m *Memory) Now() Moment {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.present.Now(m.last)
}
