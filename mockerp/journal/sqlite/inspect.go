package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The header of an SQLite file: its first bytes and the places of the application's two numbers.
const (
	magic         = "SQLite format 3\x00"
	headerLength  = 100
	versionAt     = 60
	applicationAt = 68
)

// found is what exists at a path: a journal with a schema version, or nothing yet (version 0).
type found struct {
	version int
	// orphan is a side file with content but without its journal. SQLite would treat it as part
	// of a new one.
	orphan string
}

// inspect looks at the file without SQLite, which might change a foreign file just by opening it.
func inspect(path string, mode int) (found, error) {
	file, err := os.OpenFile(path, mode, 0)
	if errors.Is(err, os.ErrNotExist) {
		return found{orphan: orphan(path)}, nil
	}
	if err != nil {
		return found{}, err
	}
	defer func() { _ = file.Close() }()
	header := make([]byte, headerLength)
	n, err := io.ReadFull(file, header)
	switch {
	case errors.Is(err, io.EOF):
		return found{orphan: orphan(path)}, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return found{}, err
	}
	version, err := readHeader(path, header[:n])
	return found{version: version}, err
}

func readHeader(path string, header []byte) (int, error) {
	if len(header) < headerLength || string(header[:len(magic)]) != magic {
		return 0, trouble(path, opened, ErrForeign, fmt.Errorf("it begins with %q", header[:min(len(header), len(magic))]))
	}
	if id := binary.BigEndian.Uint32(header[applicationAt:]); id != applicationID {
		return 0, trouble(path, opened, ErrForeign, fmt.Errorf("it is an SQLite file of another program, with application id %#x", id))
	}
	version, newest := int(binary.BigEndian.Uint32(header[versionAt:])), len(steps())
	switch {
	case version > newest:
		return 0, trouble(path, opened, ErrNewer, fmt.Errorf("it has schema %d, this erpkit knows schemas up to %d", version, newest))
	case version < 1:
		return 0, trouble(path, opened, ErrDamaged, errors.New("its header names no schema"))
	}
	return version, nil
}

func orphan(path string) string {
	for _, side := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + side); err == nil && info.Size() > 0 {
			return filepath.Base(path + side)
		}
	}
	return ""
}

// create makes a journal under another name and renames it when it is complete, so that a crash
// leaves no partial one. Only its owner may read it.
func create(ctx context.Context, path string) error {
	draft := path + "-new"
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(fill(ctx, draft), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return errors.Join(explain(path, "be begun", err), ignoreMissing(os.Remove(draft)))
	}
	return syncFolder(filepath.Dir(path))
}

func fill(ctx context.Context, draft string) error {
	db, err := connect(ctx, draft, 1, []string{"mode=rw", "_pragma=journal_mode(MEMORY)", "_pragma=synchronous(OFF)"})
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, db, 0, steps()), db.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
