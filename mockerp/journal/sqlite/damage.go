package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
)

// The parts of a -wal file, as SQLite documents them: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
const (
	walMagic      = 0x377f0682 // the lowest bit says that checksums read words with the highest byte first
	walHeader     = 32
	walFrame      = 24 // what stands before each page
	smallestPage  = 512
	largestPage   = 64 << 10
	walChecked    = 24 // of the header
	frameChecked  = 8  // of the head of a frame
	saltsOfHeader = 16
	saltsOfFrame  = 8
)

// verifyLog looks for damage in the -wal file. SQLite takes the first frame whose checksum is wrong for the end and
// forgets what follows: right after a crash, but not where whole frames of the same log stand behind it.
func verifyLog(path string) error {
	file, err := os.Open(path + "-wal")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close() // it was only read
	lost, err := readLog(file)
	if err != nil || lost == "" {
		return err
	}
	return trouble(path, opened, ErrDamaged, fmt.Errorf("in its part -wal %s; without that part it opens, and lacks what was recorded last", lost))
}

// readLog says what is damaged; "" is nothing.
func readLog(from io.Reader) (damage string, err error) {
	header := make([]byte, walHeader)
	if _, err := io.ReadFull(from, header); err != nil {
		return "", ignoreEnd(err) // less than a header is nothing
	}
	order, page := binary.ByteOrder(binary.LittleEndian), int(binary.BigEndian.Uint32(header[8:]))
	magic := binary.BigEndian.Uint32(header)
	if magic&1 != 0 {
		order = binary.BigEndian
	}
	sum := checksum{order: order}
	sum.add(header[:walChecked])
	if magic&^1 != walMagic || page < smallestPage || page > largestPage || bits.OnesCount(uint(page)) != 1 || !sum.is(header[walChecked:]) {
		return "the header is not what was written", nil
	}
	frame := make([]byte, walFrame+page)
	for n, broken := 1, 0; ; n++ {
		if _, err := io.ReadFull(from, frame); err != nil {
			return "", ignoreEnd(err)
		}
		sum.add(frame[:frameChecked])
		sum.add(frame[walFrame:])
		whole := string(frame[saltsOfFrame:][:8]) == string(header[saltsOfHeader:][:8]) && sum.is(frame[16:])
		switch {
		case !whole && broken == 0:
			broken = n
		case whole && broken > 0:
			return fmt.Sprintf("frame %d is not what was written, and whole frames stand behind it", broken), nil
		}
		sum.take(frame[16:]) // the next one goes on from what was written
	}
}

// ignoreEnd is for a log that ends in the middle, as after a crash.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// checksum is that of SQLite's log, which goes on from frame to frame.
type checksum struct {
	order  binary.ByteOrder
	first  uint32
	second uint32
}

func (c *checksum) add(text []byte) {
	for ; len(text) >= 8; text = text[8:] {
		c.first += c.order.Uint32(text) + c.second
		c.second += c.order.Uint32(text[4:]) + c.first
	}
}

// is tells whether it is the one that stands there.
func (c *checksum) is(written []byte) bool {
	return c.first == binary.BigEndian.Uint32(written) && c.second == binary.BigEndian.Uint32(written[4:])
}

func (c *checksum) take(written []byte) {
	c.first, c.second = binary.BigEndian.Uint32(written), binary.BigEndian.Uint32(written[4:])
}
