package capture

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Read reads exchanges as they come, in the order of the file: an HTTP archive of any tool, JSON lines
// of erpkit, or raw HTTP. Not more than one entry is held at a time. An entry that cannot be read comes
// too, with the reason in its Origin; the error ends the sequence, and names the entry. What is a post
// of the contract is not told yet.
func Read(r io.Reader, format traffic.Format) iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		err := read(r, format, func(x *traffic.Exchange, _ span) error {
			if !yield(x, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

// errEnough says that nobody wants more.
var errEnough = errors.New("enough was read")

func read(r io.Reader, format traffic.Format, each visit) error {
	from, err := newSource(r)
	if err != nil {
		return err
	}
	switch format {
	case traffic.HAR:
		if err = readHAR(from, each); err != nil && !errors.Is(err, errEnough) {
			err = fmt.Errorf("the HAR file cannot be used: %w", plain(err))
		}
		return err
	case traffic.JSONLines:
		return readLines(from, each)
	case traffic.Raw:
		return readRaw(from, each)
	}
	return fmt.Errorf("%q is not a format to read: use har, jsonl or raw", format)
}

// File is a capture that can be gone through again and again.
type File struct {
	name     string
	format   traffic.Format
	from     io.ReaderAt
	size     int64
	contract *traffic.Contract
	order    []span // of the entries, where the file has another
}

// Open goes through a capture once, to learn which requests are posts of the contract and in which
// order they were. With a kind every POST is taken for one of that kind.
func Open(name string, from io.ReaderAt, size int64, format traffic.Format, kind schemas.Kind) (*File, error) {
	f := &File{name: name, format: format, from: from, size: size, contract: traffic.NewContract(kind)}
	var o order
	err := read(f.reader(), format, func(x *traffic.Exchange, _ span) error {
		f.contract.Learn(x)
		o.look(x)
		return nil
	})
	if err == nil && !o.kept() {
		f.order, err = o.sort(f)
	}
	return f, err
}

func (f *File) reader() io.Reader { return io.NewSectionReader(f.from, 0, f.size) }

// Exchanges gives the exchanges in the order in which they were, and says of each what it is.
func (f *File) Exchanges() iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		all := Read(f.reader(), f.format)
		if f.order != nil {
			all = f.sorted()
		}
		for x, err := range all {
			if err == nil {
				x.Origin.File = f.name
				f.contract.Tell(x)
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

// sorted reads entry by entry where they stand.
func (f *File) sorted() iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		for _, at := range f.order {
			text := make([]byte, at.length)
			if _, err := f.from.ReadAt(text, at.at); err != nil {
				yield(nil, fmt.Errorf("the capture cannot be read: %w", err))
				return
			}
			x, err := harExchange(text, at.n), error(nil)
			if f.format == traffic.JSONLines {
				x, err = lineExchange(text, at.n)
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}
