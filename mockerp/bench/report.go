package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
)

// outcome is what was measured of one server.
type outcome struct {
	ready   time.Duration // until it listened
	idleMiB float64       // before the first post
	samples []sample
}

// labels are what the rows of the table are about.
func labels() map[string]string {
	return map[string]string{
		roleBare: "a bare net/http handler", roleMock: "the mock", roleRefused: "the mock, posts that it refuses",
		roleScript: "the mock with 100 rules, none about the posts", roleDurable: "the mock with its journal in a file",
	}
}

// report prints a table of the medians, with their ratios to the bare handler's. All servers are the same program.
func report(to io.Writer, roles []string, all map[string]*outcome) {
	fmt.Fprint(to, "\n| | posts/s | of the bare | CPU a post | times the bare | 99 of 100 within | ready after | idle |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	bare := median(all[roleBare].samples)
	for _, role := range roles {
		m := median(all[role].samples)
		fmt.Fprintf(to, "| %s | %.0f | %.2f | %.1f us | %s | %.1f ms | %d ms | %.1f MiB |\n", labels()[role],
			m.rate, m.rate/bare.rate, m.cpuMicros, times(m, bare), m.slowest, all[role].ready.Milliseconds(), all[role].idleMiB)
	}
	right := median(all[roleMock].samples)
	if refused := all[roleRefused]; refused != nil {
		fmt.Fprintf(to, "\nA refused post takes %s times the CPU time of a right one.\n", times(median(refused.samples), right))
	}
	if scripted := all[roleScript]; scripted != nil {
		fmt.Fprintf(to, "100 rules that are not about a post add %+.1f us to it.\n", median(scripted.samples).cpuMicros-right.cpuMicros)
	}
	fmt.Fprintln(to, "Every answer was looked at, and was the right one.")
}

// times compares the CPU time per post. It counts in ticks of 10 ms; a few posts take less than one.
func times(m, than sample) string {
	if m.cpuMicros == 0 || than.cpuMicros == 0 {
		return "?"
	}
	return fmt.Sprintf("%.1f", m.cpuMicros/than.cpuMicros)
}

// reportFile says how large the journal is, which nobody has open any more.
func reportFile(to io.Writer, file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	store, err := sqlite.Open(file, sqlite.Options{})
	if err != nil {
		return err
	}
	n := store.Stats().Exchanges
	fmt.Fprintf(to, "The journal takes %d bytes of its file for an exchange (%d of them).\n", info.Size()/int64(max(n, 1)), n)
	return store.Close()
}
