package journal_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// patience ends a test that hangs; no test passes by it.
const patience = 30 * time.Second

// Many at once: run the test with -race. Ids stay unique and in order, bounds hold, and
// those who wait get what they wait for.
func TestManyWritersReadersResetsAndWaiters(t *testing.T) {
	const writers, posts = 8, 400
	j := journal.NewMemory(300, 400_000)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var writing, watching sync.WaitGroup
	done := make(chan struct{})
	for w := range writers {
		run := fmt.Sprintf("run-%d", w)
		writing.Go(func() { write(t, j, run, posts) })
		watching.Go(func() { read(t, j, run, done) })
		watching.Go(func() { reset(t, j, fmt.Sprintf("run-%d-reset", w%3), done) })
		watching.Go(func() {
			page, err := j.Wait(ctx, journal.Filter{Type: "last"}, w+1)
			if err != nil || page.Total <= w || ctx.Err() != nil {
				t.Errorf("waited for %d exchanges, got %d, %v", w+1, page.Total, err)
			}
		})
	}
	writing.Wait()
	for range writers {
		record(t, j, &traffic.Exchange{Run: "last", Type: "last"})
	}
	close(done)
	watching.Wait()
	if stats := j.Stats(); stats.Recorded != 2*writers*posts+writers || stats.Exchanges > 300 || stats.Bytes > 400_000 {
		t.Errorf("stats are %+v", stats)
	}
}

// write posts to the run, and as often to another that is being reset all the time.
func write(t *testing.T, j *journal.Memory, run string, posts int) {
	for i := range posts {
		x := &traffic.Exchange{Run: run, Request: traffic.Request{Body: make([]byte, i%700)}}
		y := &traffic.Exchange{Run: fmt.Sprintf("run-%d-reset", i%3)}
		if err := j.Append(x); err != nil {
			t.Error(err)
		}
		if err := j.Append(y); err != nil || y.ID <= x.ID {
			t.Errorf("ids %d then %d, %v", x.ID, y.ID, err)
		}
	}
}

func read(t *testing.T, j *journal.Memory, run string, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
		}
		for _, f := range []journal.Filter{{}, {Run: run}} {
			page, _ := j.List(context.Background(), f)
			for i := 1; i < len(page.Exchanges); i++ {
				if page.Exchanges[i].ID <= page.Exchanges[i-1].ID {
					t.Errorf("ids %d then %d", page.Exchanges[i-1].ID, page.Exchanges[i].ID)
				}
			}
			if len(page.Exchanges) > 0 {
				_, _, _ = j.Get(page.Exchanges[0].ID)
			}
		}
	}
}

func reset(t *testing.T, j *journal.Memory, run string, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
		}
		if _, err := j.Reset(run); err != nil {
			t.Error(err)
		}
	}
}
