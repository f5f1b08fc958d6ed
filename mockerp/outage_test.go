package mockerp_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// refusedBy tells whether nobody listens on the address.
func refusedBy(addr string) bool {
	conn, err := net.Dial("tcp", addr)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func erpAddr(erp *mockerptest.Mock) string { return strings.TrimPrefix(erp.URL(), "http://") }

func TestDown_ClosesTheDoorAndOpensItAgain(t *testing.T) {
	erp := mockerptest.Start(t)
	idle := dial(t, erp)
	under := pending(t, erp, erp.URL()+"/device", "delay=10m", device("add", "SN-1", ""))
	erp.WaitFor(t, 1, journal.Filter{})
	until := erp.Down(150 * time.Millisecond)
	if left := time.Until(until); left <= 0 || left > 150*time.Millisecond {
		t.Errorf("the door opens in %s", left)
	}
	if !refusedBy(erpAddr(erp)) {
		t.Error("the door takes connections while it is down")
	}
	if err := erp.Ready(); err == nil || !strings.Contains(err.Error(), "closed until") {
		t.Errorf("the mock is ready while its door is down: %v", err)
	}
	if err := endsSoon(t, "the post under way", under); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the post under way ended with %v, wanted a reset", err)
	}
	if _, err := io.ReadAll(idle); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the idle connection ended with %v, wanted a reset", err)
	}
	waitUntil(t, "the door is open again", func() bool { return erp.Ready() == nil })
	if time.Now().Before(until) {
		t.Error("the door opened too early")
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-2", "")); got.status != 200 {
		t.Errorf("the door does not work after it was down: %d %s", got.status, got.Message)
	}
}

func TestDown_EndsEarlyWithZeroAResetAndTheMock(t *testing.T) {
	erp := mockerptest.Start(t)
	erp.Down(time.Hour)
	if !erp.Down(0).IsZero() || refusedBy(erpAddr(erp)) {
		t.Error("0 did not open the door")
	}
	erp.Down(time.Hour)
	reset(t, erp, "default") // did not begin it
	if !refusedBy(erpAddr(erp)) {
		t.Error("the reset of one run opened the door that another had closed")
	}
	response, err := http.Post(erp.ControlURL()+"/api/v1/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if refusedBy(erpAddr(erp)) {
		t.Error("the reset of everything did not open the door")
	}
	erp.Down(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := erp.Close(ctx); err != nil {
		t.Error(err)
	}
	if !refusedBy(erpAddr(erp)) {
		t.Error("the door opened when the mock stopped")
	}
}

// Posts keep coming while the door closes and opens: nothing hangs, and it works in the end.
func TestDown_UnderLoad(t *testing.T) {
	erp := mockerptest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	const stations = 8
	for range stations {
		go func() {
			defer func() { done <- struct{}{} }()
			for ctx.Err() == nil {
				_, _, _ = send(ctx, erp.URL()+"/device", "", device("add", "SN-1", "")) // refused or answered
			}
		}()
	}
	for range 20 {
		erp.Down(2 * time.Millisecond)
		waitUntil(t, "the door is open", func() bool { return erp.Ready() == nil })
	}
	cancel()
	for range stations {
		<-done
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("got %d %s", got.status, got.Message)
	}
	waitUntil(t, "every connection is given back", func() bool { return connections(t, erp) == "0" })
}
