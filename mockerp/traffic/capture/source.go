package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// mostEntry is how long one entry may be; memory is bounded by it, and not by the file. What is longer is
// passed over, and named.
const mostEntry = 64 << 20

// visit is told of each exchange, and where in the file it stands. Its error ends the reading.
type visit func(*traffic.Exchange, span) error

// span is where an entry stands in its file: the n-th, counted from 1, from that byte on. Of one that is too
// long only the beginning is read.
type span struct {
	n      int
	at     int64
	length int
	long   bool
}

// source is a file on its way through a reader.
type source struct {
	from  *bufio.Reader
	read  int64 // bytes that were given
	begin []byte
	line  []byte // the last one, whose place is used again
}

var (
	errTooLong = fmt.Errorf("it is longer than %d MiB", mostEntry>>20)
	errUTF16   = errors.New("this is UTF-16 text: save it as UTF-8")
)

// newSource passes over the mark that some tools write in front of UTF-8, and refuses UTF-16.
func newSource(r io.Reader) (*source, error) {
	s := &source{from: bufio.NewReaderSize(r, 64<<10)}
	const mark, enough = "\xef\xbb\xbf", 4096
	start, err := s.from.Peek(enough)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the capture cannot be read: %w", err)
	}
	switch {
	case schemas.IsUTF16(start[:min(len(start), 64)]):
		return nil, errUTF16
	case bytes.HasPrefix(start, []byte(mark)):
		start = start[len(mark):]
		n, err := s.from.Discard(len(mark))
		s.read = int64(n)
		s.begin = bytes.Clone(start)
		return s, err
	}
	s.begin = bytes.Clone(start)
	return s, nil
}

// nextLine gives the next line with its end, and where it begins. It holds until the next call. Of a line that is
// too long the beginning is given. The error is io.EOF behind the last.
func (s *source) nextLine() (text []byte, where span, err error) {
	where.at = s.read
	s.line = s.line[:0]
	for {
		part, err := s.from.ReadSlice('\n')
		s.read += int64(len(part))
		if where.long = where.long || len(s.line)+len(part) > mostEntry; !where.long {
			s.line = append(s.line, part...)
		}
		where.length = len(s.line)
		switch {
		case err == nil, errors.Is(err, io.EOF) && s.read > where.at:
			return s.line, where, nil
		case errors.Is(err, io.EOF):
			return nil, where, io.EOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, where, fmt.Errorf("the capture cannot be read: %w", err)
		}
	}
}

// newExchange is one of which nothing is known yet.
func newExchange(format traffic.Format, place string) *traffic.Exchange {
	return &traffic.Exchange{Origin: &traffic.Origin{
		Format: format, Place: place,
		Unknown: traffic.Headers | traffic.Answered | traffic.AnswerBody | traffic.Booking | traffic.Judgement,
	}}
}

// clock notes that nobody knows when an exchange was, and so what came before it.
func clock(x *traffic.Exchange) *traffic.Exchange {
	if x.At.IsZero() {
		x.Origin.Unknown |= traffic.Time
		if x.Origin.Format == traffic.HAR {
			x.Origin.Unknown |= traffic.Order
		}
	}
	return x
}
