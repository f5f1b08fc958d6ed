package control

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// event is one of a stream as a browser reads it.
type event struct{ name, id, data string }

func (e event) String() string { return e.name + " " + e.id }

// stream is an open connection to the events.
type stream struct {
	t      *testing.T
	lines  *bufio.Reader
	cancel context.CancelFunc
	ended  bool
}

func (m *mock) follow(t *testing.T, query, lastID string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "GET", m.server.URL+v1+"/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if got := response.Header.Get("Content-Type"); response.StatusCode != 200 || got != typeEvents {
		t.Fatalf("got %d with %s", response.StatusCode, got)
	}
	return &stream{t, bufio.NewReader(response.Body), cancel, false}
}

// next reads one event, or a comment as an event without a name; at the end of the stream it is empty.
func (s *stream) next() (e event) {
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			s.ended = true
			return event{}
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data = value
		case "":
			if line == "\n" {
				return e
			}
		}
	}
}

func (s *stream) want(wanted ...string) {
	s.t.Helper()
	for _, one := range wanted {
		if got := s.next(); got.String() != one {
			s.t.Fatalf("got %q with %s, wanted %q", got, got.data, one)
		}
	}
}

func TestEvents_TellWhatIsThereAndWhatComes(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	all, one := m.follow(t, "", ""), m.follow(t, "?run=line-4", "")
	all.want("hello 0", "exchange 1", "exchange 2")
	one.want("hello 0", "exchange 2")
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Run, x.Serial = "line-4", "שלום <b>\n" })
	all.want("exchange 3")
	for _, s := range []*stream{all, one} {
		got := s.next()
		var row api.Row
		if err := json.Unmarshal([]byte(got.data), &row); err != nil || got.String() != "exchange 4" || row.Serial != "שלום <b>\n" || row.ExternalID != "ERP-DEV-000001" {
			t.Errorf("got %+v (%v)", got, err)
		}
		var value any
		decode(t, []byte(got.data), &value)
		if err := m.document.schemas["#/components/schemas/Row"].Validate(value); err != nil {
			t.Errorf("%s: %v", got.data, err)
		}
	}
	if hello := m.follow(t, "?run=line-4&after=2", "3").next(); hello.data != `{"first":1,"last":4,"total":2,"resets":0}` || hello.id != "3" {
		t.Errorf("got %+v", hello)
	}
}

// stores are the journals that the same tests run against.
func stores(t *testing.T, count int) map[string]journal.Store {
	t.Helper()
	file, err := sqlite.Open(t.TempDir()+"/erp.journal", sqlite.Options{MaxCount: count})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return map[string]journal.Store{"memory": journal.NewMemory(count, 1<<30), "sqlite": file}
}

// TestEvents_HaveNoGapAndNoDouble: connections break at any place, and what all of them together told is the journal.
func TestEvents_HaveNoGapAndNoDouble(t *testing.T) {
	const posts, writers, breaks = 6000, 4, 5
	for name, store := range stores(t, posts) {
		t.Run(name, func(t *testing.T) {
			m := start(t, func(o *Options) { o.Journal = store })
			var writing sync.WaitGroup
			for range writers {
				writing.Go(func() {
					for range posts / writers {
						m.post(t, nil)
					}
				})
			}
			place, told := "", 0
			for connection := 0; told < posts; connection++ {
				s := m.follow(t, "", place)
				for told < posts && (connection >= breaks || told < (connection+1)*posts/(breaks+2)) {
					e := s.next()
					if s.ended {
						t.Fatalf("the stream ended after %d", told)
					}
					if e.name != "exchange" {
						continue
					}
					if told++; e.id != fmt.Sprint(told) {
						t.Fatalf("after %d came %s", told-1, e)
					}
					place = e.id
				}
				s.cancel()
			}
			writing.Wait()
		})
	}
}

func TestEvents_TellWhatWasLostAndReset(t *testing.T) {
	for name, store := range stores(t, 10) {
		t.Run(name, func(t *testing.T) {
			m := start(t, func(o *Options) { o.Journal = store })
			for range 25 {
				m.post(t, nil)
			}
			m.follow(t, "", "").want("hello 15", "exchange 16", "exchange 17")
			m.follow(t, "", "18").want("hello 18", "exchange 19")
			s := m.follow(t, "", "3")
			s.want("hello 3")
			if got := s.next(); got.String() != "lost 15" || got.data != `{"from":4,"to":15}` {
				t.Errorf("got %+v", got)
			}
			s.want("exchange 16")
			m.follow(t, "?run=nobody", "3").want("hello 3", "lost 15")
			s = m.follow(t, "", "25")
			s.want("hello 25")
			m.want(t, 200, "DELETE", v1+"/exchanges", "")
			s.want("reset 25")
			m.post(t, nil)
			s.want("exchange 26")
			m.follow(t, "", "99").want("hello 99", "reset 26")
			if hello := m.follow(t, "", "").next(); hello.data != `{"first":26,"last":26,"total":1,"resets":1}` {
				t.Errorf("got %+v", hello)
			}
		})
	}
}

func TestEvents_BeatInSilence(t *testing.T) {
	m := start(t)
	m.places(t).beat = 50 * time.Millisecond
	m.post(t, nil)
	s := m.follow(t, "?run=line-4", "")
	s.want("hello 0", " 1", " 1") // the place goes on although nothing was told
	if got := m.do(t, "GET", v1+"/events?after=x", ""); got.status != 400 {
		t.Errorf("got %d", got.status)
	}
	if got := m.do(t, "GET", v1+"/events", "", "Last-Event-ID", "-1"); got.status != 400 || !strings.Contains(string(got.body), "Last-Event-ID") {
		t.Errorf("got %d %s", got.status, got.body)
	}
}

// TestEvents_AreBounded: so many at once, and a HEAD takes no place.
func TestEvents_AreBounded(t *testing.T) {
	m := start(t)
	door := m.places(t)
	for range mostFollowers - 1 {
		door.following.try()
	}
	m.do(t, "HEAD", v1+"/events", "")
	s := m.follow(t, "", "")
	s.want("hello 0")
	if got := m.do(t, "GET", v1+"/events", ""); got.status != 503 {
		t.Errorf("got %d, wanted 503", got.status)
	}
	s.cancel()
	for !door.following.try() { // the place comes back
		time.Sleep(time.Millisecond)
	}
}

// answersOfEvents: the body of a stream has no end, and is read by the other tests.
func (m *mock) answersOfEvents(t *testing.T) {
	t.Helper()
	m.do(t, "HEAD", v1+"/events", "")
	busy := start(t)
	busy.document = m.document
	for range mostFollowers {
		busy.places(t).following.try()
	}
	busy.want(t, 503, "GET", v1+"/events", "")
}

// flood opens a stream that nobody reads, and sends more than the buffers hold.
func flood(t *testing.T, m *mock) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", m.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for range 900 {
		m.post(t, func(x *traffic.Exchange) { x.Serial = strings.Repeat("x", 16<<10) })
	}
	fmt.Fprintf(conn, "GET %s/events HTTP/1.1\r\nHost: localhost\r\n\r\n", v1)
	return conn
}

func TestEvents_CloseWhoDoesNotRead(t *testing.T) {
	m := start(t, func(o *Options) { o.Journal = journal.NewMemory(1000, 1<<30) })
	door := m.places(t)
	door.slow = 300 * time.Millisecond
	flood(t, m)
	for len(door.following) == 0 {
		time.Sleep(time.Millisecond)
	}
	for begun := time.Now(); len(door.following) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatal("a follower who does not read keeps its place")
		}
	}
}

// TestEvents_EndWithTheMock: neither a waiting follower nor one that does not read delays the stop.
func TestEvents_EndWithTheMock(t *testing.T) {
	m := start(t, func(o *Options) { o.Journal = journal.NewMemory(1000, 1<<30) })
	door := m.places(t)
	s := m.follow(t, "?run=nobody", "")
	s.want("hello 0")
	flood(t, m)
	for len(door.following) < 2 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // until nothing more fits
	begun := time.Now()
	close(m.stop)
	if s.next(); !s.ended {
		t.Error("the stream goes on")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := m.server.Config.Shutdown(ctx); err != nil || time.Since(begun) > 3*time.Second {
		t.Errorf("the stop took %s: %v", time.Since(begun), err)
	}
}
