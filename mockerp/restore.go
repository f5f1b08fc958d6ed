package mockerp

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

var errMending = errors.New("the books of the run wait to be made from the journal again")

// restore makes the runs again from a journal that has outlived the process: their books, the ids that
// were given and the counters of posts. Scripts begin anew, but give no id twice. The error says when
// there are more runs than are allowed, or when the journal cannot be read.
func (s *Server) restore() error {
	durable, ok := s.config.Journal.(journal.Durable)
	if !ok {
		return nil
	}
	s.runs.durable = durable
	started, exchanges := time.Now(), 0
	latest, err := s.resume()
	if err != nil {
		return err
	}
	behind := latest
	err = durable.Fold(latest, func(x *traffic.Exchange) error {
		exchanges++
		latest = x.ID
		return s.runs.fold(x)
	})
	if err != nil {
		return fmt.Errorf("the books cannot be made from the journal: %w", err)
	}
	for _, one := range s.runs.all() {
		one.before = latest - one.posts // what was dropped or reset has been answered, too
	}
	s.runs.setScript(s.runs.defaultScript(), true)
	s.runs.checkpointed = s.config.Journal.Stats().Recorded - uint64(exchanges)
	s.keepCheckpoint()
	took := time.Since(started).Round(time.Millisecond)
	s.restored = func() {
		s.sayRestored(exchanges, behind, took)
		if exchanges > worthwhile || behind > worthwhile {
			go debug.FreeOSMemory() // reading took more than what was read
		}
	}
	return nil
}

// sayRestored logs what was made from the journal. It waits for Start, for the settings are to be the
// first line of the log.
func (s *Server) sayRestored(exchanges int, behind uint64, took time.Duration) {
	log := s.config.Logger
	log.Info("books made from the journal", "exchanges", exchanges, "behind", behind, "runs", s.runs.count(), "took", took.String())
	if dropped := s.config.Journal.Stats().Dropped; dropped > 0 {
		log.Warn("the journal has dropped exchanges to stay within its bounds: the books know nothing of what was booked by those alone", "dropped", dropped)
	}
}

func (r *runs) errTooMany() error {
	return fmt.Errorf("it has more runs than the %d that are allowed: start with a higher --max-runs", r.limit)
}

// fold takes over one exchange of before, oldest first.
func (r *runs) fold(x *traffic.Exchange) error {
	if x.Decision.By == "door" {
		return nil // concerns no books
	}
	one, ok := r.use(x.Run)
	if !ok {
		return r.errTooMany()
	}
	if one.posts == 0 {
		one.since = x.At
	}
	one.posts++
	one.last = x.At
	return fold(one.books, x)
}

// fold lets the books follow one exchange as they did when it was made. Of one that was too large for
// the journal, and so was cut, nothing can be read.
func fold(b *books.Books, x *traffic.Exchange) error {
	if !x.Booked || x.Cut {
		return nil
	}
	payload, _ := schemas.Parse(x.Request.Body)
	if payload == nil {
		return nil
	}
	reply := replyOf(x)
	if x.Decision.By == "books" {
		b.Resume(x.Kind, reply.ExternalID)
	}
	b.Apply(books.Event{Kind: x.Kind, Payload: payload}, reply)
	return nil
}

// replyOf is what the books are told of an answer: what the sender reads from it. Of half of a JSON
// text that is no id.
func replyOf(x *traffic.Exchange) books.Reply {
	reply := books.Reply{Status: x.Answer.Status, Lost: x.Answer.Lost}
	if x.Answer.Fault == string(fault.TruncatedJSON) {
		return reply
	}
	text := x.Answer.Body
	if x.Decision.By == "upstream" { // what a script packed was not unpacked then, either
		text = upstream.Answer{Header: x.Answer.Header, Body: text}.Text()
	}
	reply.ExternalID = answeredID(x.Answer.Status, text)
	return reply
}
