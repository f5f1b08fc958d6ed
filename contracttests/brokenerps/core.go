package brokenerps

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"

	"github.com/erpkit/erpkit/schemas"
)

// core is the honest ERP that all others are made of.
type core struct {
	habits
	handler http.Handler

	mu     sync.Mutex
	things []*thing // that are there now
	count  map[schemas.Kind]int
	burnt  map[string]bool
}

// thing is a device, an attached item or a report.
type thing struct {
	kind  schemas.Kind
	id    any
	known string // the id as text, under which the thing is found; "" is none
	place string // where there is room for one only

	stock, order, sku, serial                      string
	part, partSerial, partOrder, quantity          string // of an item
	act, center, session, position, valid, invalid string // of a report
	orderID, routing                               string // the ERP's ids of the work order and of the step
}

func newCore(h habits) http.Handler {
	c := &core{habits: h, count: map[schemas.Kind]int{}, burnt: map[string]bool{}}
	c.handler = http.HandlerFunc(c.serve)
	if h.front != nil {
		c.handler = h.front(c.handler)
	}
	return c
}

// ServeHTTP answers one post.
func (c *core) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

func (c *core) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	p := post{kind: schemas.Kind(strings.Trim(r.URL.Path, "/"))}
	answer := c.judge(&p, body)
	if answer.status >= http.StatusBadRequest && c.unchecked != nil && c.unchecked(answer.status) {
		answer = c.letThrough(p)
	}
	if answer.status >= http.StatusBadRequest && c.afterwards != nil {
		c.mu.Lock()
		c.afterwards(c, p)
		c.mu.Unlock()
	}
	if c.says != nil {
		c.says(p, &answer)
	}
	write(w, answer)
}

// letThrough is the answer of an ERP that does not check: it says yes and has booked nothing.
func (c *core) letThrough(p post) reply {
	c.mu.Lock()
	defer c.mu.Unlock()
	answer := reply{status: http.StatusOK}
	if p.act == "add" && p.kind != "" {
		answer.id = c.nextID(p.kind)
	}
	return answer
}

// judge reads the post, checks it, and books it.
func (c *core) judge(p *post, body []byte) reply {
	object, ok := c.read(body)
	if !ok {
		return refuse(http.StatusBadRequest, "The request is not a JSON object.")
	}
	p.object = object
	if p.kind == "" {
		p.kind = schemas.KindOf(object)
	}
	p.act = p.text("type")
	if problem := checkPost(*p); problem != "" {
		return refuse(http.StatusUnprocessableEntity, problem)
	}
	if c.demands != nil {
		if reason := c.demands(*p); reason != "" {
			return refuse(http.StatusUnprocessableEntity, reason)
		}
	}
	return c.book(*p)
}

func (c *core) read(body []byte) (map[string]any, bool) {
	if c.reads != nil {
		return c.reads(body)
	}
	return parse(body)
}

// parse reads a JSON object; numbers keep their digits.
func parse(body []byte) (map[string]any, bool) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var object map[string]any
	err := dec.Decode(&object)
	return object, err == nil && object != nil
}

// book does the act on the books.
func (c *core) book(p post) reply {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looks != nil {
		if reason := c.looks(c, p); reason != "" {
			return refuse(http.StatusUnprocessableEntity, reason)
		}
	}
	switch p.act {
	case "add":
		return c.add(p)
	case "update":
		return c.update(p)
	}
	return c.remove(p)
}

// nextID names the next thing of a kind.
func (c *core) nextID(kind schemas.Kind) any {
	c.count[kind]++
	if c.names != nil {
		return c.names(kind, c.count[kind])
	}
	return honestID(kind, c.count[kind])
}

// same compares a stored text with one that came in.
func (c *core) same(stored, came string) bool {
	if c.counts != nil {
		return c.counts(stored) == c.counts(came)
	}
	return stored == came
}

// keep is what is stored of a text.
func (c *core) keep(text string) string {
	if c.keeps != nil {
		return c.keeps(text)
	}
	return text
}

// write sends the answer.
func write(w http.ResponseWriter, r reply) {
	maps.Copy(w.Header(), r.header)
	body := r.raw
	if body == nil {
		object := map[string]any{}
		if r.status >= http.StatusBadRequest {
			object["message"] = r.message
		} else if r.id != nil {
			object["externalId"] = r.id
		}
		var err error
		if body, err = json.Marshal(object); err != nil {
			return
		}
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(body) // the other side may be gone
}
