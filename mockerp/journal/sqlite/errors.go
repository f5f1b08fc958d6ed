package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	driver "modernc.org/sqlite"
	result "modernc.org/sqlite/lib"
)

// What can be wrong with a journal. Every error of this package about the file wraps one of them,
// and says which file, what was wanted and the cure.
var (
	ErrInUse    = errors.New("it is in use")
	ErrForeign  = errors.New("it is not a journal of erpkit")
	ErrNewer    = errors.New("it was written by a newer erpkit")
	ErrDamaged  = errors.New("it is damaged")
	ErrReadOnly = errors.New("it is read-only")
	ErrFull     = errors.New("there is no room")
	ErrPlace    = errors.New("no journal can be there")
	ErrDisk     = errors.New("the disk failed")
)

// cure says what a person can do about it.
func cure(kind error) string {
	switch {
	case errors.Is(kind, ErrInUse):
		return "end the other one or name another file"
	case errors.Is(kind, ErrForeign):
		return "nothing in it was changed; name another file"
	case errors.Is(kind, ErrNewer):
		return "nothing in it was changed; use that version of erpkit or name another file"
	case errors.Is(kind, ErrDamaged):
		return "move it away, with its -wal file, and keep it for a rescue, or put a backup in its place"
	case errors.Is(kind, ErrReadOnly):
		return "allow this user to write the file and its folder, or name another file"
	case errors.Is(kind, ErrFull):
		return "make room on its disk; recording goes on by itself"
	case errors.Is(kind, ErrPlace):
		return "name a file in a folder that exists"
	default:
		return "check the disk and its cable, network or quota, then try again"
	}
}

// trouble makes the error: which file, what was wanted, what is wrong, why, the cure.
func trouble(path, wanted string, kind, cause error) error {
	if cause == nil {
		return fmt.Errorf("the journal %s could not %s: %w; %s", path, wanted, kind, cure(kind))
	}
	return fmt.Errorf("the journal %s could not %s: %w (%w); %s", path, wanted, kind, cause, cure(kind))
}

// explain is trouble for an error of SQLite or of the operating system; nil stays nil, and an
// explained error stays as it is.
func explain(path, wanted string, err error) error {
	if err == nil || explained(err) {
		return err
	}
	return trouble(path, wanted, kindOf(err), err)
}

func explained(err error) bool {
	for _, kind := range []error{ErrInUse, ErrForeign, ErrNewer, ErrDamaged, ErrReadOnly, ErrFull, ErrPlace, ErrDisk} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func kindOf(err error) error {
	var failed *driver.Error
	if errors.As(err, &failed) {
		return kindOfCode(failed.Code() & 0xff)
	}
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case errors.Is(err, syscall.ENOSPC):
		return ErrFull
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return ErrPlace
	case errors.Is(err, sql.ErrNoRows), strings.HasPrefix(err.Error(), "sql: Scan error"):
		return ErrDamaged // the file can be read, but does not hold what was written
	}
	return ErrDisk
}

func kindOfCode(code int) error {
	switch code {
	case result.SQLITE_FULL, result.SQLITE_TOOBIG:
		return ErrFull
	case result.SQLITE_CORRUPT, result.SQLITE_NOTADB, result.SQLITE_ERROR, result.SQLITE_CONSTRAINT, result.SQLITE_MISMATCH:
		return ErrDamaged
	case result.SQLITE_BUSY, result.SQLITE_LOCKED, result.SQLITE_PROTOCOL:
		return ErrInUse
	case result.SQLITE_READONLY, result.SQLITE_CANTOPEN, result.SQLITE_PERM:
		return ErrReadOnly
	}
	return ErrDisk
}
