package expect

import (
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Check holds what one run received against a file. The exchanges are those of the run, oldest
// first; uses are the rules of the script that it plays, nil when it plays none; dropped is how many
// exchanges of the run are not there any more: then nothing is vouched for.
func Check(f *File, exchanges []*traffic.Exchange, uses []script.Use, dropped uint64) Report {
	w := newWatch(f)
	for _, x := range exchanges {
		w.see(x)
	}
	return w.report(uses, dropped)
}

// watch looks at the exchanges of a run as they come. It keeps none but the nearest.
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

// holds is report for those who only want to know whether all is well so far.
func (w *watch) holds(uses []script.Use) bool {
	for _, f := range w.followers {
		if !f.stand(uses).ok {
			return false
		}
	}
	return w.cut == 0
}
