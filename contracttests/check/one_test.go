package check

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/sender/target"
)

// judging is a run whose checks the test judges itself, one after another.
func judging(t *testing.T, url string, opts Options, checks ...Check) *Runner {
	t.Helper()
	for i := range checks {
		checks[i].Clause = "E1"
		if checks[i].Name == "" {
			checks[i].Name = fmt.Sprint("check ", i)
		}
	}
	r, err := NewRunner(target.Target{Base: url}, checks, opts)
	if err != nil {
		t.Fatal(err)
	}
	r.ctx, r.grace = t.Context(), t.Context()
	return r
}

// nowhere is the address of an ERP that no check posts to.
const nowhere = "http://127.0.0.1:1"

// noted are the tries of all checks, in their order.
type noted struct{ tries []*T }

// ends makes a check that ends each of its tries as told, the last one again and again. Each try records one exchange.
func (n *noted) ends(how ...func(*T)) Check {
	tried := 0
	return Check{Run: func(t *T) {
		n.tries = append(n.tries, t)
		t.record(Exchange{What: fmt.Sprintf("try %d of %s", tried+1, t.Check.Name)})
		tried++
		how[min(tried, len(how))-1](t)
	}}
}

// numbers are the numbers of the tries: their data are made of them.
func (n *noted) numbers() (numbers []int) {
	for _, t := range n.tries {
		numbers = append(numbers, t.number)
	}
	return numbers
}

func passes(*T)     {}
func fails(t *T)    { t.Fail(Exchange{}, "this", "It was that.", "do so") }
func skips(t *T)    { t.NotApplicable("not here") }
func crowds(t *T)   { t.end(Result{Outcome: Skip, Cause: crowded}) }
func isLate(t *T)   { t.end(Result{Outcome: Skip, Cause: late, wait: closedChannel()}) }
func breaks(t *T)   { panic("oh") }
func errsKit(t *T)  { t.KitError("no network") }
func noAnswer(t *T) { t.end(Result{Outcome: Skip, Cause: NoAnswer, Reason: "none"}) }

func closedChannel() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// How often a check is tried, with which numbers, and what comes of it. The second of two checks is judged, so the number
// of its first try is 2, of the next 4, and so on: no two tries have the same data.
func TestJudge_TriesAsOftenAsThereIsDoubt(t *testing.T) {
	type tries []func(*T)
	alone := func(c *Check) { c.Alone = true }
	for _, c := range []struct {
		name    string
		opts    Options
		change  func(*Check)
		ends    tries
		numbers []int
		outcome Outcome
		cause   SkipCause
		words   string
	}{
		{"a pass counts", Options{}, nil, tries{passes}, []int{2}, Pass, "", ""},
		{"a skip counts", Options{}, nil, tries{skips}, []int{2}, Skip, NotApplicable, "not here"},
		{"an error counts", Options{}, nil, tries{errsKit}, []int{2}, Error, "", "no network"},
		{"a panic counts", Options{}, nil, tries{breaks}, []int{2}, Error, "", "defect of erpkit: oh"},
		{"a failure is confirmed", Options{}, nil, tries{fails}, []int{2, 4}, Fail, "", "Expected this. It was that."},
		{"a failure that is none alone", Options{InFlight: 7}, nil, tries{fails, passes}, []int{2, 4}, Skip, Blocked, "It holds alone, but not while 7 checks are in flight: let fewer run at once. Expected this."},
		{"a failure that is another thing alone", Options{}, nil, tries{fails, skips}, []int{2, 4}, Fail, "", "Expected this."},
		{"one at a time", Options{InFlight: 1}, nil, tries{fails}, []int{2}, Fail, "", ""},
		{"two at a time", Options{InFlight: 2}, nil, tries{fails}, []int{2, 4}, Fail, "", ""},
		{"alone already", Options{}, alone, tries{fails}, []int{2}, Fail, "", ""},
		{"twice", Options{Twice: true}, nil, tries{passes}, []int{2, 4}, Pass, "", ""},
		{"twice, the second fails", Options{Twice: true}, nil, tries{passes, fails}, []int{2, 4}, Fail, "", "It passed the first time, but not the second. Expected this."},
		{"twice, the second is skipped", Options{Twice: true}, nil, tries{passes, skips}, []int{2, 4}, Pass, "", ""},
		{"twice, but alone", Options{Twice: true}, alone, tries{passes}, []int{2}, Pass, "", ""},
		{"twice, but no pass", Options{Twice: true}, nil, tries{skips}, []int{2}, Skip, NotApplicable, ""},
		{"others had what it needs", Options{}, nil, tries{crowds, passes}, []int{2, 4}, Pass, "", ""},
		{"and then it fails", Options{}, nil, tries{crowds, fails}, []int{2, 4, 6}, Fail, "", "Expected this."},
		{"and then it passes twice", Options{Twice: true}, nil, tries{crowds, passes}, []int{2, 4, 6}, Pass, "", ""},
		{"late once", Options{}, nil, tries{isLate, passes}, []int{2, 4}, Pass, "", ""},
		{"late and crowded and failed", Options{}, nil, tries{isLate, crowds, fails}, []int{2, 4, 6, 8}, Fail, "", "Expected this."},
		{"late seven times", Options{}, nil, tries{isLate, isLate, isLate, isLate, isLate, isLate, isLate, passes}, []int{2, 4, 6, 8, 10, 12, 14, 16}, Pass, "", ""},
		{"late again and again", Options{}, nil, tries{isLate}, []int{2, 4, 6, 8, 10, 12, 14, 16}, Skip, NoAnswer, "late again and again"},
		{"no answer", Options{}, nil, tries{noAnswer}, []int{2}, Skip, NoAnswer, "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n noted
			judged := n.ends(c.ends...)
			if c.change != nil {
				c.change(&judged)
			}
			result := judging(t, nowhere, c.opts, Check{Run: passes}, judged).judge(1)
			if got := n.numbers(); !slices.Equal(got, c.numbers) {
				t.Errorf("the numbers of its tries are %d, want %d", got, c.numbers)
			}
			if result.Outcome != c.outcome || result.Cause != c.cause || !strings.Contains(result.Reason, c.words) {
				t.Errorf("got %s (%s), %s", result.Outcome, result.Cause, result.Reason)
			}
			for i := range n.tries {
				if n.tries[i].index() != 1 {
					t.Errorf("the try %d is of check %d", i, n.tries[i].index())
				}
			}
		})
	}
}

// The posts of all tries are in the result: those of the last try of a settled check first, and what confirms or
// contradicts it where it was judged.
func TestJudge_KeepsThePostsOfAllTries(t *testing.T) {
	for _, c := range []struct {
		opts Options
		ends []func(*T)
		want string
	}{
		{Options{}, []func(*T){passes}, "1"},
		{Options{}, []func(*T){isLate, crowds, passes}, "3 1 2"},
		{Options{}, []func(*T){crowds, fails, passes}, "2 1 3"},
		{Options{Twice: true}, []func(*T){passes, fails}, "2 1"},
	} {
		var n noted
		var got []string
		for _, x := range judging(t, nowhere, c.opts, n.ends(c.ends...)).judge(0).Exchanges {
			got = append(got, strings.Fields(x.What)[1])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("the posts are those of the tries %s, want %s", got, c.want)
		}
	}
}

// After three failures that showed alone too, the rest are believed; after one that did not, none is.
func TestJudge_ConfirmsThreeFailuresUnlessOneWasDueToTheCrowd(t *testing.T) {
	for _, c := range []struct {
		name  string
		first []func(*T)
		want  []int // tries of each check
	}{
		{"all fail alone too", []func(*T){fails}, []int{2, 2, 2, 1, 1}},
		{"the first does not", []func(*T){fails, passes}, []int{2, 2, 2, 2, 2}},
		{"the first is skipped alone", []func(*T){fails, skips}, []int{2, 2, 2, 1, 1}},
		{"the first passes", []func(*T){passes}, []int{1, 2, 2, 2, 1}},
	} {
		var n noted
		checks := []Check{n.ends(c.first...)}
		for range 4 {
			checks = append(checks, n.ends(fails))
		}
		r := judging(t, nowhere, Options{}, checks...)
		got := make([]int, len(checks))
		for i := range checks {
			r.judge(i)
		}
		for _, try := range n.tries {
			got[try.index()]++
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %d tries, want %d", c.name, got, c.want)
		}
	}
}

// Where checks are not run ahead, they run one after another: a failure is one.
func TestJudge_BelievesAFailureWithoutACrowd(t *testing.T) {
	var n noted
	r := judging(t, nowhere, Options{NoLookahead: true}, n.ends(fails))
	if result := r.judge(0); result.Outcome != Fail || len(n.tries) != 1 {
		t.Errorf("%s after %d tries", result.Outcome, len(n.tries))
	}
}

// A check that is a part of a larger one is run only where that one does not pass.
func TestJudge_APartIsJudgedByTheWhole(t *testing.T) {
	for _, c := range []struct {
		whole  func(*T)
		name   string
		passes bool
	}{{passes, "whole", true}, {skips, "whole", false}, {passes, "another", false}} {
		var n noted
		r := judging(t, nowhere, Options{}, Check{Name: "part", Part: c.name, Run: n.ends(fails).Run}, Check{Name: "whole", Run: c.whole})
		result := r.judge(0)
		if passed := result.Outcome == Pass; passed != c.passes || passed != (len(n.tries) == 0) {
			t.Errorf("%+v: %s, %s", c, result.Outcome, result.Reason)
		}
	}
}

// headers is an ERP that keeps the content type and one header of each post.
type headers struct {
	mu   sync.Mutex
	seen []string
}

func (h *headers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, r.Header.Get("Content-Type")+" "+r.Header.Get("Accept-Language"))
	fmt.Fprint(w, "{}")
}

// A post of another content type has the target's headers too, and the posts after it are as ever.
func TestPost_OfAnotherContentType(t *testing.T) {
	for _, language := range []string{"", "de"} {
		erp := &headers{}
		server := httptest.NewServer(erp)
		t.Cleanup(server.Close)
		to := target.Target{Base: server.URL}
		if language != "" {
			to.Headers = http.Header{"Accept-Language": {language}}
		}
		c := Check{Clause: "E1", Name: "posts", Run: func(t *T) {
			for _, contentType := range []string{"", "text/plain", "", "text/plain", "text/xml"} {
				p := t.Unit().DevicePost("add", "SN")
				p.ContentType = contentType
				t.Send(p)
			}
		}}
		r, err := NewRunner(to, []Check{c}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.ctx, r.grace = t.Context(), t.Context()
		if result := r.judge(0); result.Outcome != Pass {
			t.Fatal(result.Reason)
		}
		ordinary := "application/json " + language
		want := []string{ordinary, "text/plain " + language, ordinary, "text/plain " + language, "text/xml " + language}
		if !slices.Equal(erp.seen[:5], want) || len(r.clients) != 3 {
			t.Errorf("the ERP saw %q, want %q, of %d clients", erp.seen, want, len(r.clients))
		}
	}
}
