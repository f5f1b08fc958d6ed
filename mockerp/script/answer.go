package script

import (
	"cmp"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/schemas"
)

// answer is one answer, ready to be made for a post.
type answer struct {
	pass    bool
	status  int
	delay   delay
	headers []header
	body    body
	fault   fault.Fault
	commit  bool
	down    time.Duration
	chance  float64 // of being given when its turn has come; 1 is every time
	random  bool    // a template throws dice
}

// byChance tells whether dice have a part in how the answer looks.
func (a *answer) byChance() bool { return a.random || a.delay.byChance() }

// templated tells whether a part of the answer is made for each post.
func (a *answer) templated() bool {
	return len(a.body.parts) > 1 || len(a.body.parts) == 1 && a.body.parts[0].template != nil ||
		slices.ContainsFunc(a.headers, func(h header) bool { return h.template != nil })
}

func (c *compiler) answer(pointer string, from fileAnswer, kinds []schemas.Kind) *answer {
	if c.onlyWhen {
		return &answer{chance: chanceOf(from.Probability)}
	}
	a := &answer{
		pass: from.Pass, status: from.Status, chance: chanceOf(from.Probability),
		delay: c.delay(pointer + "/delay"), fault: c.fault(pointer + "/fault"),
		commit: from.Commit, down: c.duration(pointer+"/down", "down"),
	}
	a.status = cmp.Or(a.status, 200)
	a.pass = a.pass || c.leavesToBooks(pointer, a)
	c.agree(pointer, a)
	if a.pass {
		return a
	}
	t := templates{compiler: c, kinds: kinds}
	a.body = t.body(pointer)
	a.headers = t.headers(pointer+"/headers", a.body.contentType)
	a.random = t.chance
	if t.size > maxTemplates {
		c.refuse(pointer, "the templates of one answer can have at most %d bytes in all", maxTemplates)
	}
	return a
}

// leavesToBooks tells whether an answer says only what becomes of it on the wire: then it is
// the answer of the books that is lost, spoiled or drawn out.
func (c *compiler) leavesToBooks(pointer string, a *answer) bool {
	if a.fault.Kind == "" && a.down == 0 && !a.commit {
		return false
	}
	return !c.hasAny(pointer, "status", "headers", "body", "file", "base64")
}

// agree refuses combinations that the schema allows but that make no sense.
func (c *compiler) agree(pointer string, a *answer) {
	if a.commit && a.fault.Kind == "" && a.down == 0 {
		c.refuseName(pointer+"/commit", "commit is for an answer that the sender cannot hear: it needs a fault or down; books take every other post anyway")
	}
	half := a.fault.Kind == fault.TruncatedJSON || a.fault.Kind == fault.ResetBody
	if half && !a.pass && !c.hasAny(pointer, "body", "file", "base64") {
		c.refuse(pointer+"/fault", "%s cuts a body in half, and this answer has none: give it one, or pass: true for that of the books", a.fault.Kind)
	}
}

func (c *compiler) hasAny(pointer string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, there := c.file.Value(pointer + "/" + name)
		return there
	})
}

// fault reads `fault`: a name, or an object with its settings.
func (c *compiler) fault(pointer string) fault.Fault {
	value, there := c.file.Value(pointer)
	settings, isObject := value.(map[string]any)
	at := pointer
	if isObject {
		value, at = settings["kind"], pointer+"/kind"
	}
	name, isText := value.(string)
	if !there || !isText {
		return fault.Fault{} // nothing there, or the schema has refused it
	}
	kind, err := fault.Parse(name)
	if err != nil {
		c.refuse(at, "%v", err)
		return fault.Fault{}
	}
	f := fault.Fault{Kind: kind}
	if speed, ok := settings["bytesPerSecond"].(interface{ Int64() (int64, error) }); ok {
		number, _ := speed.Int64() // the schema has refused what is not a whole number
		f.BytesPerSecond = int(number)
		if kind != fault.Drip {
			c.refuseName(pointer+"/bytesPerSecond", "bytesPerSecond is the speed of a drip; %s has none", kind)
		}
	}
	return f
}
