package expect

import (
	"iter"
	"slices"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Check compares what one run received with a file. The exchanges are the run's, oldest first; uses
// are the rules of its script, nil when it has none; dropped is how many exchanges of the run the
// journal has dropped: if any, no outcome may depend on them.
func Check(f *File, exchanges []*traffic.Exchange, uses []script.Use, dropped uint64) Report {
	return CheckEach(f, slices.Values(exchanges), uses, dropped)
}

// CheckEach is Check for exchanges that come one after the other.
func CheckEach(f *File, exchanges iter.Seq[*traffic.Exchange], uses []script.Use, dropped uint64) Report {
	w := newWatch(f)
	for x := range exchanges {
		w.see(x)
	}
	return w.report(uses, dropped)
}

// watch sees the exchanges of a run as they come. It keeps only the nearest ones.
type watch struct {
	file      *File
	followers []follower
	run       string
	last      uint64
	count     int
	noPosts   int
	cut       int
}

func newWatch(f *File) *watch {
	w := &watch{file: f, followers: make([]follower, len(f.expectations))}
	for i := range f.expectations {
		w.followers[i] = f.expectations[i].form.follow()
	}
	return w
}

func (w *watch) see(x *traffic.Exchange) {
	s := see(x)
	w.run, w.last = x.Run, x.ID
	w.count++
	if !s.isPost() {
		w.noPosts++
	}
	if x.Cut {
		w.cut++
	}
	for _, f := range w.followers {
		f.see(s)
	}
}

func (w *watch) report(uses []script.Use, dropped uint64) Report {
	r := Report{
		Version: reportVersion, Run: w.run, Exchanges: w.count, NoPosts: w.noPosts, Dropped: dropped, Cut: w.cut,
		Items: make([]Item, len(w.followers)),
	}
	complete := dropped == 0 && w.cut == 0
	for i, f := range w.followers {
		r.Items[i] = w.file.expectations[i].item(f.stand(uses), complete)
	}
	r.judge()
	return r
}

// passes tells whether all expectations pass so far, without a report.
func (w *watch) passes(uses []script.Use) bool {
	for _, f := range w.followers {
		if !f.stand(uses).ok {
			return false
		}
	}
	return w.cut == 0
}
