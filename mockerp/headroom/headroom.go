package headroom

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Usual is the room of erpkit serve in bytes. Measured: the CPU time of a post falls by a twentieth against GOGC=100 while little is
// live, twice as much saves hardly more, and a million posts end with 18 MiB less.
const Usual = 32 << 20

// The bounds of GOGC: where very much is live the collector would run all the time, and where hardly anything is, never.
const least, most = 50, 1000

// Keep lets the heap grow by so many bytes above what is live before it is collected. It does nothing where the environment has GOGC
// or GOMEMLIMIT. Call it once, at the beginning of the program.
func Keep(bytes int64) {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		follow(bytes)
	}
}

// object is what the next collection finds dead; small ones share their memory with others.
type object [64]byte

// follow sets GOGC by what is live now, and again after each collection.
func follow(bytes int64) {
	debug.SetGCPercent(percent(bytes, live()))
	runtime.AddCleanup(new(object), follow, bytes)
}

func percent(bytes, live int64) int {
	return int(min(max(100*bytes/max(live, 1), least), most))
}

// live is what GOGC is a percentage of: what the last collection left, and the stacks and globals that it looked through.
func live() (bytes int64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(samples)
	for _, s := range samples {
		bytes += int64(s.Value.Uint64())
	}
	return bytes
}
