package sqlite

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// lockFile locks one byte far behind the text, so that a second process can still read the text.
func lockFile(file *os.File) error { return lockByte(file, syscall.Overlapped{Offset: 1 << 20}) }

// lockJournal locks one byte behind all that SQLite can ever use.
func lockJournal(file *os.File, _ os.FileInfo) (*os.File, error) {
	return file, lockByte(file, syscall.Overlapped{OffsetHigh: 1 << 30})
}

func lockByte(file *os.File, place syscall.Overlapped) error {
	const exclusiveAtOnce, lockViolation = 3, syscall.Errno(33)
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
