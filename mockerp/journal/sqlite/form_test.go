package sqlite

import (
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
)

// A file of an earlier form stays readable: form 1 had no missed rules.
func TestRowsOfTheFirstFormAreRead(t *testing.T) {
	want := journaltest.Full(4)
	want.Decision.Missed = nil
	rest := encodeRest(want)
	rest = rest[:len(rest)-1] // the empty list at its end
	rest[0] = 1
	r := encode(want)
	r.rest, r.sum = rest, r.checksum(rest)
	r.seal(7)
	got, err := decode(r)
	if err != nil {
		t.Fatal(err)
	}
	want.ID = 7
	if difference := journaltest.Same(got, want); difference != "" {
		t.Error(difference)
	}
}
