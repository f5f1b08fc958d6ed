package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/mockerp/viewer"
)

// viewSource reads the files that are viewed.
type viewSource struct {
	maxExchanges int
	maxBytes     int64
	lines        string // the member that holds a post, in JSON lines of other tools
	stdin        io.Reader
	stderr       io.Writer
}

const (
	journalBegins = "SQLite format 3\x00"
	enoughToTell  = 4096
)

// read judges every file. The function that it returns closes them, and may always be called.
func (s *viewSource) read(ctx context.Context, names []string) (*viewer.Recording, func(), error) {
	nothing := func() {}
	for _, name := range names {
		switch begin, err := beginOf(name); {
		case err != nil:
			return nil, nothing, exitWith(exitUsage, err)
		case !strings.HasPrefix(begin, journalBegins):
		case len(names) > 1:
			return nil, nothing, exitf(exitUsage, "%s is a journal, which is viewed alone: start one erpkit view for it", name)
		default:
			return s.openJournal(ctx, name)
		}
	}
	shown := viewer.NewRecording(s.maxExchanges, s.maxBytes)
	for _, name := range names {
		if err := s.add(ctx, shown, name); err != nil {
			return nil, nothing, err
		}
	}
	if shown.Posts() == 0 {
		return nil, nothing, exitf(exitNothing, "no post of the contract is in %s: erpkit check says what is", strings.Join(names, ", "))
	}
	return shown, nothing, nil
}

// beginOf is how a file begins. Input that can be read only once is no journal and is not touched.
func beginOf(name string) (string, error) {
	if name == "-" {
		return "", nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder; name a file in it", name)
	case !info.Mode().IsRegular():
		return "", nil
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close() // it was only read
	begin := make([]byte, enoughToTell)
	n, err := io.ReadFull(file, begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	return string(begin[:n]), nil
}

func (s *viewSource) openJournal(ctx context.Context, name string) (*viewer.Recording, func(), error) {
	nothing := func() {}
	store, err := sqlite.OpenToRead(name)
	if err != nil {
		return nil, nothing, exitWith(exitUsage, err)
	}
	done := func() { _ = store.Close() } // it was only read
	bar := newProgress(s.stderr, "reading "+printable(name))
	defer bar.finish()
	shown, err := viewer.OpenJournal(ctx, name, store, bar.step)
	switch {
	case err != nil:
		return nil, done, exitWith(exitUsage, err)
	case shown.Posts() == 0:
		return nil, done, exitf(exitNothing, "the journal %s has no exchange", name)
	}
	return shown, done, nil
}

// add judges one capture. If it is cut off, the posts before that are shown.
func (s *viewSource) add(ctx context.Context, shown *viewer.Recording, name string) error {
	from := captureSource{name: name, stdin: s.stdin, stderr: s.stderr, member: s.lines}
	begin, err := beginOf(name)
	if err != nil {
		return exitWith(exitUsage, err)
	}
	if begin == "" { // it can be read only once
		stream, done, err := s.stream(name)
		if err != nil {
			return exitWith(exitUsage, err)
		}
		defer done()
		peeked, _ := stream.Peek(enoughToTell) // a read error is reported by the reader
		from.name, from.stdin, begin = "-", stream, string(peeked)
	}
	from.format = capture.Detect([]byte(begin))
	if s.lines != "" {
		from.format = traffic.JSONLines
	}
	file, done, err := from.open()
	if err != nil {
		return exitf(exitUsage, "%s: %w", name, err)
	}
	before := shown.Posts()
	err = errors.Join(shown.Add(name, from.format, untilDone(ctx, file.Exchanges())), done())
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && shown.Posts() == before:
		return exitf(exitUsage, "%s: %w", name, err)
	case err != nil:
		fmt.Fprintf(s.stderr, "erpkit: %s is shown as far as it could be read: %s\n", printable(name), printable(err.Error()))
	}
	return nil
}

func (s *viewSource) stream(name string) (*bufio.Reader, func(), error) {
	if name == "-" {
		return bufio.NewReader(s.stdin), func() {}, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	return bufio.NewReader(file), func() { _ = file.Close() }, nil // it was only read
}

// untilDone ends a capture when the context ends.
func untilDone(ctx context.Context, all iter.Seq2[*traffic.Exchange, error]) iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		for x, err := range all {
			if ended := ctx.Err(); ended != nil {
				yield(nil, ended)
				return
			}
			if !yield(x, err) {
				return
			}
		}
	}
}
