package behaviour

import (
	"fmt"
	"slices"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

const (
	alone    = 9  // posts one after another
	atOnce   = 16 // posts of a crowd
	mostMany = 32 // posts at once that are tried
)

// speeds are about how fast answers come, and how many posts at once are served.
func speeds() []probe {
	return []probe{
		{"answer-alone", "How long an answer takes", nil, func(t *check.T) Habit {
			var took []time.Duration
			for range alone {
				a := t.Send(plain(t)[0])
				t.Given(a)
				took = append(took, a.Result.Transcript.Took)
			}
			return lasting(took)
		}},
		{"answer-in-a-crowd", fmt.Sprintf("How long an answer takes when %d posts come at once", atOnce), nil, func(t *check.T) Habit {
			var took []time.Duration
			for _, a := range crowd(t, atOnce) {
				took = append(took, a.Result.Transcript.Took)
			}
			return lasting(took)
		}},
		{"posts-at-once", "Up to how many posts at once are all accepted in time", nil, many},
	}
}

// inACrowd tells whether a habit sends posts at the same time, so that the order of their ids says nothing.
func inACrowd(name string) bool { return name == "answer-in-a-crowd" || name == "posts-at-once" }

// plain are the plainest posts that the ERP offers to take: what is added has data of its own.
func plain(t *check.T) []check.Post {
	u := t.Unit()
	if t.Offers(schemas.Device) {
		return []check.Post{u.DevicePost("add", u.Serial)}
	}
	if t.Offers(schemas.Operation) {
		return []check.Post{u.Report().Post("add")}
	}
	return []check.Post{u.ItemOf(master.PartWant{}).Post("add")}
}

// crowd sends plain posts at the same time.
func crowd(t *check.T, n int) []check.Exchange {
	var posts []check.Post
	for range n {
		posts = append(posts, plain(t)...)
	}
	return t.Parallel(posts)
}

func many(t *check.T) Habit {
	best := 0
	for n := 1; n <= mostMany; n *= 2 {
		for _, a := range crowd(t, n) {
			if !a.Accepted() || a.Result.Transcript.Took > t.AnswerWithin() {
				return Habit{Answer: fmt.Sprint(best), Seen: fmt.Sprintf("Of %d at once: %s", n, a.Words())}
			}
		}
		best = n
	}
	return Habit{Answer: fmt.Sprintf("%d and perhaps more", best), Seen: "More were not tried."}
}

// lasting classifies times in steps of 1, 2 and 5, so that one ERP is said to be the same twice.
func lasting(took []time.Duration) Habit {
	slices.Sort(took)
	median := took[len(took)/2]
	step := time.Millisecond
	for _, factor := range []int64{2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000} {
		if median <= step {
			break
		}
		step = time.Duration(factor) * time.Millisecond
	}
	return Habit{Answer: fmt.Sprintf("up to %s", step), Seen: fmt.Sprintf("The median is %s, the longest %s, of %d.",
		median.Round(100*time.Microsecond), took[len(took)-1].Round(100*time.Microsecond), len(took))}
}
