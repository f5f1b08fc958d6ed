package script

import (
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Reasons tells why rules did not answer, of exchanges that are read. It remembers some scripts of before. The zero value
// is ready for use, by many at once.
type Reasons struct {
	mu       sync.Mutex
	recalled []*recalled // the one that was used last in front
}

// recalled is a script as it was.
type recalled struct {
	key    string
	script *Script // nil: it cannot be read
	weight int
}

// The bounds of what is remembered: scripts, and about how much there is in them.
const (
	mostRecalled = 32
	mostWeight   = 1 << 20
)

// What is said where the reasons are not known.
const (
	notKept  = " Why other rules of the script did not answer is not known any more: the script is not kept as it was then."
	notWhole = " Why other rules of the script did not answer is not known: the post is not kept whole."
)

// Of is the exchange with the rules that missed: x itself, or a copy. Where they cannot be told any more, its
// Decision.Why says so.
func (r *Reasons) Of(x *traffic.Exchange) *traffic.Exchange {
	asked := x.Decision.Asked
	if asked == nil {
		return x
	}
	told := *x
	if x.Cut || x.Request.Truncated {
		told.Decision.Why += notWhole
		return &told
	}
	post, unknown := postOf(x), len(asked.Scripts) == 0
	missed := slices.Clip(x.Decision.Missed)
	for i := 0; i < len(asked.Scripts) && len(missed) < MostMissed; i++ {
		one := &asked.Scripts[i]
		if s := r.recall(one.Script); s != nil {
			missed = append(missed, s.missed(&post, one)...)
		} else {
			unknown = true
		}
	}
	told.Decision.Missed = missed[:min(len(missed), MostMissed)]
	if unknown {
		told.Decision.Why += notKept
	}
	return &told
}

// postOf is the post of an exchange as the script was asked for it.
func postOf(x *traffic.Exchange) Post {
	asked := x.Decision.Asked
	payload, _ := schemas.Parse(x.Request.Body)
	p := Post{
		Kind: x.Kind, Type: schemas.Text(payload, "type"), Payload: payload, Header: x.Request.Header,
		Run: x.Run, Seq: asked.Seq, BooksID: asked.BooksID, BooksSize: asked.BooksSize,
	}
	if u, err := url.ParseRequestURI(x.Request.URL); err == nil {
		p.Query = u.Query()
	}
	return p
}

// recall makes the script again as it was; nil when it is not kept.
func (r *Reasons) recall(was *traffic.Script) *Script {
	if was == nil || len(was.Text) == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	at := slices.IndexFunc(r.recalled, func(one *recalled) bool { return one.key == was.Key })
	if at < 0 {
		r.recalled = append(r.recalled, readAgain(was))
		at = len(r.recalled) - 1
	}
	found := r.recalled[at]
	r.recalled = slices.Insert(slices.Delete(r.recalled, at, at+1), 0, found)
	r.forget()
	return found.script
}

// forget keeps what is remembered within its bounds, and always the last one.
func (r *Reasons) forget() {
	sum := 0
	for i, one := range r.recalled {
		if sum += one.weight; i > 0 && (i >= mostRecalled || sum > mostWeight) {
			clear(r.recalled[i:])
			r.recalled = r.recalled[:i]
			return
		}
	}
}

// readAgain reads a script without its answers: a file of one may have changed, and nothing is answered.
func readAgain(was *traffic.Script) *recalled {
	c := &compiler{onlyWhen: true}
	made := &recalled{key: was.Key, weight: len(was.Text)}
	f, err := yamlfile.Parse("script", was.Text)
	if err != nil {
		return made
	}
	s, err := c.compile(f)
	if err != nil {
		return made // it is of another version of erpkit
	}
	for _, off := range was.Off {
		if changed, ok := s.Switch(off+1, true); ok {
			s = changed
		}
	}
	made.script, made.weight = s, made.weight+c.instructions+c.nodes
	return made
}

// told is what is kept of the script with the exchanges for which it was asked.
func (s *Script) told(seed uint64) *traffic.Script {
	key := binary.BigEndian.AppendUint64(s.digest[:sha256.Size:sha256.Size], seed)
	made := &traffic.Script{Text: s.source, Seed: seed}
	for i, r := range s.rules {
		if r.off {
			made.Off = append(made.Off, i)
			key = binary.BigEndian.AppendUint32(key, uint32(i))
		}
	}
	sum := sha256.Sum256(key)
	made.Key = string(sum[:16])
	return made
}
