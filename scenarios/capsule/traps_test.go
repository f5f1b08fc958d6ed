package capsule

import (
	"testing"

	"github.com/erpkit/erpkit/mockerp/traps"
)

// Whatever an ERP does wrong, its capsule does again, masked or not.
func TestEveryTrapComesAgain(t *testing.T) {
	for _, name := range traps.Names() {
		if name == "time-out" || name == "slow-drip" { // every post of these waits until the time-out
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, err := traps.Script(name)
			if err != nil {
				t.Fatal(err)
			}
			posts := recordShift(t, 3, 12, string(source.Source()))
			sameAnswers(t, posts, replayed(t, mustMake(t, posts, Options{Patience: lateAfter})))
			masked := NewMasker("secret").Exchanges(posts)
			sameAnswers(t, masked, replayed(t, mustMake(t, posts, Options{Patience: lateAfter, Mask: NewMasker("secret")})))
		})
	}
}
