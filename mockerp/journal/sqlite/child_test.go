package sqlite_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// role in the environment makes the test binary play the part of another process.
const role = "ERPKIT_JOURNAL_TEST_ROLE"

func TestMain(m *testing.M) {
	part, path, _ := strings.Cut(os.Getenv(role), ":")
	switch part {
	case "":
		m.Run()
	case "write":
		childWrites(path)
	case "hold":
		childHolds(path)
	case "limit":
		childFillsUp(path)
	}
}

// child starts this test binary in another role. It ends with the test at the latest.
func child(t *testing.T, binary, part, path string) (*exec.Cmd, io.ReadCloser) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = append(os.Environ(), role+"="+part+":"+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

func self(t *testing.T) string {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// childWrites records as fast as it can until it is killed; of each exchange that is recorded it
// says so, after Append has returned.
func childWrites(path string) {
	j, err := sqlite.Open(path, sqlite.Options{Sync: sqlite.Sync(os.Getenv("ERPKIT_JOURNAL_TEST_SYNC"))})
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	var writing sync.WaitGroup
	for w := range 8 {
		writing.Go(func() {
			for n := 0; ; n++ {
				x := killed(fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n))
				if err := j.Append(x); err != nil {
					fmt.Println("failed", err)
					return
				}
				if _, err := os.Stdout.WriteString(strconv.FormatUint(x.ID, 10) + " " + x.Serial + "\n"); err != nil {
					return
				}
			}
		})
	}
	writing.Wait()
}

// killed is an exchange that can be told by its serial alone.
func killed(serial string) *traffic.Exchange {
	return &traffic.Exchange{
		Run: "default", Serial: serial, Request: traffic.Request{Body: []byte(strings.Repeat(serial, 30))},
		Answer: traffic.Answer{Status: 200, Body: []byte("answer to " + serial)},
	}
}

// childHolds says how opening went, and holds the journal until nobody listens any more.
func childHolds(path string) {
	j, err := sqlite.Open(path, sqlite.Options{})
	fmt.Println(kind(err), err)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err == nil {
		_ = j.Close()
	}
}

// kind names the kind of an error of the package.
func kind(err error) string {
	for name, one := range map[string]error{
		"in-use": sqlite.ErrInUse, "foreign": sqlite.ErrForeign, "newer": sqlite.ErrNewer, "damaged": sqlite.ErrDamaged,
		"read-only": sqlite.ErrReadOnly, "full": sqlite.ErrFull, "place": sqlite.ErrPlace, "disk": sqlite.ErrDisk,
	} {
		if errors.Is(err, one) {
			return name
		}
	}
	if err == nil {
		return "opened"
	}
	return "unknown"
}
