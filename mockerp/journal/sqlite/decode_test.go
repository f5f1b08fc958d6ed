package sqlite

import (
	"encoding/binary"
	"github.com/erpkit/erpkit/mockerp/packed"
	"math/rand/v2"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
)

// decodeAgain gives the decoder bytes with a right checksum: it must take or refuse them, quietly,
// and what it took must come out the same again.
func decodeAgain(t *testing.T, rest []byte) {
	t.Helper()
	r := &row{run: "a", status: 200}
	r.sum = r.checksum(rest)
	r.rest = append([]byte(nil), rest...)
	r.seal(7)
	x, err := decode(r, newCommon())
	if err != nil {
		return
	}
	again := &row{id: 7, run: "a", status: 200, rest: squeeze(x.Request.Body, x.Answer.Body, encodeRest(x))}
	again.rest = binary.BigEndian.AppendUint32(again.rest, withID(again.checksum(again.rest), 7))
	y, err := decode(again, newCommon())
	if err != nil {
		t.Fatalf("%q: what was decoded cannot be encoded: %v", rest, err)
	}
	if difference := journaltest.Same(y, x); difference != "" {
		t.Fatalf("%q: %s", rest, difference)
	}
}

func FuzzDecode(f *testing.F) {
	for i := range 3 {
		f.Add(encodeRest(journaltest.Full(i)))
	}
	f.Add([]byte{restVersion})
	f.Add(squeeze([]byte("{}"), nil, encodeRest(journaltest.Full(1))))
	f.Add([]byte{9, 9})
	f.Add(append([]byte{restVersion, 0, 0, 0, 0, 0}, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f))
	f.Fuzz(decodeAgain)
}

// The fuzzer is slow here, for it watches all of SQLite; this is the same, blind and fast.
func TestDecodeOfDamagedRows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 4_000 {
		rest := encodeRest(journaltest.Full(i % 10))
		for range 1 + random.IntN(4) {
			rest[1+random.IntN(len(rest)-1)] = byte(random.IntN(256))
		}
		if i%3 == 0 {
			rest = rest[:1+random.IntN(len(rest)-1)]
		}
		decodeAgain(t, rest)
	}
}

// Counts in a damaged row must not take more room than its bytes.
func TestCountsInDamagedRowsAreNotBelieved(t *testing.T) {
	d := decoder{packed.NewReader(binary.AppendUvarint(nil, 1<<62)), newCommon()}
	if header := d.header(); header != nil || !d.Bad() {
		t.Errorf("a header of 2^62 names: %v, %v", header, d.Bad())
	}
	d = decoder{packed.NewReader(append(binary.AppendUvarint(nil, 5), 0, 0)), newCommon()}
	if list := d.findings(); list != nil || !d.Bad() {
		t.Errorf("five findings in two bytes: %v, %v", list, d.Bad())
	}
}
