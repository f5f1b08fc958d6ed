package plainfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Replace writes a file as a whole: who reads it sees the old text or the new one and never a part, also when the machine
// goes down in between. Only the owner may read it. What write fails with, leaves the old file as it was.
func Replace(path string, write func(io.Writer) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), ".erpkit-*") // with mode 0600
	if err != nil {
		return err
	}
	if err = write(part); err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}
