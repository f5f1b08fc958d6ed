package plainfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// What is refused beside what the system refuses.
var (
	ErrFolder      = errors.New("this is a folder, not a file")
	ErrNotOrdinary = errors.New("this is not an ordinary file")
)

// reading never waits: the other end of a pipe need not be there. For ordinary files it changes nothing.
const reading = os.O_RDONLY | syscall.O_NONBLOCK

// Open opens an ordinary file for reading.
func Open(path string) (*os.File, error) {
	file, err := os.OpenFile(path, reading, 0)
	return ordinary(file, err)
}

// OpenIn opens an ordinary file below a folder, which no link leads out of.
func OpenIn(root *os.Root, name string) (*os.File, error) {
	file, err := root.OpenFile(name, reading, 0)
	return ordinary(file, err)
}

func ordinary(file *os.File, err error) (*os.File, error) {
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = ErrFolder
	case !info.Mode().IsRegular():
		err = ErrNotOrdinary
	default:
		return file, nil
	}
	_ = file.Close() // nothing was read
	return nil, err
}

// In gives the files below a folder as a file system that opens ordinary files only.
func In(root *os.Root) fs.FS { return in{root} }

type in struct{ root *os.Root }

func (i in) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := OpenIn(i.root, name)
	if err != nil {
		return nil, err // and not a nil file in an interface
	}
	return file, nil
}
