//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package state

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// tryLock takes the lock by making a file that was not there. After a crash it has to be
// removed by hand.
func tryLock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, errHeld
	}
	if err != nil {
		return nil, err
	}
	return made{f}, nil
}

// made removes the file when the lock is given back.
type made struct{ *os.File }

// Close gives the lock back.
func (m made) Close() error { return errors.Join(m.File.Close(), os.Remove(m.Name())) }
