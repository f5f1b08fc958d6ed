package control

import "context"

// places bounds how many do something at once.
type places chan struct{}

// try takes a place if one is free; leave must be called then.
func (p places) try() bool {
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

// take waits for a place; false when ctx ended first.
func (p places) take(ctx context.Context) bool {
	select {
	case p <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p places) leave() { <-p }
