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

// mostEntry is how long one entry may be; memory is bounded by it, and not by the file.
const mostEntry = 64 << 20

// visit is told of each exchange, and where in the file it stands. Its error ends the reading.
type visit func(*traffic.Exchange, span) error

// span is where an entry stands in its file: the n-th, counted from 1, from that byte on.
type span struct {
	n      int
	at     int64
	length int
}

// source is a file on its way through a reader. It refuses to give more than one entry without being
// asked to.
type source struct {
	from *bufio.Reader
	read int64 // bytes that were given
	end  int64 // where the entry must have ended
}

var (
	errTooLong = fmt.Errorf("one entry is longer than %d MiB: save only the posts to the ERP", mostEntry>>20)
	errUTF16   = errors.New("this is UTF-16 text: save it as UTF-8")
)

// newSource passes over the mark that some tools write in front of UTF-8, and refuses UTF-16.
func newSource(r io.Reader) (*source, error) {
	s := &source{from: bufio.NewReaderSize(r, 64<<10)}
	s.allow()
	const mark, enough = "\xef\xbb\xbf", 64
	start, err := s.from.Peek(enough)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the capture cannot be read: %w", err)
	}
	switch {
	case schemas.IsUTF16(start):
		return nil, errUTF16
	case bytes.HasPrefix(start, []byte(mark)):
		n, err := s.from.Discard(len(mark))
		s.read = int64(n)
		return s, err
	}
	return s, nil
}

// allow lets one more entry be read.
func (s *source) allow() { s.end = s.read + mostEntry }

// Read is for decoders that read ahead.
func (s *source) Read(p []byte) (int, error) {
	if s.read >= s.end {
		return 0, errTooLong
	}
	n, err := s.from.Read(p[:min(int64(len(p)), s.end-s.read)])
	s.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("the capture cannot be read: %w", err)
	}
	return n, err
}

// line gives the next line with its end, and where it begins. The error is io.EOF behind the last.
func (s *source) line() (text []byte, at int64, err error) {
	at = s.read
	for {
		part, err := s.from.ReadSlice('\n')
		text = append(text, part...)
		s.read += int64(len(part))
		switch {
		case s.read > s.end:
			return nil, at, errTooLong
		case err == nil, errors.Is(err, io.EOF) && len(text) > 0:
			return text, at, nil
		case errors.Is(err, io.EOF):
			return nil, at, io.EOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, at, fmt.Errorf("the capture cannot be read: %w", err)
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
