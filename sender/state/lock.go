package state

import (
	"context"
	"errors"
	"io"
	"os"
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

// tryLock locks a file for as long as it is open. It stays there: to remove it would let two senders lock two files
// of one name.
func tryLock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
