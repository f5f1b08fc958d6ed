package mockerp

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/packed"
)

// A checkpoint is the runs with their books at one moment, in a durable journal. The next start goes on from it, and folds
// only what came later. One that does not fit is passed over: then the books are folded from the whole journal.

// checkpointForm is the first byte of one. It changes with what is written, and with what the mock makes of the same journal.
const checkpointForm = 1

// worthwhile is how many exchanges make a new checkpoint worth its time: so many are folded in a moment.
const worthwhile = 2000

// keepCheckpoint keeps one when enough came since the last.
func (s *Server) keepCheckpoint() {
	durable := s.runs.durable
	if durable == nil || s.config.Journal.Stats().Recorded < s.runs.checkpointed+worthwhile {
		return
	}
	held, release := s.runs.hold()
	defer release()
	content, whole := checkpoint(held, s.checkpointHead())
	if !whole || len(held) != len(s.runs.byName) {
		return
	}
	if err := durable.KeepCheckpoint(content); err != nil {
		s.config.Logger.Warn("no checkpoint of the books was made: the next start reads the journal from where the last one ends", "error", err)
		return
	}
	s.runs.checkpointed = s.config.Journal.Stats().Recorded
}

// checkpointHead is what must be the same for a checkpoint to fit: the version, for it decides what the books make of an
// exchange, and their bounds.
func (s *Server) checkpointHead() []byte {
	head := packed.AppendText([]byte{checkpointForm}, s.config.Version)
	return binary.AppendUvarint(binary.AppendUvarint(head, uint64(s.config.MaxThings)), uint64(s.config.MaxThingsTotal))
}

// hold lets no run take a post, start afresh or come into being until release: between the books and the place in the journal that
// their checkpoint gets nothing may happen, and a host program may still hand over posts.
func (r *runs) hold() (held []*run, release func()) {
	held = r.all()
	for _, one := range held {
		one.mu.Lock()
	}
	r.mu.RLock() // behind those of the runs, as drop does it
	return held, func() {
		r.mu.RUnlock()
		for _, one := range held {
			one.mu.Unlock()
		}
	}
}

// checkpoint writes all runs behind the head; whole is false when the books of one hold what the journal could not keep.
func checkpoint(all []*run, head []byte) (content []byte, whole bool) {
	content = binary.AppendUvarint(head, uint64(len(all)))
	for _, one := range all {
		if content, whole = one.appendTo(content); !whole {
			return nil, false
		}
	}
	return content, true
}

// appendTo writes a run that is held.
func (r *run) appendTo(content []byte) ([]byte, bool) {
	if r.dropped || r.stale || r.pending > 0 {
		return nil, false
	}
	content = binary.AppendUvarint(packed.AppendText(content, r.name), r.posts)
	for _, t := range []time.Time{r.since, r.last} {
		content = binary.AppendUvarint(binary.AppendVarint(content, t.Unix()), uint64(t.Nanosecond()))
	}
	return packed.AppendText(content, string(r.books.Checkpoint())), true
}

// resume takes over the runs of the journal's checkpoint. It returns the exchange up to which they are true, 0 where there is
// none that fits.
func (s *Server) resume() (upTo uint64, err error) {
	content, upTo, err := s.runs.durable.Checkpoint()
	if err != nil {
		return 0, fmt.Errorf("the checkpoint of the books cannot be read: %w", err)
	}
	head := s.checkpointHead()
	if content == nil || len(content) < len(head) || string(content[:len(head)]) != string(head) {
		return 0, nil
	}
	resumed, ok := s.runs.readCheckpoint(content[len(head):])
	if !ok {
		return 0, nil
	}
	for _, one := range resumed {
		taken, ok := s.runs.use(one.name)
		if !ok {
			return 0, s.runs.errTooMany()
		}
		taken.posts, taken.since, taken.last, taken.books = one.posts, one.since, one.last, one.books.Within(s.runs.total)
	}
	return upTo, nil
}

// resumed is a run as a checkpoint has it.
type resumed struct {
	name        string
	posts       uint64
	since, last time.Time
	books       *books.Books
}

// readCheckpoint reads all runs, before any of them is taken over.
func (r *runs) readCheckpoint(content []byte) (all []resumed, ok bool) {
	from := packed.NewReader(content)
	count := from.Count()
	if count > r.limit {
		return nil, false
	}
	for range count {
		one := resumed{name: from.Text(), posts: from.Uvarint(), since: moment(from), last: moment(from)}
		var err error
		if one.books, err = books.Restore([]byte(from.Text()), r.maxThings); err != nil {
			return nil, false
		}
		all = append(all, one)
	}
	return all, from.Whole()
}

func moment(from *packed.Reader) time.Time {
	return time.Unix(from.Varint(), int64(from.Uvarint())).UTC()
}
