package check_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
	"github.com/erpkit/erpkit/sender/target"
)

func Example() {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	accepted := check.Check{Clause: "E1", Family: "device", Name: "device add is accepted", Run: func(t *check.T) {
		t.Accepts(t.Unit().Add())
	}}
	runner, err := check.NewRunner(target.Target{Base: server.URL}, []check.Check{accepted}, check.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, result := range runner.Run(context.Background()) {
		fmt.Println(result.Check.Level(), result.Check.Name, result.Outcome, len(result.Exchanges), "posts")
	}
	// Output: MUST device add is accepted pass 2 posts
}

// run runs checks on a handler.
func run(t *testing.T, h http.Handler, opts check.Options, change func(*target.Target), checks ...check.Check) []check.Result {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	to := target.Target{Base: server.URL}
	if change != nil {
		change(&to)
	}
	runner, err := check.NewRunner(to, checks, opts)
	if err != nil {
		t.Fatal(err)
	}
	return runner.Run(t.Context())
}

// one makes a check of E1 with a body.
func one(name string, body func(*check.T)) check.Check {
	return check.Check{Clause: "E1", Family: "test", Name: name, Run: body}
}

// seen is an ERP that keeps the posts that it got, and answers an id.
type seen struct {
	mu    sync.Mutex
	posts []string
}

func (s *seen) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body strings.Builder
	buffer := make([]byte, 1<<16)
	for {
		n, err := r.Body.Read(buffer)
		body.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = append(s.posts, body.String())
	fmt.Fprintf(w, `{"externalId":"ID-%d"}`, len(s.posts))
}

func TestHowAChecksEnds(t *testing.T) {
	ends := map[string]func(*check.T){
		"pass":  func(*check.T) {},
		"fail":  func(t *check.T) { t.Fail(check.Exchange{}, "this", "It was that.", "do so") },
		"error": func(t *check.T) { t.KitError("no network") },
		"skip":  func(t *check.T) { t.NotApplicable("not here") },
	}
	var checks []check.Check
	for outcome, body := range ends {
		checks = append(checks, one(outcome, body))
	}
	broken := one("a check that breaks down", func(*check.T) { panic("oh") })
	absent := one("needs a kind", func(*check.T) {})
	absent.Kinds = []schemas.Kind{schemas.Operation}
	results := run(t, &seen{}, check.Options{}, func(to *target.Target) { to.Skip = []schemas.Kind{schemas.Operation} },
		append(checks, broken, absent)...)
	for i := range checks {
		if string(results[i].Outcome) != results[i].Check.Name {
			t.Errorf("%s ended as %s", results[i].Check.Name, results[i].Outcome)
		}
	}
	if r := results[len(checks)]; r.Outcome != check.Error || !strings.Contains(r.Reason, "defect of erpkit") {
		t.Errorf("a panic ended as %s: %s", r.Outcome, r.Reason)
	}
	if r := results[len(checks)+1]; r.Outcome != check.Disabled {
		t.Errorf("a check of a kind that is not offered ended as %s", r.Outcome)
	}
}

func TestWhatWasAddedIsRemovedInReverseOrder(t *testing.T) {
	erp := &seen{}
	results := run(t, erp, check.Options{InFlight: 1}, nil, one("adds", func(t *check.T) {
		u := t.Unit()
		t.Given(u.Add())
		t.Given(u.ItemOf(master.PartWant{}).Attach())
		t.Given(u.Report().Give())
		t.Fail(check.Exchange{}, "that things are removed after a failure too", "It failed.", "")
	}))
	var acts []string
	for _, x := range results[0].Exchanges {
		acts = append(acts, x.Act.String())
	}
	want := "device add, item-attach add, operation add, operation remove, item-attach remove, device remove"
	if got := strings.Join(acts, ", "); got != want {
		t.Errorf("got %s", got)
	}
	for i, id := range map[int]string{3: `"externalId":"ID-3"`, 4: `"externalId":"ID-2"`, 5: `"externalId":"ID-1"`} {
		if !strings.Contains(erp.posts[i], id) {
			t.Errorf("post %d does not carry its id back: %s", i, erp.posts[i])
		}
	}
}

func TestLeftoversAreListed(t *testing.T) {
	noRemove := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		if strings.Contains(string(body), `"remove"`) {
			w.WriteHeader(http.StatusConflict)
		}
	})
	results := run(t, noRemove, check.Options{}, nil, one("adds", func(t *check.T) { t.Given(t.Unit().Add()) }))
	if r := results[0]; r.Outcome != check.Pass || len(r.Leftovers) != 1 || !strings.Contains(r.Leftovers[0].What, "device SN-") || !r.Leftovers[0].Asked {
		t.Errorf("got %s, %v", r.Outcome, r.Leftovers)
	}
}

func TestDataNeverMeets(t *testing.T) {
	erp := &seen{}
	var checks []check.Check
	for i := range 20 {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) {
			t.Unit().Add()
			t.Unit().Add()
		}))
	}
	run(t, erp, check.Options{}, nil, checks...)
	run(t, erp, check.Options{}, nil, checks...)
	serials := map[string]int{}
	for _, post := range erp.posts {
		object, _ := schemas.Parse([]byte(post))
		if object["type"] == "add" {
			serials[fmt.Sprint(object["serial"], object["stockId"], object["workorderNumber"])]++
		}
	}
	if len(serials) != 80 {
		t.Errorf("80 devices were added with %d different data", len(serials))
	}
}

func TestChecksThatAreNotWellMade(t *testing.T) {
	good := one("a", func(*check.T) {})
	nameless := check.Check{Clause: "E1"}
	unknown := check.Check{Clause: "X9", Name: "b", Run: func(*check.T) {}}
	for _, checks := range [][]check.Check{{good, good}, {nameless}, {unknown}} {
		if _, err := check.NewRunner(target.Target{Base: "http://127.0.0.1:1"}, checks, check.Options{}); err == nil {
			t.Errorf("%v were taken", checks)
		}
	}
	if _, err := check.NewRunner(target.Target{}, []check.Check{good}, check.Options{InFlight: -1}); err == nil {
		t.Error("a target without address and a negative number were taken")
	}
}

func TestErrorInside(t *testing.T) {
	for body, want := range map[string][2]bool{ // a refusal was not due, was due
		`{"error":"no"}`:                        {true, true},
		`{"error":null,"errors":[]}`:            {false, false},
		`{"success":false}`:                     {true, true},
		`{"status":"error"}`:                    {true, true},
		`{"externalId":"1","message":"booked"}`: {false, true},
		`{"externalId":"1"}`:                    {false, false},
		`OK`:                                    {false, false},
	} {
		erp := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		run(t, erp, check.Options{}, nil, one("adds", func(c *check.T) {
			a := c.Try(c.Unit().DevicePost("add", "SN"))
			if got := [2]bool{a.ErrorInside(false), a.ErrorInside(true)}; got != want {
				t.Errorf("%s: got %v, want %v", body, got, want)
			}
		}))
	}
}
