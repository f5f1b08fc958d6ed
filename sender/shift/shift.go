package shift

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// Options say what to play.
type Options struct {
	// Settings say where the posts go. Only enabled integrations make posts. The shift works on
	// work orders of the configured source.
	Settings sender.Settings
	Poster   sender.Poster
	Seed     uint64
	// Events is how many posts are made.
	Events int
	// Stations act at once, each on its own stocks; 0 is 1.
	Stations int
	// Prefix begins every serial and work order number; "" is made from the seed. Another prefix
	// lets a seed be played again on the same ERP.
	Prefix string
	// Master are the master data of the ERP; nil makes names up.
	Master *master.Data
	// GoOn plays on after a trouble such as a refused connection.
	GoOn bool
	// Shell is the one for which String writes the lines that repeat a post.
	Shell show.Shell
	// Progress hears after each post how many were made; one call at a time. nil is fine.
	Progress func(done, total int)
}

// most bounds the stations: more would only wait for each other.
const most = 1024

// Play plays the shift. The error says which option is wrong; what happened on the line, an
// early end included, is in the Summary.
func Play(ctx context.Context, o Options) (Summary, error) {
	o.Stations = cmp.Or(o.Stations, 1)
	if err := o.check(); err != nil {
		return Summary{}, err
	}
	o.Prefix = cmp.Or(o.Prefix, fmt.Sprintf("S%d", o.Seed))
	r := newRecord(o)
	started := time.Now()
	var supply *master.Supply
	if o.Master != nil {
		supply = master.NewSupply(o.Master, master.Start{Run: o.Prefix})
	}
	var all sync.WaitGroup
	shared := &quota{left: o.Events}
	for n := range o.Stations {
		events := o.Events / o.Stations
		if n < o.Events%o.Stations {
			events++
		}
		s := newStation(o, n, r, supply)
		own := shared // of master data one station may have nothing left where another has
		if o.Master == nil {
			own = &quota{left: events}
		}
		all.Go(func() { s.work(ctx, own) })
	}
	all.Wait()
	return r.summary(time.Since(started)), nil
}

// quota is how many posts are still to be made.
type quota struct {
	mu   sync.Mutex
	left int
}

// take takes one of them; it is false when none is left.
func (q *quota) take() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.left == 0 {
		return false
	}
	q.left--
	return true
}

// putBack returns one that was not made.
func (q *quota) putBack() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.left++
}

func (o Options) check() error {
	switch {
	case o.Poster == nil:
		return errors.New("a shift needs a poster, usually a sender.Client: give it one")
	case o.Events < 1:
		return fmt.Errorf("a shift of %d posts is too short: ask for 1 or more", o.Events)
	case o.Stations < 1 || o.Stations > most:
		return fmt.Errorf("%d stations cannot play: use 1 to %d", o.Stations, most)
	case len(o.kinds()) == 0:
		return errors.New("by the settings nothing is sent (C1, C2): switch on the custom integration and at least one of the three")
	}
	return nil
}

// kinds are those that make posts.
func (o Options) kinds() map[schemas.Kind]bool {
	on := map[schemas.Kind]bool{}
	for _, kind := range schemas.Kinds() {
		if _, clause, _ := o.Settings.Sends(kind, o.Settings.WorkOrderSource); clause == "" {
			on[kind] = true
		}
	}
	return on
}

// source is the random source of one station: its own, whatever the others do.
func source(seed uint64, station int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15*uint64(station+1)))
}
