package journal

// Reset forgets the exchanges of one run and its count of dropped ones; "" means every run. Other
// runs are untouched, ids continue, and waits on the run count anew. It returns how many
// exchanges were forgotten; the error is always nil.
func (m *Memory) Reset(run string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bells.reset(run)
	m.present.Resets++
	m.present.Pass()
	if run == "" {
		return m.resetAll(), nil
	}
	l := m.lanes.forget(run)
	if l == nil {
		return 0, nil
	}
	m.missing -= min(l.dropped, m.missing)
	if l.kept.n > 0 {
		m.all.keep(func(k kept) bool {
			if k.x.Run == run {
				m.bytes -= k.size + m.texts.release(k.x)
				return false
			}
			return true
		})
	}
	return l.kept.n, nil
}

func (m *Memory) resetAll() int {
	n := m.all.n
	m.all, m.lanes, m.texts = queue[kept]{}, newLanes(), texts{}
	m.bytes, m.missing = 0, 0
	return n
}

// Close ends every Wait; kept exchanges can still be read. The error is always nil.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.bells.ringAll()
	m.present.Pass()
	return nil
}
