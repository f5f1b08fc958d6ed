//go:build unix

package state

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the lock that the system gives back by itself when the process ends.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errHeld
	}
	return err
}
