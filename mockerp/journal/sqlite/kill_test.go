package sqlite_test

import (
	"bufio"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// A process that records from eight goroutines at once is killed in the middle, over and over, on
// one and the same file. Whatever it was told is recorded must be there, whole, each time.
func TestNothingThatWasAnsweredIsLostByKill(t *testing.T) {
	for sync, rounds := range map[sqlite.Sync]int{sqlite.Normal: 12, sqlite.Full: 4} {
		t.Run(string(sync), func(t *testing.T) {
			t.Setenv("ERPKIT_JOURNAL_TEST_SYNC", string(sync))
			path := filepath.Join(t.TempDir(), "erp.journal")
			random := rand.New(rand.NewPCG(7, uint64(rounds)))
			said := map[uint64]string{}
			for range rounds {
				killRound(t, path, 1+random.IntN(600), said)
				checkSaid(t, path, said)
			}
			t.Logf("%d exchanges were answered, none is lost", len(said))
		})
	}
}

// killRound lets a child write, kills it after so many exchanges, and notes what it said.
func killRound(t *testing.T, path string, after int, said map[uint64]string) {
	t.Helper()
	highest := uint64(0)
	for id := range said {
		highest = max(highest, id)
	}
	cmd, out := child(t, self(t), "write", path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		first, serial, _ := strings.Cut(lines.Text(), " ")
		id, err := strconv.ParseUint(first, 10, 64)
		if err != nil || id <= highest {
			t.Fatalf("the child said %q; ids go on above %d", lines.Text(), highest)
		}
		if before, ok := said[id]; ok {
			t.Fatalf("id %d was given twice, to %s and %s", id, before, serial)
		}
		said[id] = serial
		if n == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself; it was to be killed")
	}
}

func checkSaid(t *testing.T, path string, said map[uint64]string) {
	t.Helper()
	j := open(t, path, sqlite.Options{})
	there := map[uint64]*traffic.Exchange{}
	err := j.Fold(0, func(x *traffic.Exchange) error {
		there[x.ID] = x
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, serial := range said {
		want := killed(serial)
		want.ID = id
		got, ok := there[id]
		if !ok {
			t.Fatalf("exchange %d was answered and is lost", id)
		}
		want.At = got.At
		if difference := journaltest.Same(got, want); difference != "" {
			t.Fatalf("exchange %d is not what was recorded: %s", id, difference)
		}
	}
	if stats := j.Stats(); stats.Exchanges != len(there) || stats.Recorded != uint64(len(there)) {
		t.Fatalf("%d exchanges are there, stats are %+v", len(there), stats)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}
