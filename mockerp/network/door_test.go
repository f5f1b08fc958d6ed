package network_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/network"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var usual = network.Options{Addr: "127.0.0.1:0", MaxConns: 100, ReadTimeout: time.Minute}

// hello answers every request with a word.
var hello = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })

// serving is a door that answers until the test ends.
func serving(t *testing.T, o network.Options, kind network.Certificate, unread func(network.Unread) []byte) *network.Door {
	t.Helper()
	return servingTo(t, o, kind, hello, unread)
}

func servingTo(t *testing.T, o network.Options, kind network.Certificate, requests http.Handler, unread func(network.Unread) []byte) *network.Door {
	t.Helper()
	door, err := network.Listen(o)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		if err := door.Encrypt(kind, []string{"erp.factory.test"}); err != nil {
			t.Fatal(err)
		}
	}
	door.Handle(requests, unread)
	done := make(chan error, 1)
	go func() { done <- door.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := door.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the door stopped with %v", err)
		}
	})
	return door
}

// dial is a connection that the test closes and that never hangs.
func dial(t *testing.T, door *network.Door) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", door.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// get asks once, over a connection of its own.
func get(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func once() *http.Client { return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} }

// waitUntil polls a condition that no event announces.
func waitUntil(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func TestListen_KnowsItsAddressBeforeItServes(t *testing.T) {
	door, err := network.Listen(usual)
	if err != nil {
		t.Fatal(err)
	}
	if _, port, _ := net.SplitHostPort(door.Addr().String()); port == "0" || door.URL() != "http://127.0.0.1:"+port {
		t.Errorf("the door is at %s, %s", door.Addr(), door.URL())
	}
	other := usual
	other.Addr = door.Addr().String()
	if _, err := network.Listen(other); err == nil {
		t.Error("two doors have one address")
	}
	if err := door.Shutdown(t.Context()); err != nil {
		t.Errorf("a door that never served cannot be shut: %v", err)
	}
	if again, err := network.Listen(other); err != nil || again.Close() != nil {
		t.Errorf("the address was not given back: %v", err)
	}
}

func TestDoor_IsReachedByLoopbackWhereItStandsOnEveryAddress(t *testing.T) {
	everywhere := usual
	everywhere.Addr = ":0"
	door := serving(t, everywhere, "", nil)
	if got, err := get(once(), door.URL()); got != "hello" || !strings.HasPrefix(door.URL(), "http://127.0.0.1:") {
		t.Errorf("%s: got %q, %v", door.URL(), got, err)
	}
}

func TestDoor_TurnsAwayOneConnectionTooMany(t *testing.T) {
	two := usual
	two.MaxConns = 2
	said := make(chan network.Unread, 1)
	door := serving(t, two, "", func(u network.Unread) []byte { said <- u; return []byte("full") })
	first, second := dial(t, door), dial(t, door)
	waitUntil(t, "both are in", func() bool { return door.Connections() == 2 })
	third := dial(t, door)
	if got, err := io.ReadAll(third); string(got) != "full" || err != nil {
		t.Errorf("the third got %q, %v", got, err)
	}
	if u := <-said; u.Reason != network.TooManyConnections || u.Remote != third.LocalAddr().String() {
		t.Errorf("got %+v", u)
	}
	first.Close()
	second.Close()
	waitUntil(t, "the places are free", func() bool { return door.Connections() == 0 })
	if got, err := get(once(), door.URL()); got != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestDoor_TellsACrowdThatItIsFull: each client reads the answer, however much it had to say; none sees a broken connection.
func TestDoor_TellsACrowdThatItIsFull(t *testing.T) {
	one := usual
	one.MaxConns = 1
	const full = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfull"
	door := serving(t, one, "", func(network.Unread) []byte { return []byte(full) })
	dial(t, door)
	waitUntil(t, "it is in", func() bool { return door.Connections() == 1 })
	for i := range 200 {
		response, err := once().Post(door.URL(), "text/plain", strings.NewReader(strings.Repeat("x", i%2*300_000)))
		if err != nil {
			t.Fatalf("post %d: %v", i, err)
		}
		said, err := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusServiceUnavailable || string(said) != "full" || err != nil {
			t.Fatalf("post %d got %d %q, %v", i, response.StatusCode, said, err)
		}
	}
}
