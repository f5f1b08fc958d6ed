package capsule

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// Options say what becomes a story, and how.
type Options struct {
	// Around chooses the posts.
	Around Around
	// Title and Reference are for the story; without a title one is made.
	Title, Reference string
	// Mask, if set, masks everything that is written.
	Mask *Masker
	// Patience is how long the MES waited for an answer; 0 means the sender's default.
	Patience time.Duration
}

// Capsule is a story made of what was recorded.
type Capsule struct {
	// Text is the scenario file.
	Text []byte
	// Posts is how many posts are in it, Verbs how many of them are verbs.
	Posts, Verbs int
	// Reproduces says what must happen for the story to reproduce.
	Reproduces string
	// Notes say what was left out, and what the story cannot show.
	Notes []string
}

// maxPosts bounds a story; nobody reads a longer one.
const maxPosts = 900

// Make makes a story from what was recorded. The error says that nothing matches, or too much, or several runs;
// see Collect.
func Make(exchanges []*traffic.Exchange, opts Options) (*Capsule, error) {
	made := &Capsule{}
	opts.Patience = cmp.Or(opts.Patience, sender.DefaultTimeout)
	posts, err := made.chosen(exchanges, opts)
	if err != nil {
		return nil, err
	}
	if opts.Mask != nil {
		if size := sizeOf(posts); size > maxMasked {
			return nil, fmt.Errorf("%d MiB are too many to mask, and for a story: choose fewer posts, by serial or work order", size>>20)
		}
		posts = read(opts.Mask.posts(posts), opts.Patience)
		opts.Around.Serial, opts.Around.WorkOrder = opts.Mask.orEmpty(opts.Around.Serial), opts.Mask.orEmpty(opts.Around.WorkOrder)
	}
	s := newShop(posts)
	steps := s.steps(posts)
	for i := range steps {
		if steps[i].raw == nil {
			made.Verbs++
		}
	}
	made.Posts = len(steps)
	w := &writer{shop: s, steps: steps, opts: opts, made: made}
	made.Text = w.story()
	if len(made.Text) > maxStory {
		return nil, fmt.Errorf("the story would have %d KiB, and a scenario file has %d at most: choose fewer posts, by serial or work order, or shorten the longest bodies", len(made.Text)>>10, maxStory>>10)
	}
	if _, err := scenarios.Parse("capsule.yaml", made.Text); err != nil {
		return nil, fmt.Errorf("what was recorded made no right story, which is a defect of erpkit: %w", err)
	}
	return made, nil
}

// maxStory is how long a file of erpkit can be.
const maxStory = 1 << 20

// maxMasked bounds the bodies that are masked, because each word of them is kept. A story with more would be too
// long in any case.
const maxMasked = 8 << 20

func sizeOf(posts []post) int {
	size := 0
	for i := range posts {
		size += len(posts[i].Request.Body) + len(posts[i].heard.Body)
	}
	return size
}

func (m *Masker) orEmpty(name string) string {
	if name == "" {
		return ""
	}
	return m.name(name)
}

// ErrUseless says that all matching requests are ones that cannot be replayed.
var ErrUseless = errors.New("nothing was recorded that a story could be made of")

// chosen picks the posts, and leaves out those that cannot be replayed.
func (c *Capsule) chosen(exchanges []*traffic.Exchange, opts Options) ([]post, error) {
	chosen, err := Collect(fromList(exchanges), opts.Around)
	if err != nil {
		return nil, err
	}
	var useful []post
	why, slow, bare := map[string]int{}, time.Duration(0), 0
	for _, r := range read(chosen, opts.Patience) {
		if reason := r.useless(); reason != "" {
			why[reason]++
			continue
		}
		useful = append(useful, r)
		if !r.lost {
			slow = max(slow, r.heard.Delay)
		}
		if !r.lost && !r.Knows(traffic.AnswerBody) {
			bare++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		c.Notes = append(c.Notes, fmt.Sprintf("%s left out: %s.", show.Count(why[reason], "request was", "requests were"), reason))
	}
	if bare > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%s captured without a body; the story answers without one.", show.Count(bare, "answer was", "answers were")))
	}
	if slow >= time.Second {
		c.Notes = append(c.Notes, fmt.Sprintf("Answers were held back, up to %s; the story answers at once.", slow))
	}
	if len(useful) == 0 {
		return nil, fmt.Errorf("%w. %s", ErrUseless, strings.Join(c.Notes, " "))
	}
	return useful, nil
}

// steps makes a step of each post.
func (s *shop) steps(posts []post) []step {
	var all []step
	for i := range posts {
		one, ok := s.fit(&posts[i])
		if !ok {
			one = step{verb: scenarios.Post, raw: &posts[i], from: &posts[i], answered: understood(&posts[i]).ExternalID, ids: s.ids()}
		}
		all = append(all, one)
	}
	return all
}

// ids are the ERP's ids that the MES knows now, with the names of their things.
func (s *shop) ids() map[string]string {
	all := map[string]string{}
	for _, stock := range s.books.Stocks {
		all[stock.ExternalID] = s.names[stock.ID]
		for _, item := range stock.Items {
			all[item.ExternalID] = s.names[stock.ID+item.ID]
		}
		for _, report := range stock.Reports {
			all[report.ExternalID] = s.names[stock.ID+report.ID]
		}
	}
	delete(all, "")
	return all
}
