package journal

import (
	"container/list"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// mostIdle is how many runs without kept exchanges are remembered, for their count of dropped
// ones. Beyond it the oldest is forgotten.
const mostIdle = 16_384

// lane is the part of the journal that belongs to one run.
type lane struct {
	run     string
	kept    queue[*traffic.Exchange]
	dropped uint64
	idle    *list.Element // its place among the idle lanes; nil while the run has exchanges
}

// lanes are the lanes of all runs. Their number is bounded by the kept exchanges and mostIdle.
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

// dropOldest removes the oldest exchange of a run and counts it as dropped.
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
