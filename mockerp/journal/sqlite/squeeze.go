package sqlite

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
)

// The bytes of an exchange are mostly those of all others: names of members and headers, sentences. So they are squeezed against
// a dictionary of such bytes, which takes a microsecond or two and spares the disk more than half of them.

// form3 is the dictionary of form 3: some rows of each act, as form 2 wrote them. It must never change, for no row could be read
// without it; a better one belongs to a new form.
//
//go:embed form3.dict
var form3 []byte

var dictionary = sync.OnceValue(func() *s2.Dict { return s2.MakeDict(form3, nil) })

// squeeze packs the two bodies and the rest of an exchange into one.
func squeeze(request, answer, rest []byte) []byte {
	all := make([]byte, 0, len(request)+len(answer)+len(rest)+2*binary.MaxVarintLen64)
	for _, body := range [][]byte{request, answer} {
		all = append(binary.AppendUvarint(all, uint64(len(body))), body...)
	}
	all = append(all, rest...)
	out := make([]byte, 1+s2.MaxEncodedLen(len(all))+sumLength)
	out[0] = squeezed
	return out[:1+len(dictionary().Encode(out[1:], all))]
}

// expand undoes squeeze. The bodies are parts of one piece of memory, which nobody else has; the rest holds until the next
// call.
func (c *common) expand(packed []byte) (request, answer, rest []byte, err error) {
	if n, err := s2.DecodedLen(packed); err != nil || n > mostOne+mostOne/8 {
		return nil, nil, nil, errRow
	}
	if c.room, err = dictionary().Decode(c.room, packed); err != nil {
		return nil, nil, nil, errRow
	}
	rest = c.room
	for _, body := range []*[]byte{&request, &answer} {
		length, n := binary.Uvarint(rest)
		if n <= 0 || length > uint64(len(rest)-n) {
			return nil, nil, nil, errRow
		}
		end := n + int(length)
		*body, rest = rest[n:end], rest[end:]
	}
	end, bodies := len(request), slices.Concat(request, answer)
	return bodies[:end:end], bodies[end:], rest, nil
}
