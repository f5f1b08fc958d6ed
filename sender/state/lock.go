package state

import (
	"context"
	"errors"
	"io"
	"time"
)

// errHeld says that somebody else has the lock.
var errHeld = errors.New("it is locked")

// waitForLock asks for the lock again and again until ctx ends. The system's own waiting
// could not be called off.
func waitForLock(ctx context.Context, path string) (io.Closer, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		lock, err := tryLock(path)
		if !errors.Is(err, errHeld) {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-again.C:
		}
	}
}
