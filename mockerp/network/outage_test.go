package network_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/network"
)

// outageOf is an outage of the doors; it ends with the test, before the doors do.
func outageOf(t *testing.T, doors ...*network.Door) *network.Outage {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	outage := network.NewOutage(ctx, slog.New(slog.DiscardHandler), doors...)
	t.Cleanup(func() { cancel(); outage.Wait() })
	return outage
}

// refused tells whether nobody listens there.
func refused(door *network.Door) bool {
	conn, err := net.Dial("tcp", door.Addr().String())
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func TestOutage_ClosesAllDoorsAndOpensThemAgain(t *testing.T) {
	plain, secure := serving(t, usual, "", nil), serving(t, usual, network.Good, nil)
	outage := outageOf(t, plain, secure)
	idle := dial(t, plain)
	waitUntil(t, "the connection is in", func() bool { return plain.Connections() == 1 })
	until := outage.Begin("", 100*time.Millisecond)
	if left := time.Until(until); left <= 0 || left > 100*time.Millisecond {
		t.Errorf("the doors open in %s", left)
	}
	if !refused(plain) || !refused(secure) || outage.Check() == nil {
		t.Error("a door takes connections while it is down")
	}
	if _, err := io.ReadAll(idle); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the idle connection ended with %v, wanted a reset", err)
	}
	waitUntil(t, "the doors are open again", func() bool { return outage.Check() == nil })
	if time.Now().Before(until) {
		t.Error("the doors opened too early")
	}
	if got, err := get(once(), plain.URL()); got != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := get(trusting(secure), secure.URL()); got != "hello" {
		t.Errorf("behind TLS: got %q, %v", got, err)
	}
}

func TestOutage_IsCancelledByWhoBeganItOrByAll(t *testing.T) {
	door := serving(t, usual, "", nil)
	outage := outageOf(t, door)
	outage.Begin("a", time.Hour)
	if outage.Cancel("b"); !refused(door) {
		t.Error("another one opened the door")
	}
	if outage.Cancel("a"); refused(door) || outage.Check() != nil {
		t.Error("who began it could not end it")
	}
	outage.Begin("a", time.Hour)
	if outage.Cancel(""); refused(door) {
		t.Error("it could not be ended for all")
	}
	outage.Cancel("") // there is none
}

func TestOutage_LastsAnHourAtMost(t *testing.T) {
	outage := outageOf(t, serving(t, usual, "", nil))
	if left := time.Until(outage.Begin("", 1000*time.Hour)); left > network.MostDown {
		t.Errorf("it lasts %s", left)
	}
}

func TestOutage_TheLatestCounts(t *testing.T) {
	door := serving(t, usual, "", nil)
	outage := outageOf(t, door)
	outage.Begin("", time.Hour)
	outage.Begin("", 10*time.Millisecond)
	waitUntil(t, "the door is open", func() bool { return outage.Check() == nil })
	outage.Begin("", 10*time.Millisecond)
	outage.Begin("", time.Hour)
	select {
	case <-time.After(60 * time.Millisecond):
	case <-t.Context().Done():
	}
	if !refused(door) {
		t.Error("the end of the first outage opened the door of the second")
	}
}

// Another program has the address when the door should open: the door tries until it succeeds.
func TestOutage_WaitsForTheAddress(t *testing.T) {
	door := serving(t, usual, "", nil)
	outage := outageOf(t, door)
	outage.Begin("", time.Hour)
	squatter, err := net.Listen("tcp", door.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	outage.Begin("", time.Millisecond)
	if outage.Check() == nil {
		t.Error("the door is open on an address that it does not have")
	}
	if err := squatter.Close(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "the door is open", func() bool { return outage.Check() == nil })
}

// With its context an outage ends, and none begins any more.
func TestOutage_EndsWithItsContext(t *testing.T) {
	door := serving(t, usual, "", nil)
	ctx, cancel := context.WithCancel(t.Context())
	outage := network.NewOutage(ctx, slog.New(slog.DiscardHandler), door)
	outage.Begin("", time.Hour)
	cancel()
	outage.Wait()
	if !outage.Begin("", time.Hour).IsZero() {
		t.Error("an outage began after the end")
	}
}
