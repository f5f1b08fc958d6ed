package locust

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The bounds of a file: every worker reads all of it.
const (
	mostPosts = 20_000
	mostBytes = 16 << 20
	mostDeep  = 100 // levels of JSON
)

// Flows gathers posts. Make it with New.
type Flows struct {
	stocks  []*stock // in the order of their first posts
	byID    map[[2]string]*stock
	made    map[[3]string]*stock // by run, sku and serial
	posts   int
	bytes   int
	leftOut map[string]int
}

// stock is one thing that is built. Its posts are played with those of the stock that it became a part of.
type stock struct {
	posts  []*post
	device int // the thing that is the device; 0 while there is none
	adds   []*post
	part   *stock // of which
	broken bool
}

// post is one post as the file has it. Gives is the thing whose id its answer tells, Takes the one whose id it brings
// back, Item that of the item.
type post struct {
	Kind        schemas.Kind    `json:"kind"`
	Type        string          `json:"type"`
	Path        string          `json:"path"`
	ContentType string          `json:"contentType,omitempty"`
	Gives       int             `json:"gives,omitempty"`
	Takes       int             `json:"takes,omitempty"`
	Item        int             `json:"item,omitempty"`
	Body        json.RawMessage `json:"body"`

	number  int
	payload map[string]any
	id      string // that the ERP gave when it was recorded
	gone    bool   // its thing was removed
}

// New gathers nothing yet.
func New() *Flows {
	return &Flows{byID: map[[2]string]*stock{}, made: map[[3]string]*stock{}, leftOut: map[string]int{}}
}

// See takes the next exchange. The error says that there are too many for one file.
func (f *Flows) See(x *traffic.Exchange) error {
	p, why := f.read(x)
	if why != "" {
		f.leftOut[why]++
		return nil
	}
	f.posts, f.bytes = f.posts+1, f.bytes+len(p.Body)
	if f.posts > mostPosts || f.bytes > mostBytes {
		return fmt.Errorf("more than %d posts, or more than %d MiB of them, are too many for one locustfile: it plays its flows again and again, so take fewer", mostPosts, mostBytes>>20)
	}
	p.number = f.posts
	key := [2]string{x.Run, schemas.Text(p.payload, "stockId")}
	s := f.byID[key]
	if s == nil {
		s = &stock{}
		f.byID[key], f.stocks = s, append(f.stocks, s)
	}
	s.posts = append(s.posts, p)
	if !f.follow(s, p, x.Run) {
		s.broken = true
	}
	return nil
}

// read makes a post of an exchange, or says why there is none.
func (f *Flows) read(x *traffic.Exchange) (*post, string) {
	switch {
	case x.Kind == "" || x.Request.Method != http.MethodPost && x.Request.Method != "" || x.Origin != nil && (x.Origin.Foreign != "" || x.Origin.Unreadable != ""):
		return nil, "no posts of the contract"
	case x.Request.Truncated || x.Cut:
		return nil, "not recorded to the end"
	case x.Answer.Lost || x.Answer.Status >= http.StatusBadRequest:
		return nil, "refused, or without an answer"
	}
	payload, textual := schemas.Parse(x.Request.Body)
	if payload == nil || schemas.Broken(textual) || schemas.Broken(schemas.JudgeValue(x.Kind, payload)) || schemas.Broken(x.Findings) || deep(x.Request.Body) {
		return nil, "not as the contract wants it"
	}
	p := &post{Kind: x.Kind, Type: schemas.Text(payload, "type"), Path: pathOf(x), Body: x.Request.Body, payload: payload}
	answer := x.Read()
	p.id, _ = schemas.ReadAnswer(answer.Status, answer.Body)
	if media := x.Request.Header.Get("Content-Type"); media != "application/json" && isASCII(media) {
		p.ContentType = media
	}
	return p, ""
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// deep tells whether values lie in each other as no post of the MES has it; Python would read them by recursion.
func deep(body []byte) bool {
	level := 0
	for from := json.NewDecoder(bytes.NewReader(body)); ; {
		token, err := from.Token()
		switch token {
		case json.Delim('{'), json.Delim('['):
			level++
		case json.Delim('}'), json.Delim(']'):
			level--
		}
		if err != nil || level > mostDeep {
			return level > mostDeep
		}
	}
}

// pathOf is the path that was posted to, below the run of a mock. A query may be secret and is left out.
func pathOf(x *traffic.Exchange) string {
	path := "/" + string(x.Kind)
	if u, err := url.Parse(x.Request.URL); err == nil {
		path = "/" + strings.TrimLeft(u.EscapedPath(), "/")
	}
	if below, of := strings.CutPrefix(path, "/r/"+x.Run+"/"); of {
		path = "/" + below
	}
	return path
}

// follow finds of which earlier posts this one brings ids back; it is false if one of them is not there.
func (f *Flows) follow(s *stock, p *post, run string) bool {
	serial := schemas.Text(p.payload, "serial")
	if p.Kind == schemas.Device {
		return f.followDevice(s, p, [3]string{run, schemas.Text(p.payload, "sku"), serial})
	}
	if serial != "" && s.device == 0 {
		return false
	}
	if p.Kind == schemas.ItemAttach {
		p.Takes = s.device
	}
	if p.Type == "add" {
		p.Gives, s.adds = p.number, append(s.adds, p)
		item, _ := p.payload["item"].(map[string]any)
		if part := f.made[[3]string{run, schemas.Text(item, "sku"), schemas.Text(item, "serial")}]; part != nil && part.whole() != s.whole() {
			part.whole().part = s.whole()
		}
		return true
	}
	add := s.added(p)
	if add == nil {
		return false
	}
	add.gone = true
	if p.Kind == schemas.ItemAttach {
		p.Item = add.number
	} else {
		p.Takes = add.number
	}
	return true
}

func (f *Flows) followDevice(s *stock, p *post, name [3]string) bool {
	switch p.Type {
	case "add":
		s.device, p.Gives = p.number, p.number
	case "update":
		p.Takes, p.Gives = s.device, s.device
	default:
		p.Takes, s.device = s.device, 0
		return p.Takes != 0
	}
	f.made[name] = s
	return p.Gives != 0
}

// whole is the stock that this one became a part of in the end.
func (s *stock) whole() *stock {
	for s.part != nil {
		s = s.part
	}
	return s
}

// added finds the latest add that a remove takes back: about the same thing, and with the same id if that is not the
// only one.
func (s *stock) added(p *post) (best *post) {
	most := 0
	for _, add := range slices.Backward(s.adds) {
		if add.gone || add.Kind != p.Kind {
			continue
		}
		fits := 0
		if add.about() == p.about() {
			fits = 2
		}
		if add.id != "" && add.id == p.brings() {
			fits++
		}
		if fits > most {
			best, most = add, fits
		}
	}
	return best
}

// about names the thing of a post that is not about a device.
func (p *post) about() string {
	if item, ok := p.payload["item"].(map[string]any); ok {
		return fmt.Sprintf("%q %q %v", item["sku"], item["serial"], item["quantity"])
	}
	return fmt.Sprintf("%q %q %v", p.payload["actCode"], p.payload["workCenterCode"], p.payload["position"])
}

// brings is the id of its thing that a remove brought back when it was recorded.
func (p *post) brings() string {
	if item, ok := p.payload["item"].(map[string]any); ok {
		return schemas.Text(item, "externalId")
	}
	return schemas.Text(p.payload, "externalId")
}
