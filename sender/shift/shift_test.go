package shift_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
	"github.com/erpkit/erpkit/sender/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func below(t testing.TB, url string) sender.Settings {
	t.Helper()
	s := target.Target{Base: url}.Settings("local")
	return s
}

func play(t testing.TB, o shift.Options) shift.Summary {
	t.Helper()
	s, err := shift.Play(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestHonestERP: whatever the seed and the number of stations, the honest mock accepts every
// post and finds nothing wrong with any: neither with the payload nor with the flow (F1-F6).
func TestHonestERP(t *testing.T) {
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for _, c := range []struct {
		seed             uint64
		events, stations int
	}{{7, 500, 1}, {1, 300, 1}, {2, 300, 3}, {3, 400, 16}, {4, 1, 4}} {
		erp := mockerptest.Start(t)
		var done []int
		s := play(t, shift.Options{Settings: below(t, erp.URL()), Poster: client, Seed: c.seed, Events: c.events, Stations: c.stations,
			Progress: func(n, total int) { done = append(done, n) }})
		if !s.Perfect() || s.Total.Accepted != c.events || len(done) != c.events || !slices.IsSorted(done) {
			t.Errorf("seed %d: %s", c.seed, s)
		}
		exchanges := erp.Exchanges(t, journal.Filter{Limit: 10_000})
		if len(exchanges) != c.events {
			t.Errorf("seed %d: %d posts arrived, wanted %d", c.seed, len(exchanges), c.events)
		}
		for _, x := range exchanges {
			if len(x.Findings) != 0 {
				t.Fatalf("seed %d: %s: %+v", c.seed, x.Request.Body, x.Findings)
			}
		}
		if c.events < 300 || c.stations > 3 {
			continue
		}
		for _, count := range s.Counts {
			if count.Posts < 5 || count.Accepted != count.Posts {
				t.Errorf("seed %d has too few of %s %s: %+v", c.seed, count.Kind, count.Type, count)
			}
		}
	}
}

// paper keeps the posts and answers by a function of what is posted.
type paper struct {
	mu     sync.Mutex
	posts  []string
	answer func(n int, body map[string]any) sender.Result
}

func (p *paper) Post(_ context.Context, url string, payload any) sender.Result {
	raw, err := json.Marshal(payload)
	if err != nil {
		return sender.Result{Trouble: sender.BadPayload}
	}
	var body map[string]any
	_ = json.Unmarshal(raw, &body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posts = append(p.posts, url+" "+string(raw))
	return p.answer(len(p.posts), body)
}

func accepts(n int, _ map[string]any) sender.Result {
	return sender.Result{Accepted: true, Status: 200, ExternalID: fmt.Sprint("E", n)}
}

// TestSameSeedSamePosts: byte for byte, given the same answers; stations each for themselves.
func TestSameSeedSamePosts(t *testing.T) {
	posts := func(seed uint64, stations int, answer func(int, map[string]any) sender.Result) []string {
		p := &paper{answer: answer}
		play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: seed, Events: 400, Stations: stations})
		if len(p.posts) != 400 {
			t.Fatalf("%d posts, wanted 400", len(p.posts))
		}
		return p.posts
	}
	refuses := func(n int, _ map[string]any) sender.Result {
		if n%3 == 0 {
			return sender.Result{Status: 422, Message: "no"}
		}
		return sender.Result{Accepted: true, Status: 204}
	}
	for _, answer := range []func(int, map[string]any) sender.Result{accepts, refuses} {
		if !slices.Equal(posts(7, 1, answer), posts(7, 1, answer)) {
			t.Error("the same seed gave other posts")
		}
	}
	if slices.Equal(posts(7, 1, accepts), posts(8, 1, accepts)) {
		t.Error("another seed gave the same posts")
	}
	silent := func(int, map[string]any) sender.Result { return sender.Result{Accepted: true, Status: 204} }
	one, two := posts(7, 5, silent), posts(7, 5, silent)
	slices.Sort(one)
	slices.Sort(two)
	if !slices.Equal(one, two) {
		t.Error("five stations gave other posts with the same seed")
	}
}

// TestVariety: a shift has every kind of act.
func TestVariety(t *testing.T) {
	p := &paper{answer: accepts}
	play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 7, Events: 1000})
	all := strings.Join(p.posts, "\n")
	for _, part := range []string{`"type":"update"`, `"oldSerial"`, `"quantity":0.1`, `"validQty":0.5`, `"workorderExternalId":null`,
		`"operationExternalId":null`, `"sku":"0007"`, `"sku":"גיטרה"`, `"position":0,`, `"externalId":"E`, `"quantity":1000000`} {
		if !strings.Contains(all, part) {
			t.Errorf("no post has %s", part)
		}
	}
	batch := 0
	for _, post := range p.posts {
		if strings.Contains(post, "/operation ") && !strings.Contains(post, `"serial"`) {
			batch++
		}
	}
	if batch == 0 {
		t.Error("no report is on a part without serials")
	}
}

// TestItemsGoFirst: F5, by the books of the reader.
func TestItemsGoFirst(t *testing.T) {
	attached, removed := map[string]int{}, 0
	p := &paper{answer: func(n int, body map[string]any) sender.Result {
		stock := body["stockId"].(string)
		_, isItem := body["item"]
		_, isReport := body["actCode"]
		switch {
		case isItem && body["type"] == "add":
			attached[stock]++
		case isItem:
			attached[stock]--
		case !isReport && body["type"] == "remove":
			removed++
			if attached[stock] != 0 {
				t.Errorf("device %s is removed with %d items", body["serial"], attached[stock])
			}
		}
		return accepts(n, body)
	}}
	play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 3, Events: 3000})
	if removed < 20 {
		t.Errorf("only %d devices were removed", removed)
	}
}

// TestOnlySomeIntegrations: what is switched off makes no posts and does not stop the rest.
func TestOnlySomeIntegrations(t *testing.T) {
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for mask := 1; mask < 8; mask++ {
		erp := mockerptest.Start(t)
		settings := below(t, erp.URL())
		settings.Device.Enabled, settings.ItemAttach.Enabled, settings.Operation.Enabled = mask&1 != 0, mask&2 != 0, mask&4 != 0
		s := play(t, shift.Options{Settings: settings, Poster: client, Seed: uint64(mask), Events: 200})
		if !s.Perfect() {
			t.Errorf("mask %b: %s", mask, s)
		}
		for _, c := range s.Counts {
			if (c.Posts > 0) != settings.For(c.Kind).Enabled {
				t.Errorf("mask %b: %+v", mask, c)
			}
		}
	}
}

// TestNothingGrows: a long shift leaves only a limited number of things in the ERP.
func TestNothingGrows(t *testing.T) {
	things, highest := 0, 0
	p := &paper{}
	p.answer = func(n int, body map[string]any) sender.Result {
		p.posts = p.posts[:0]
		switch body["type"] {
		case "add":
			things++
		case "remove":
			things--
		}
		highest = max(highest, things)
		return sender.Result{Accepted: true, Status: 204}
	}
	s := play(t, shift.Options{Settings: below(t, "http://erp"), Poster: p, Seed: 5, Events: 40_000, Stations: 2})
	if s.Posts != 40_000 || highest > 13_000 {
		t.Errorf("%d posts, %d things in the ERP at most", s.Posts, highest)
	}
}

func TestWrongOptions(t *testing.T) {
	good := shift.Options{Settings: below(t, "http://erp"), Poster: &paper{answer: accepts}, Events: 1}
	for name, change := range map[string]func(*shift.Options){
		"poster":   func(o *shift.Options) { o.Poster = nil },
		"events":   func(o *shift.Options) { o.Events = 0 },
		"stations": func(o *shift.Options) { o.Stations = 5000 },
		"negative": func(o *shift.Options) { o.Stations = -1 },
		"toggle":   func(o *shift.Options) { o.Settings.CustomIntegration = false },
	} {
		o := good
		change(&o)
		if _, err := shift.Play(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
