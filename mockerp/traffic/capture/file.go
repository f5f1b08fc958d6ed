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
	return form{format: format}.all(r)
}

// form is how a file is read.
type form struct {
	format traffic.Format
	member string // of JSON lines of others, that which holds the post
}

func (f form) all(r io.Reader) iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		err := f.read(r, func(x *traffic.Exchange, _ span) error {
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

func (f form) read(r io.Reader, each visit) error {
	from, err := newSource(r)
	if err != nil {
		return err
	}
	read := 0
	counted := func(x *traffic.Exchange, where span) error {
		read++
		return each(x, where)
	}
	other := otherForm(from.begin, f.format)
	switch f.format {
	case traffic.HAR:
		if err = readHAR(from, counted); err != nil && !errors.Is(err, errEnough) {
			err = fmt.Errorf("the HAR file cannot be used: %w", plain(err))
		}
	case traffic.JSONLines:
		err = readLines(from, f.member, counted)
	case traffic.Raw:
		if other == "" {
			return readRaw(from, counted)
		}
		err = errors.New(other)
	default:
		return fmt.Errorf("%q is not a format to read: use har, jsonl or raw", f.format)
	}
	if err != nil && other != "" && (read == 0 || f.format == traffic.JSONLines) && !errors.Is(err, errEnough) {
		return errors.New(other)
	}
	return err
}

// File is a capture that can be gone through again and again.
type File struct {
	form
	name     string
	from     io.ReaderAt
	size     int64
	contract *traffic.Contract
	order    []span // of the entries, where the file has another
	broken   error  // where the file could not be read on, behind entries that could
}

// Open goes through a capture once, to learn which requests are posts of the contract and in which
// order they were. With a kind every POST is taken for one of that kind. A file that breaks off is opened as
// far as it goes, and its exchanges end with the error.
func Open(name string, from io.ReaderAt, size int64, format traffic.Format, kind schemas.Kind) (*File, error) {
	return open(&File{name: name, form: form{format: format}, from: from, size: size}, kind)
}

// OpenLines is Open for JSON lines that another program wrote. The member, such as req.body, is that which holds
// the body of a post, as an object or as text.
func OpenLines(name string, from io.ReaderAt, size int64, member string, kind schemas.Kind) (*File, error) {
	return open(&File{name: name, form: form{traffic.JSONLines, member}, from: from, size: size}, kind)
}

func open(f *File, kind schemas.Kind) (*File, error) {
	f.contract = traffic.NewContract(kind)
	var o order
	err := f.read(f.reader(), func(x *traffic.Exchange, _ span) error {
		f.contract.Learn(x)
		o.look(x)
		return nil
	})
	if err != nil && (o.all == 0 || f.format == traffic.JSONLines) {
		return f, err
	}
	if f.broken = err; o.kept() {
		return f, nil
	}
	f.order, err = o.sort(f)
	return f, err
}

func (f *File) reader() io.Reader { return io.NewSectionReader(f.from, 0, f.size) }

// Exchanges gives the exchanges in the order in which they were, and says of each what it is.
func (f *File) Exchanges() iter.Seq2[*traffic.Exchange, error] {
	return func(yield func(*traffic.Exchange, error) bool) {
		all := f.all(f.reader())
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
			var x *traffic.Exchange
			if f.format == traffic.JSONLines {
				x, _ = lineExchange(text, at, f.member) // what is wrong with a line says the exchange
			} else {
				x = harExchange(text, at)
			}
			if !yield(x, nil) {
				return
			}
		}
		if f.broken != nil {
			yield(nil, f.broken)
		}
	}
}
