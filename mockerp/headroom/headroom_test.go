package headroom

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// goal is the size of the heap at which it is collected next.
func goal() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

func collectedBetween(least, most int64) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		runtime.GC()
		if now := goal(); now >= least && now <= most {
			return true
		}
	}
	return false
}

// TestKeep_TheEnvironmentHasTheLastWord comes first: nothing follows yet.
func TestKeep_TheEnvironmentHasTheLastWord(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "77")
		before := debug.SetGCPercent(77)
		Keep(1 << 20)
		if after := debug.SetGCPercent(before); after != 77 {
			t.Errorf("with %s it was changed to %d", name, after)
		}
		t.Setenv(name, "")
	}
}

// TestKeep: the room stays the same, however much is live.
func TestKeep(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "") // so that it comes back
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	const mib, room = 1 << 20, 24 << 20
	defer debug.SetGCPercent(100)
	Keep(room)
	for _, many := range []int64{4, 40, 10} {
		held := make([]byte, many*mib)
		if least, most := many*mib+room*3/4, many*mib+room*5/4+8*mib; !collectedBetween(least, most) {
			t.Errorf("with %d MiB live the heap is collected at %d MiB, wanted %d to %d", many, goal()/mib, least/mib, most/mib)
		}
		runtime.KeepAlive(held)
	}
}

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		bytes, live int64
		want        int
	}{{32 << 20, 32 << 20, 100}, {32 << 20, 64 << 20, 50}, {32 << 20, 0, most}, {1, 1 << 40, least}} {
		if got := percent(test.bytes, test.live); got != test.want {
			t.Errorf("%d above %d is %d %%, wanted %d", test.bytes, test.live, got, test.want)
		}
	}
}
