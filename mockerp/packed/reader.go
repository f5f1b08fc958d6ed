package packed

import "encoding/binary"

// Reader reads values from the front of some bytes. After a bad value it reads only zeros, so that callers ask Whole
// or Bad once, at the end.
type Reader struct {
	rest []byte
	bad  bool
}

// NewReader reads from these bytes; texts are copied out of them.
func NewReader(from []byte) *Reader { return &Reader{rest: from} }

// Bad tells whether a value could not be read.
func (r *Reader) Bad() bool { return r.bad }

// Whole tells whether all values could be read and nothing is left.
func (r *Reader) Whole() bool { return !r.bad && len(r.rest) == 0 }

// Fail makes the reader read only zeros from now on: a value made no sense.
func (r *Reader) Fail() { r.bad, r.rest = true, nil }

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if len(r.rest) == 0 {
		r.Fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// Varint reads what binary.AppendVarint wrote.
func (r *Reader) Varint() int64 {
	v, n := binary.Varint(r.rest)
	return taken(r, v, n)
}

// Uvarint reads what binary.AppendUvarint wrote.
func (r *Reader) Uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	return taken(r, v, n)
}

// taken moves behind a number of n bytes; n below 1 says that there was none.
func taken[T int64 | uint64](r *Reader, number T, n int) T {
	if n <= 0 {
		r.Fail()
		return 0
	}
	r.rest = r.rest[n:]
	return number
}

// Count reads how many values follow. Each takes at least a byte, so a damaged count cannot ask for more room than there are
// bytes.
func (r *Reader) Count() int {
	n := r.Uvarint()
	if n > uint64(len(r.rest)) {
		r.Fail()
		return 0
	}
	return int(n)
}

// Text reads what AppendText wrote.
func (r *Reader) Text() string {
	n := r.Count()
	text := string(r.rest[:n])
	r.rest = r.rest[n:]
	return text
}

// Skip passes over what AppendText wrote.
func (r *Reader) Skip() {
	n := r.Count()
	r.rest = r.rest[n:]
}

// Rest is what was not read yet: a part of the bytes themselves.
func (r *Reader) Rest() []byte { return r.rest }

// mostAtOnce is how many texts room is made for before they are read: a text takes many times as much as its byte in a crafted
// count.
const mostAtOnce = 4096

// Texts reads what AppendTexts wrote; nil for an empty list.
func (r *Reader) Texts() []string {
	n := r.Count()
	if n == 0 {
		return nil
	}
	list := make([]string, 0, min(n, mostAtOnce))
	for range n {
		list = append(list, r.Text())
		if r.bad {
			return nil
		}
	}
	return list
}

// AppendText writes a text behind its length.
func AppendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// AppendTexts writes a list of texts behind their number.
func AppendTexts(to []byte, texts []string) []byte {
	to = binary.AppendUvarint(to, uint64(len(texts)))
	for _, text := range texts {
		to = AppendText(to, text)
	}
	return to
}
