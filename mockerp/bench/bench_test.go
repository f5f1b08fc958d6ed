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
	"time"
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
	report(&out, []string{roleBare, roleMock, roleRefused, roleScript, roleDurable}, map[string]*outcome{
		roleBare:    {9 * time.Millisecond, 8, []sample{{1000, 10, 1}, {9, 999, 99}, {1200, 12, 2}}},
		roleMock:    {20 * time.Millisecond, 28.7, []sample{{400, 30, 3}, {600, 20, 5}, {9000, 1, 1}, {500, 25, 4}}}, // an even number: between the two in the middle
		roleRefused: {0, 0, []sample{{200, 45, 9}}},
		roleScript:  {0, 0, []sample{{540, 24, 4}}},
		roleDurable: {0, 0, []sample{{250, 48, 50}}},
	})
	const wanted = `
| | posts/s | of the bare | CPU a post | times the bare | 99 of 100 within | ready after | idle |
| --- | --- | --- | --- | --- | --- | --- | --- |
| a bare net/http handler | 1000 | 1.00 | 12.0 us | 1.0 | 2.0 ms | 9 ms | 8.0 MiB |
| the mock | 550 | 0.55 | 22.5 us | 1.9 | 3.5 ms | 20 ms | 28.7 MiB |
| the mock, posts that it refuses | 200 | 0.20 | 45.0 us | 3.8 | 9.0 ms | 0 ms | 0.0 MiB |
| the mock with 100 rules, none about the posts | 540 | 0.54 | 24.0 us | 2.0 | 4.0 ms | 0 ms | 0.0 MiB |
| the mock with its journal in a file | 250 | 0.25 | 48.0 us | 4.0 | 50.0 ms | 0 ms | 0.0 MiB |

A refused post takes 2.0 times the CPU time of a right one.
100 rules that are not about a post add +1.5 us to it.
Every answer was looked at, and was the right one.
`
	if out.String() != wanted {
		t.Errorf("got\n%s\nwanted\n%s", out.String(), wanted)
	}
	out.Reset()
	report(&out, []string{roleBare, roleMock}, map[string]*outcome{roleBare: {samples: []sample{{1000, 0, 1}}}, roleMock: {samples: []sample{{500, 0, 1}}}})
	if !strings.Contains(out.String(), "| the mock | 500 | 0.50 | 0.0 us | ? |") {
		t.Errorf("got\n%s", out.String())
	}
}

// TestCompare_LoadsRealServers: real children, one round; what is printed has its shape, and the ratios are those of
// the rates that are printed. How fast anything is, is not looked at.
func TestCompare_LoadsRealServers(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the CPU time of a process can be read on Linux only")
	}
	var out strings.Builder
	if err := run(&out, "", filepath.Join(t.TempDir(), "bench.journal"), t.TempDir(), 100, 1, 4, 0); err != nil {
		t.Fatal(err)
	}
	rounds := regexp.MustCompile(`(?m)^round 1  (\w+) +(\d+) posts/s `).FindAllStringSubmatch(out.String(), -1)
	rows := regexp.MustCompile(`(?m)^\| .+ \| (\d+) \| (\d+\.\d\d) \| \d`).FindAllStringSubmatch(out.String(), -1)
	if len(rounds) != 5 || len(rows) != 5 {
		t.Fatalf("got\n%s", out.String())
	}
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n <= 0 {
			t.Fatalf("%q is not a rate: %v", text, err)
		}
		return n
	}
	for i := range rows {
		if rounds[i][2] != rows[i][1] {
			t.Errorf("the median of one round is %s, the round %s", rows[i][1], rounds[i][2])
		}
		if computed, said := number(rows[i][1])/number(rows[0][1]), number(rows[i][2]); math.Abs(computed-said) > 0.01 {
			t.Errorf("the ratio is said to be %v, the medians say %.2f", said, computed)
		}
	}
	if !regexp.MustCompile(`(?m)^The journal takes \d+ bytes of its file for an exchange \(\d+ of them\)\.$`).MatchString(out.String()) {
		t.Errorf("got\n%s", out.String())
	}
}

// TestMeasure_NoticesWrongAnswers: a load that gets other answers than it must is no measure.
func TestMeasure_NoticesWrongAnswers(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the CPU time of a process can be read on Linux only")
	}
	for role, posted := range map[string]string{roleBare: roleRefused, roleMock: roleRefused} {
		server, err := startChild(role, "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer server.stop()
		if _, err := measure(server, 1, 6); err != nil {
			t.Errorf("%s: %v", role, err)
		}
		server.role = posted
		if _, err := measure(server, 1, 6); (err == nil) != (role == roleMock) {
			t.Errorf("the %s server under posts that must be refused: %v", role, err)
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
