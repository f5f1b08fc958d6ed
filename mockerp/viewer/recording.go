package viewer

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/offline"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Recording is recorded traffic that is looked at: captures in memory, or one journal.
type Recording struct {
	store journal.Store
	files []api.File
	runs  runs

	maxCount int
	maxBytes int64
	count    int
	bytes    int64
	full     bool
}

// NewRecording makes one for captures, which keeps at most so many posts and about so much memory.
func NewRecording(maxCount int, maxBytes int64) *Recording {
	return &Recording{
		store: journal.NewMemory(maxCount, maxBytes), runs: newRuns(), maxCount: max(maxCount, 1), maxBytes: maxBytes,
	}
}

// OpenJournal makes one for a journal, whose books are folded on the way. It tells progress of how many of how many were read.
func OpenJournal(ctx context.Context, name string, store journal.Store, progress func(done, total int)) (*Recording, error) {
	r := &Recording{store: store, runs: newRuns()}
	file := api.File{Name: name, Format: "journal", Skipped: map[string]int{}}
	filter := journal.Filter{Limit: 1000, Uncounted: true}
	total := store.Stats().Exchanges
	for more := true; more; {
		page, err := store.List(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, x := range page.Exchanges {
			r.runs.follow(x)
			tell(&file, x, !schemas.Broken(x.Findings) && !schemas.Broken(x.Answer.Findings))
		}
		progress(min(file.Posts, total), total)
		filter.After, more = page.Next, page.Next != 0
	}
	r.files = []api.File{file}
	return r, nil
}

// Add judges the posts of one capture and keeps those for which there is room, the first of them. The error is the
// capture's, which is then kept as far as it goes.
func (r *Recording) Add(name string, format traffic.Format, exchanges iter.Seq2[*traffic.Exchange, error]) error {
	judge, file := offline.NewJudge(), api.File{Name: name, Format: string(format), Skipped: map[string]int{}}
	var failed error
	for x, err := range exchanges {
		if failed = err; err != nil {
			break
		}
		if failed = r.add(&file, x, judge.See(x)); failed != nil {
			break
		}
	}
	r.files = append(r.files, file)
	return failed
}

func (r *Recording) add(file *api.File, x *traffic.Exchange, judged offline.Entry) error {
	if judged.Skipped != "" {
		file.Skipped[judged.Skipped]++
		return nil
	}
	if judged.Unreadable != "" {
		file.Unreadable++
	}
	note(x, file.Name, judged)
	r.runs.follow(x)
	size := journal.Size(x)
	if r.full = r.full || r.count >= r.maxCount || r.bytes+size > r.maxBytes; r.full {
		x.ID = 0 // of the mock that recorded it
		file.Beyond++
		file.Posts--
	} else if err := r.store.Append(x); err != nil {
		return err
	} else {
		r.count, r.bytes = r.count+1, r.bytes+size
	}
	tell(file, x, judged.OK)
	return nil
}

// note writes into an exchange what was found, and where it comes from.
func note(x *traffic.Exchange, file string, judged offline.Entry) {
	x.Findings = judged.Findings
	if judged.Answer != nil {
		x.Answer.Findings = judged.Answer.Findings
	}
	if judged.Unreadable != "" {
		x.Findings = append(slices.Clone(x.Findings), schemas.Finding{
			Clause: "T1", Level: schemas.Note, Message: "This post could not be read: " + judged.Unreadable + ".",
			Hint: "Capture it with a tool that writes HTTP archives.",
		})
	}
	if x.Decision.Why != "" { // a mock decided
		return
	}
	x.Decision.By, x.Decision.Why = "upstream", fmt.Sprintf("%s of %s.", x.Place(), file)
	if !x.Knows(traffic.Answered) {
		x.Decision.Why += " No answer was captured."
	}
	if judged.FlowSkipped != "" {
		x.Decision.Why += " Its flow was not judged: " + judged.FlowSkipped + "."
	}
}

// tell counts an exchange for its file.
func tell(file *api.File, x *traffic.Exchange, ok bool) {
	file.Posts++
	file.Last = max(file.Last, x.ID)
	count := func(n *int, first *uint64, yes bool) {
		if !yes {
			return
		}
		*n++
		if *first == 0 {
			*first = x.ID
		}
	}
	if file.First == 0 {
		file.First = x.ID
	}
	count(&file.Broken, &file.FirstBroken, !ok)
	count(&file.Refused, &file.FirstRefused, x.Answer.Status >= http.StatusBadRequest)
}

// Files says what is in each file.
func (r *Recording) Files() []api.File { return r.files }

// Posts is how many posts are shown.
func (r *Recording) Posts() (n int) {
	for i := range r.files {
		n += r.files[i].Posts
	}
	return n
}
