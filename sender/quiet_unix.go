//go:build unix

package sender

import (
	"errors"
	"syscall"
)

// silent tells whether there is nothing to read, not even the end.
func silent(fd uintptr) bool {
	var one [1]byte
	_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK)
	return errors.Is(err, syscall.EAGAIN)
}
