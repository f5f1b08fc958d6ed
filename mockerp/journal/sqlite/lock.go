package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// errTaken is what lockFile returns when another process, or this one, holds the lock.
var errTaken = errors.New("the lock is taken")

// lock is a file beside the journal that the operating system keeps locked for us. The lock ends
// with the process, however it ends; the file itself may stay and means nothing. It cannot be the
// journal, because closing any handle of that would end SQLite's own locks.
type lock struct{ file *os.File }

// takeLock takes the lock of the journal at path. Its error says which process holds it.
func takeLock(path string) (*lock, error) {
	const wanted = "be opened"
	name := path + "-lock"
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, explain(path, wanted, err)
	}
	if err := lockFile(file); err != nil {
		holder := readHolder(file)
		_ = file.Close()
		if errors.Is(err, errTaken) {
			return nil, trouble(path, wanted, ErrInUse, errors.New(holder))
		}
		return nil, explain(path, wanted, err)
	}
	if err := writeHolder(file); err != nil {
		_ = file.Close()
		return nil, explain(path, wanted, err)
	}
	return &lock{file}, nil
}

func (l *lock) release() error { return l.file.Close() }

func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// readHolder says who holds the lock, as far as known.
func readHolder(file *os.File) string {
	const longest = 20
	text := make([]byte, longest)
	n, _ := file.ReadAt(text, 0)
	pid, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	switch {
	case err != nil:
		return "by another process"
	case pid == os.Getpid():
		return "by this process already"
	}
	return fmt.Sprintf("by process %d", pid)
}
