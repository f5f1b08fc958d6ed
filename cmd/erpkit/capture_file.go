package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// mostKept is how much of a capture is kept in memory where it goes by once only.
const mostKept = 64 << 20

// openCapture opens a file of captured traffic, and gives what closes it; "-" is standard input.
func openCapture(name string, stdin io.Reader, format traffic.Format, kind schemas.Kind) (*capture.File, func() error, error) {
	nothing := func() error { return nil }
	if name == "-" {
		file, err := keepCapture("standard input", stdin, format, kind)
		return file, nothing, err
	}
	opened, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := opened.Stat()
	var file *capture.File
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a folder; name a file in it", name)
	case info.Mode().IsRegular():
		file, err = capture.Open(name, opened, info.Size(), format, kind)
	default: // a pipe goes by once
		file, err = keepCapture(name, opened, format, kind)
	}
	if err != nil {
		opened.Close() //nolint:gosec // it was only read
		return nil, nil, err
	}
	return file, opened.Close, nil
}

// keepCapture keeps what can be read once only.
func keepCapture(name string, from io.Reader, format traffic.Format, kind schemas.Kind) (*capture.File, error) {
	content, err := io.ReadAll(io.LimitReader(from, mostKept+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	case len(content) > mostKept:
		return nil, fmt.Errorf("%s has more than %d MiB, which are not kept in memory: write it to a file and name that", name, mostKept>>20)
	}
	return capture.Open(name, bytes.NewReader(content), int64(len(content)), format, kind)
}
