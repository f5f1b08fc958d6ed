package sender

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/google/uuid"
)

// idMaker makes UUIDs of version 1 and version 4, mixed as in real installations (P2), from its
// source of random bytes alone: the same bytes give the same ids.
type idMaker struct {
	mu     sync.Mutex
	random io.Reader
}

// next makes one id.
func (g *idMaker) next() (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var raw [17]byte
	if _, err := io.ReadFull(g.random, raw[:]); err != nil {
		return "", fmt.Errorf("the source of random bytes for new ids ended: %w", err)
	}
	id := uuid.UUID(raw[:16])
	version := byte(4)
	if raw[16]%2 == 1 {
		version = 1
		stampTime(&id)
	}
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id.String(), nil
}

// stampTime puts a time of the years 2024 and 2025 into the time fields of a version 1
// UUID, counted in steps of 100 ns since 1582-10-15.
func stampTime(id *uuid.UUID) {
	const start2024, twoYears = 139_233_600_000_000_000, 731 * 24 * 3600 * 10_000_000
	stamp := uint64(start2024) + binary.BigEndian.Uint64(id[:8])%twoYears
	binary.BigEndian.PutUint32(id[0:4], uint32(stamp))
	binary.BigEndian.PutUint16(id[4:6], uint16(stamp>>32))
	binary.BigEndian.PutUint16(id[6:8], uint16(stamp>>48))
}

// checkID accepts the usual text form of a UUID, of any version (P2).
func checkID(name, id string) error {
	if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
		return fmt.Errorf("%s is %q and must be a UUID such as 8be4d280-0978-11f0-85c4-17a4d49812dc", name, id)
	}
	return nil
}
