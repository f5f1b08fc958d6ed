package play

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
)

// keyed is a source of random bytes that depends only on the seed of a story and the key of the place in it. So
// the same place gets the same ids, whatever runs beside it.
type keyed struct {
	seed string

	mu     sync.Mutex
	stream io.Reader
}

// newKeyed mixes in what distinguishes one run of a story from others.
func newKeyed(seed uint64, title, prefix, row string) *keyed {
	k := &keyed{seed: fmt.Sprintf("%d\x00%s\x00%s\x00%s", seed, title, prefix, row)}
	k.stream = k.at("")
	return k
}

func (k *keyed) at(key string) *rand.ChaCha8 {
	return rand.NewChaCha8(sha256.Sum256([]byte(k.seed + "\x00" + key)))
}

// Read returns bytes for the place that with has set; it is called only inside with.
func (k *keyed) Read(p []byte) (int, error) { return k.stream.Read(p) }

// with calls make while the source is at a key.
func (k *keyed) with(key string, make func() error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stream = k.at(key)
	return make()
}

// serial makes a serial for a place, such as "SN-4T7KQ2".
func (k *keyed) serial(key string) string {
	sum := sha256.Sum256([]byte(k.seed + "\x00serial\x00" + key))
	return "SN-" + base32.StdEncoding.EncodeToString(sum[:5])[:6]
}
