package sqlite

import (
	"context"
	"math"
	"sync"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// The text of a script is in the file with one of the exchanges for which it was asked; those after it say which. So
// all bounds hold for it as for any other content, and the file has no form of its own for it.

// carriers are the exchanges that have the texts of scripts, by run and key. The lock of the store must be held.
type carriers struct {
	byKey map[string]*carrier
	// epoch tells two sets of carriers apart.
	epoch int
}

type carrier struct {
	id   int64
	left int // how many more exchanges may refer to it
}

// The bounds of carriers: how many are remembered, and how many exchanges may refer to one, so that few lose their
// script when the oldest are dropped. A long text is worth more of them.
const (
	mostCarriers = 4096
	mostReferred = 500
	lettersEach  = 100
)

func (c *carriers) forget() {
	c.byKey = nil
	c.epoch++
}

// place is the exchange that has the text of a script; 0 when the next one is to have it.
func (c *carriers) place(run string, s *traffic.Script, droppedTo int64) uint64 {
	at := c.byKey[carrierKey(run, s)]
	if at == nil || at.left == 0 || at.id <= droppedTo {
		return 0
	}
	at.left--
	return uint64(at.id)
}

// carry notes what the row has.
func (s *Store) carry(r *row) {
	for _, one := range r.carried {
		left := s.options.fewOf(max(mostReferred, len(one.Text)/lettersEach), r.size-one.Bytes())
		if s.carriers.byKey == nil || len(s.carriers.byKey) >= mostCarriers {
			s.carriers.byKey = map[string]*carrier{}
		}
		s.carriers.byKey[carrierKey(r.run, one)] = &carrier{r.id, left}
	}
}

// fewOf is so many exchanges of that size, or fewer where they would be more than a small part of the journal.
func (o Options) fewOf(n int, size int64) int {
	if o.MaxCount > 0 {
		n = min(n, o.MaxCount/10)
	}
	if o.MaxBytes > 0 {
		n = int(min(int64(n), o.MaxBytes/10/max(size, 1)))
	}
	return n
}

func carrierKey(run string, s *traffic.Script) string { return run + "\x00" + s.Key }

// encode makes the row of x outside of the lock, and leaves the lock held.
func (s *Store) encode(x *traffic.Exchange) *row {
	for {
		s.mu.Lock()
		places, epoch := s.places(x), s.carriers.epoch
		s.mu.Unlock()
		r := encode(x, places...)
		s.mu.Lock()
		if epoch == s.carriers.epoch || places == nil {
			return r
		}
		s.mu.Unlock() // what has the text may be gone by now
	}
}

func (s *Store) places(x *traffic.Exchange) (list []uint64) {
	if x.Decision.Asked == nil {
		return nil
	}
	for _, one := range x.Decision.Asked.Scripts {
		list = append(list, s.carriers.place(x.Run, one.Script, s.tally.upTo))
	}
	return list
}

// carry notes which texts are in the row, and counts them.
func (r *row) carry(x *traffic.Exchange, places []uint64) {
	if x.Decision.Asked == nil {
		return
	}
	for i, one := range x.Decision.Asked.Scripts {
		if placeOf(places, i) == 0 && len(one.Script.Text) > 0 {
			r.carried = append(r.carried, one.Script)
			r.size += one.Script.Bytes()
		}
	}
}

// places say of exchanges which others have the texts of their scripts; 0 is they themselves.
type places map[*traffic.Exchange][]uint64

// complete gives exchanges the texts of their scripts. What is not there any more stays without.
func (s *Store) complete(ctx context.Context, q querier, list []*traffic.Exchange, elsewhere places) error {
	for x := range elsewhere { // what is here need not be read again
		for i := range x.Decision.Asked.Scripts {
			s.scripts.share(x.Decision.Asked.Scripts[i].Script)
		}
	}
	for _, x := range list {
		for i, place := range elsewhere[x] {
			if err := s.completeOne(ctx, q, &x.Decision.Asked.Scripts[i].Script, place); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) completeOne(ctx context.Context, q querier, one **traffic.Script, place uint64) error {
	known := s.scripts.share(*one)
	if known == nil && place > 0 && place <= math.MaxInt64 {
		found, err := s.fetch(ctx, q, (*one).Key, place)
		if err != nil {
			return err
		}
		if found != nil {
			known = s.scripts.share(found)
		}
	}
	if known != nil {
		*one = known
	}
	return nil
}

// fetch reads a script from the exchange that has its text; nil when it has not.
func (s *Store) fetch(ctx context.Context, q querier, key string, place uint64) (*traffic.Script, error) {
	list, _, _, err := s.rows(ctx, q, "e.id=?", int64(place))
	if err != nil || len(list) == 0 || list[0].Decision.Asked == nil {
		return nil, err
	}
	for _, one := range list[0].Decision.Asked.Scripts {
		if one.Script.Key == key && len(one.Script.Text) > 0 {
			return one.Script, nil
		}
	}
	return nil, nil
}

// scripts are those that were read, so that each is read once and exchanges share it.
type scripts struct {
	mu    sync.Mutex
	byKey map[string]*traffic.Script
	bytes int64
}

// mostScriptBytes is about how many bytes of them are kept.
const mostScriptBytes = 8 << 20

// share gives the script with its text, if it is known or has it; nil when neither.
func (t *scripts) share(s *traffic.Script) *traffic.Script {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.byKey[s.Key]; known != nil || len(s.Text) == 0 {
		return known
	}
	if t.byKey == nil || t.bytes > mostScriptBytes {
		t.byKey, t.bytes = map[string]*traffic.Script{}, 0
	}
	t.byKey[s.Key] = s
	t.bytes += s.Bytes()
	return s
}
