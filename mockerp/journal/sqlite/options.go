package sqlite

import (
	"fmt"
	"time"
)

// Sync is what an exchange survives once Append has returned.
type Sync string

// Normal survives the end of the process, however sudden: kill -9, a panic, out of memory.
// Full survives a power cut too; every commit then waits for the disk.
const (
	Normal Sync = "normal"
	Full   Sync = "full"
)

// parseSync turns a word into a Sync; "" is Normal.
func parseSync(word string) (Sync, error) {
	switch s := Sync(word); s {
	case "":
		return Normal, nil
	case Normal, Full:
		return s, nil
	}
	return "", fmt.Errorf("%q is not a way to sync the journal: use %q (survives kill -9) or %q (survives a power cut too)", word, Normal, Full)
}

// leastBytes is the smallest byte bound, as in memory: the essentials of one exchange fit.
const leastBytes = 4096

// mostOne is the size above which an exchange is cut even in an unbounded journal.
const mostOne = 256 << 20

// Options bound a journal; a zero field sets no bound. Beyond a bound the oldest exchanges are
// dropped and counted.
type Options struct {
	Sync     Sync          // Normal unless set
	MaxCount int           // exchanges
	MaxBytes int64         // by journal.Size, somewhat more than the file needs
	MaxAge   time.Duration // since the exchange was received; checked every twentieth of it

	log logBounds // of the -wal part; tests have smaller ones
}

func (o Options) check() (Options, error) {
	sync, err := parseSync(string(o.Sync))
	if err != nil {
		return o, err
	}
	o.Sync = sync
	if o.log == (logBounds{}) {
		o.log = usualLog()
	}
	for name, n := range map[string]int64{"exchanges": int64(o.MaxCount), "bytes": o.MaxBytes} {
		if n < 0 {
			return o, fmt.Errorf("the journal's bound of %s is %d: it must be above 0, or 0 for no bound", name, n)
		}
	}
	if o.MaxAge < 0 {
		return o, fmt.Errorf("the journal's bound of age is %s: it must be above 0, or 0 for no bound", o.MaxAge)
	}
	if o.MaxBytes > 0 {
		o.MaxBytes = max(o.MaxBytes, leastBytes)
	}
	return o, nil
}

// mostOne is the size that one exchange may have.
func (o Options) mostOne() int64 {
	if o.MaxBytes > 0 {
		return min(o.MaxBytes, mostOne)
	}
	return mostOne
}
