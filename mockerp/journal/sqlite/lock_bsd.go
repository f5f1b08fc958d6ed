//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockJournal locks a file that is named by what the journal is: here a lock on the journal itself would keep SQLite out.
func lockJournal(journal *os.File, info os.FileInfo) (*os.File, error) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return journal, nil
	}
	name := filepath.Join(os.TempDir(), fmt.Sprintf("erpkit-%d-%d-%d.lock", os.Getuid(), stat.Dev, stat.Ino))
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return journal, err
	}
	return file, errors.Join(lockFile(file), journal.Close())
}
