package sqlite

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile locks one byte far behind the text, so that a second process can still read the text.
func lockFile(file *os.File) error { return lockByte(file, windows.Overlapped{Offset: 1 << 20}) }

// lockJournal locks one byte behind all that SQLite can ever use.
func lockJournal(file *os.File, _ os.FileInfo) (*os.File, error) {
	return file, lockByte(file, windows.Overlapped{OffsetHigh: 1 << 30})
}

func lockByte(file *os.File, place windows.Overlapped) error {
	const exclusiveAtOnce = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), exclusiveAtOnce, 0, 1, 0, &place)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errTaken
	}
	return err
}
