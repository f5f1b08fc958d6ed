package journal

import (
	"container/list"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// mostIdle is how many runs of which nothing is kept any more are still remembered, for
// their count of dropped exchanges. Beyond it the oldest is as if it had never been.
const mostIdle = 16_384

// lane is the part of the journal that belongs to one run.
type lane struct {
	run     string
	kept    queue[*traffic.Exchange]
	dropped uint64
	idle    *list.Element // its place among the idle lanes; nil while anything is kept
}

// lanes are the lanes of all runs. Their number is bounded by what is kept and mostIdle.
type lanes struct {
	byRun map[string]*lane
	idle  *list.List
}

func newLanes() lanes { return lanes{byRun: map[string]*lane{}, idle: list.New()} }

// add puts x at the end of its run's lane.
func (ls *lanes) add(x *traffic.Exchange) {
	l := ls.byRun[x.Run]
	if l == nil {
		l = &lane{run: x.Run}
		ls.byRun[x.Run] = l
	}
	if l.idle != nil {
		ls.idle.Remove(l.idle)
		l.idle = nil
	}
	l.kept.push(x)
}

// dropOldest takes the oldest exchange of a run out and counts it.
func (ls *lanes) dropOldest(run string) {
	l := ls.byRun[run]
	l.kept.pop()
	l.dropped++
	if l.kept.n > 0 {
		return
	}
	l.kept = queue[*traffic.Exchange]{}
	l.idle = ls.idle.PushBack(l)
	if ls.idle.Len() > mostIdle {
		oldest, _ := ls.idle.Remove(ls.idle.Front()).(*lane)
		delete(ls.byRun, oldest.run)
	}
}

// forget drops the lane of a run, with its counter, and returns it; nil if there is none.
func (ls *lanes) forget(run string) *lane {
	l := ls.byRun[run]
	if l == nil {
		return nil
	}
	if l.idle != nil {
		ls.idle.Remove(l.idle)
	}
	delete(ls.byRun, run)
	return l
}
