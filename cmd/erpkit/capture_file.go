package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// mostKept is how much of a capture is kept in memory if it can be read only once.
const mostKept = 64 << 20

// captureSource is a file of captured traffic; "-" is standard input.
type captureSource struct {
	name   string
	stdin  io.Reader
	stderr io.Writer
	format traffic.Format
	member string // the member that holds the posted body, in JSON lines of other tools
	kind   schemas.Kind
}

// open opens the file and returns a function that closes it.
func (c *captureSource) open() (*capture.File, func() error, error) {
	nothing := func() error { return nil }
	if c.name == "-" {
		file, err := c.keep("standard input", c.stdin)
		return file, nothing, err
	}
	opened, err := os.Open(c.name)
	if err != nil {
		return nil, nil, err
	}
	info, err := opened.Stat()
	var file *capture.File
	finish := func() {}
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a folder; name a file in it", c.name)
	case info.Mode().IsRegular():
		bar := newProgress(c.stderr, "reading "+printable(c.name)+" (MiB)")
		finish = bar.finish
		file, err = c.read(c.name, &watched{ReaderAt: opened, bar: bar, size: info.Size()}, info.Size())
	default: // a pipe can be read only once
		file, err = c.keep(c.name, opened)
	}
	if err != nil {
		finish()
		opened.Close() //nolint:gosec // it was only read
		return nil, nil, err
	}
	return file, func() error { finish(); return opened.Close() }, nil
}

// keep keeps in memory what can be read only once.
func (c *captureSource) keep(name string, from io.Reader) (*capture.File, error) {
	content, err := io.ReadAll(io.LimitReader(from, mostKept+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	case len(content) > mostKept:
		return nil, fmt.Errorf("%s has more than %d MiB, which are not kept in memory: write it to a file and name that", name, mostKept>>20)
	}
	return c.read(name, bytes.NewReader(content), int64(len(content)))
}

func (c *captureSource) read(name string, from io.ReaderAt, size int64) (*capture.File, error) {
	if c.format == traffic.JSONLines && c.member != "" {
		return capture.OpenLines(name, from, size, c.member, c.kind)
	}
	return capture.Open(name, from, size, c.format, c.kind)
}

// watched is a file that counts how much of it was read. It is read twice, and a third time if it must be sorted.
type watched struct {
	io.ReaderAt
	bar  *progress
	size int64
	done atomic.Int64
}

func (w *watched) ReadAt(p []byte, at int64) (int, error) {
	n, err := w.ReaderAt.ReadAt(p, at)
	const passes = 2
	done := min(w.done.Add(int64(n)), passes*w.size)
	w.bar.step(int(done>>20), int(passes*w.size>>20))
	return n, err
}
