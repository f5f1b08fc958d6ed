package sqlite

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// lockFile locks one byte far beyond the text, so that a second process can still read the text.
func lockFile(file *os.File) error {
	const exclusiveAtOnce, lockViolation = 3, syscall.Errno(33)
	place := syscall.Overlapped{Offset: 1 << 20}
	lockFileEx := syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")
	ok, _, err := lockFileEx.Call(file.Fd(), exclusiveAtOnce, 0, 1, 0, uintptr(unsafe.Pointer(&place)))
	switch {
	case ok != 0:
		return nil
	case errors.Is(err, lockViolation):
		return errTaken
	}
	return err
}
