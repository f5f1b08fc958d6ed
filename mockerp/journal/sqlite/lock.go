package sqlite

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// errTaken is what lockFile returns when another process, or this one, holds the lock.
var errTaken = errors.New("the lock is taken")

// lock is what the operating system keeps locked for us: a file beside the journal, and the journal itself. The locks end
// with the process, however it ends; the file may stay and means nothing by itself. It says who holds the journal and
// guards its beginning. The journal is locked too as what it is, for it may be reached under another name - a hard link, a mount of
// the one file - and a file beside it can be deleted.
type lock struct {
	file    *os.File
	journal *os.File // what keeps the journal itself locked; nil until claim
	info    os.FileInfo
}

// held are the journals that this process has open. That is of the process and not of a Store: closing any handle of a
// journal ends the locks of the whole process that SQLite has on it, so a second Open must not even open it.
var held struct {
	sync.Mutex
	files []os.FileInfo
}

// isHeld tells whether this process has the journal open, under whatever name.
func isHeld(info os.FileInfo) bool {
	held.Lock()
	defer held.Unlock()
	return slices.ContainsFunc(held.files, func(one os.FileInfo) bool { return os.SameFile(one, info) })
}

// checkHeld refuses a journal that this process has open under another name.
func checkHeld(path string) error {
	info, err := os.Stat(path)
	if err == nil && isHeld(info) {
		return trouble(path, "be opened", ErrInUse, errors.New("by this process already"))
	}
	return nil // what else is wrong with it is found out next
}

// claim locks the journal itself, before SQLite opens it.
func (l *lock) claim(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		file, err = lockJournal(file, info)
	}
	if err != nil {
		_ = file.Close()
		if errors.Is(err, errTaken) {
			return trouble(path, "be opened", ErrInUse, errors.New("by another process, perhaps under another name"))
		}
		return err
	}
	held.Lock()
	defer held.Unlock()
	held.files = append(held.files, info)
	l.journal, l.info = file, info
	return nil
}

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
	return &lock{file: file}, nil
}

// release comes after SQLite has closed the journal.
func (l *lock) release() error {
	if l.journal == nil {
		return l.file.Close()
	}
	held.Lock()
	held.files = slices.DeleteFunc(held.files, func(one os.FileInfo) bool { return os.SameFile(one, l.info) })
	held.Unlock()
	return errors.Join(l.journal.Close(), l.file.Close())
}

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
