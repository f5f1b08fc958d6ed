package shift

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// record gathers what the stations see. Its size does not depend on how many posts there are.
type record struct {
	options Options

	mu       sync.Mutex
	sum      Summary
	counts   map[[2]string]*Count
	findings map[[2]string]*FindingCount
	latency  latency
	short    string // what ran out
}

func newRecord(o Options) *record {
	r := &record{options: o, counts: map[[2]string]*Count{}, findings: map[[2]string]*FindingCount{}}
	r.sum = Summary{Seed: o.Seed, Planned: o.Events, Stations: o.Stations, Troubles: map[sender.Trouble]int{}}
	for _, kind := range schemas.Kinds() {
		for _, typ := range kind.Types() {
			r.counts[[2]string{string(kind), typ}] = &Count{Kind: kind, Type: typ}
		}
	}
	return r
}

// ended tells the stations to stop.
func (r *record) ended(ctx context.Context) bool {
	if ctx.Err() != nil {
		r.stop("The shift was cancelled.")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sum.Stopped != ""
}

// stop ends the shift; the first reason counts.
func (r *record) stop(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Stopped = cmp.Or(r.sum.Stopped, why)
}

// lack notes what ran out at a station; the first reason counts, unless other stations make the posts.
func (r *record) lack(words string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.short = cmp.Or(r.short, words)
}

// note takes in one post.
func (r *record) note(out sender.Outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	result := *out.Result
	r.sum.Posts++
	r.latency.add(result.Transcript.Took)
	for _, c := range []*Count{&r.sum.Total, r.counts[[2]string{string(out.Kind), out.Type}]} {
		c.add(result)
	}
	for _, f := range result.Findings {
		r.find(f)
	}
	if !result.Accepted {
		r.example(out)
	}
	if result.Trouble != "" {
		r.sum.Troubles[result.Trouble]++
		if !r.options.GoOn && r.sum.Stopped == "" {
			r.sum.Stopped = "The shift ended early. " + result.String()
		}
	}
	if r.options.Progress != nil {
		r.options.Progress(r.sum.Posts, r.options.Events)
	}
}

// mostExamples bounds the failed posts that are shown in full.
const mostExamples = 5

// example keeps the first post of each kind of failure.
func (r *record) example(out sender.Outcome) {
	e := Example{Kind: out.Kind, Type: out.Type, Words: out.Result.Words, Cure: out.Result.Cure}
	for _, seen := range r.sum.Examples {
		if seen.Kind == e.Kind && seen.Type == e.Type && seen.Words == e.Words {
			return
		}
	}
	if len(r.sum.Examples) < mostExamples {
		e.Curl, e.again = out.Result.Transcript.Curl(), out.Result.Transcript.CurlIn(r.options.Shell)
		r.sum.Examples = append(r.sum.Examples, e)
	}
}

func (r *record) find(f schemas.Finding) {
	key := [2]string{f.Clause, string(f.Level)}
	if r.findings[key] == nil {
		r.findings[key] = &FindingCount{Clause: f.Clause, Level: f.Level, First: f.Message}
	}
	r.findings[key].Count++
}

// summary closes the record.
func (r *record) summary(took time.Duration) Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.sum
	if s.Stopped == "" && s.Posts < s.Planned && r.short != "" {
		s.Stopped = "The shift ended early: " + r.short
	}
	s.Took = milliseconds(took)
	s.Latency = r.latency.figures()
	for _, kind := range schemas.Kinds() {
		for _, typ := range kind.Types() {
			s.Counts = append(s.Counts, *r.counts[[2]string{string(kind), typ}])
		}
	}
	s.Findings = sorted(r.findings)
	return s
}
