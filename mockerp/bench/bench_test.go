package main

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// TestMain lets the test program be the child processes, as the command is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-role" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestReport_TakesItsRatiosFromMedians: one round that was disturbed changes nothing.
func TestReport_TakesItsRatiosFromMedians(t *testing.T) {
	var out strings.Builder
	report(&out, []string{roleBare, roleMock, roleDurable}, map[string][]sample{
		roleBare:    {{1000, 10}, {9, 999}, {1200, 12}},
		roleMock:    {{400, 30}, {600, 20}, {9000, 1}, {500, 25}}, // an even number: between the two in the middle
		roleDurable: {{250, 50}},
	})
	const wanted = `
median   bare         1000 posts/s    12.0 us CPU a post
median   mock          550 posts/s    22.5 us CPU a post
median   durable       250 posts/s    50.0 us CPU a post

The mock runs at 55 % of the bare handler's rate, with 1.9 times its CPU time a post.
With its journal in a file it runs at 25 % of the bare handler's rate, with 4.2 times its CPU time a post.
`
	if out.String() != wanted {
		t.Errorf("got\n%s\nwanted\n%s", out.String(), wanted)
	}
	out.Reset()
	report(&out, []string{roleBare, roleMock}, map[string][]sample{roleBare: {{1000, 0}}, roleMock: {{500, 0}}})
	if !strings.HasSuffix(out.String(), "The mock runs at 50 % of the bare handler's rate, with too few posts to compare the CPU time.\n") {
		t.Errorf("got\n%s", out.String())
	}
}

// TestCompare_LoadsRealServers: real children, one round; what is printed has its shape, and the ratio is that of
// the rates that are printed. How fast anything is, is not looked at.
func TestCompare_LoadsRealServers(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the CPU time of a process can be read on Linux only")
	}
	var out strings.Builder
	if err := run(&out, "", filepath.Join(t.TempDir(), "bench.journal"), t.TempDir(), 100, 1, 4, 0); err != nil {
		t.Fatal(err)
	}
	const line = ` +(\d+) posts/s +\d+\.\d us CPU a post\n`
	shape := regexp.MustCompile(`^round 1  bare   ` + line + `round 1  mock   ` + line + `round 1  durable` + line +
		`\nmedian   bare   ` + line + `median   mock   ` + line + `median   durable` + line +
		`\nThe mock runs at (\d+) % of the bare handler's rate, with .+\.\nWith its journal in a file it runs at (\d+) % of .+\.\n$`)
	found := shape.FindStringSubmatch(out.String())
	if found == nil {
		t.Fatalf("got\n%s", out.String())
	}
	said := make([]float64, len(found))
	for i, text := range found[1:] {
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || number <= 0 {
			t.Fatalf("%q is not a rate: %v", text, err)
		}
		said[i+1] = number
	}
	for i := range 3 {
		if said[1+i] != said[4+i] {
			t.Errorf("the median of one round is %v, the round %v", said[4+i], said[1+i])
		}
	}
	for i, ratio := range said[7:] {
		if computed := 100 * said[5+i] / said[4]; math.Abs(computed-ratio) > 1 {
			t.Errorf("the ratio is said to be %v %%, the medians say %.1f %%", ratio, computed)
		}
	}
}

func TestCompare_OverwritesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kept")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(&strings.Builder{}, "", file, "", 10, 1, 1, 0)
	if kept, _ := os.ReadFile(file); err == nil || string(kept) != "mine" {
		t.Errorf("got %v, the file holds %q", err, kept)
	}
}
