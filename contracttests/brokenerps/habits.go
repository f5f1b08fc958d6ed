package brokenerps

import (
	"encoding/json"
	"net/http"

	"github.com/erpkit/erpkit/schemas"
)

// habits are what one ERP does differently from the honest core. The zero value is honest.
type habits struct {
	// front sees the request before the ERP does.
	front func(next http.Handler) http.Handler
	// reads turns a body into an object; nil is a JSON parser.
	reads func(body []byte) (map[string]any, bool)
	// demands gives the reason to refuse a post that is right; "" is none.
	demands func(p post) string
	// unchecked lets a wrong post through instead of refusing it. It is told the refusal's status.
	unchecked func(status int) bool
	// keeps gives what is stored of a text or number, counts the form in which two texts are compared.
	keeps, counts func(text string) string
	// names gives the id that is answered for the n-th thing of a kind, nil for none.
	names func(kind schemas.Kind, n int) any
	// idOf gives the id of the thing that a post adds, in place of names.
	idOf func(p post) any
	// looks gives the reason, after a look into the books, to refuse a post that is right; "" is none.
	looks func(c *core, p post) string
	// deaf ERPs do not look at ids that come back, blind ones look at nothing else.
	deaf, blind bool
	// says changes what is answered.
	says func(p post, r *reply)
	// afterwards sees the books after a refusal.
	afterwards func(c *core, p post)
	// only allows one thing for each key; "" is no key.
	only func(p post) string
	// twice books a repeated report again; refuseTwice refuses it.
	twice, refuseTwice bool
	// sameReport tells whether two things are one report; nil asks for all members.
	sameReport func(old, new *thing) bool

	// factory is what the ERP knows; nil takes any name.
	factory *factory

	// How it deals with serials.
	keepOldSerial   bool // an update changes nothing
	burnOldSerial   bool // the old serial of an update stays taken
	burnRemoved     bool // the serial of a removed thing stays taken
	forgetUpdate    bool // answers a new id to an update, and knows the old one only
	numbersOnUpdate bool // answers a new id to an update, and knows both
	takeTaken       bool // an update does not ask whether another device has the serial
	oustHolder      bool // and the other device is gone

	// It leaves a gap between looking and booking.
	gapForSerial bool // whether a serial is taken
	gapForRepeat bool // whether the report was there before

	// It mixes up things that share something. None is asked about things of two kinds but along.

	// clash refuses a thing because of another one.
	clash func(old, new *thing) bool
	// key is what a thing is kept under: a new one with the same key takes its place. "" is no key.
	key func(t *thing) string
	// finds tells whether a thing is the one that an update or remove is about, whatever its id.
	finds func(t, meant *thing) bool
	// along tells what is removed together with a thing, changed what is removed when a device is changed.
	along, changed func(t, other *thing) bool
	// follows tells what else gets the serial of a device that is changed.
	follows func(device, other *thing) bool
}

// post is one post, read.
type post struct {
	kind   schemas.Kind
	act    string
	object map[string]any
}

// text gives a text member; "" when it is not there. The name may be inside item: "item.sku".
func (p post) text(name string) string {
	value, _ := p.member(name).(string)
	return value
}

// number gives a number member with its digits; "" when it is not there.
func (p post) number(name string) string {
	value, _ := p.member(name).(json.Number)
	return value.String()
}

func (p post) member(name string) any {
	if len(name) > 5 && name[:5] == "item." {
		item, _ := p.object["item"].(map[string]any)
		return item[name[5:]]
	}
	return p.object[name]
}

// has tells whether a member is there and not null.
func (p post) has(name string) bool { return p.member(name) != nil }

// reply is what the ERP is about to answer.
type reply struct {
	status  int
	id      any // nil is none
	message string
	header  http.Header
	// raw replaces the body.
	raw []byte
}

func refuse(status int, message string) reply { return reply{status: status, message: message} }
