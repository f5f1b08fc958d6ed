package shift_test

import (
	"context"
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
)

// TestRefusalsDoNotStop: T7: the shift goes on, and the summary says what was refused.
func TestRefusalsDoNotStop(t *testing.T) {
	p := &paper{answer: func(n int, body map[string]any) sender.Result {
		return sender.Understand(422, nil, []byte(`{"message":"no"}`))
	}}
	s := play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 7, Events: 100})
	if s.Posts != 100 || s.Total.Refused != 100 || s.Stopped != "" || s.Perfect() || len(s.Examples) != 3 {
		t.Errorf("got %+v", s)
	}
	if text := s.String(); !strings.Contains(text, "100 refused") || !strings.Contains(text, "play another seed") || !strings.Contains(text, `sees: "no"`) {
		t.Errorf("got %s", text)
	}
}

// TestTroubleStops: the first trouble ends the shift with a sentence, unless it is to go on.
func TestTroubleStops(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	o := shift.Options{Settings: below(t, "http://"+l.Addr().String()), Poster: client, Seed: 7, Events: 50}
	s := play(t, o)
	if s.Posts != 1 || !strings.Contains(s.Stopped, "nothing listens") || s.Perfect() || s.Troubles[sender.Refused] != 1 {
		t.Errorf("got %+v", s)
	}
	o.GoOn = true
	if s := play(t, o); s.Posts != 50 || s.Total.Trouble != 50 || s.Stopped != "" {
		t.Errorf("got %+v", s)
	}
}

// TestCalledOff: Ctrl-C ends the shift; the summary tells how far it came.
func TestCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := &paper{answer: func(n int, body map[string]any) sender.Result {
		if n == 10 {
			cancel()
		}
		return accepts(n, body)
	}}
	s, err := shift.Play(ctx, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 7, Events: 500})
	if err != nil || s.Posts != 10 || !strings.Contains(s.Stopped, "cancelled") || s.Perfect() {
		t.Errorf("got %+v, %v", s, err)
	}
}

// TestLatency: the figures are those of the posts, within 2 %.
func TestLatency(t *testing.T) {
	p := &paper{answer: func(n int, body map[string]any) sender.Result {
		r := accepts(n, body)
		r.Transcript.Took = time.Duration(n) * time.Millisecond
		return r
	}}
	l := play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 7, Events: 1000}).Latency
	near := func(got, want float64) bool { return got > want*0.98 && got < want*1.02 }
	if l.Min != 1 || l.Max != 1000 || !near(l.Median, 500) || !near(l.P95, 950) {
		t.Errorf("got %+v", l)
	}
}

// TestSummary: the findings in answers are counted by clause, MUST first.
func TestSummary(t *testing.T) {
	p := &paper{answer: func(n int, body map[string]any) sender.Result {
		if n%2 == 0 {
			return sender.Understand(200, nil, []byte(`{"externalId":5}`))
		}
		return sender.Understand(302, nil, nil)
	}}
	s := play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 7, Events: 10})
	if len(s.Findings) < 2 || s.Findings[0].Clause != "E3" || s.Findings[0].Level != schemas.Must || s.Findings[0].Count != 5 || s.Perfect() {
		t.Errorf("got %+v", s.Findings)
	}
	out, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(out), `"latencyMs"`) {
		t.Errorf("%s, %v", out, err)
	}
}
