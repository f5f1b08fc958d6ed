package capsule

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// shop is the MES as it must have been: what it knew at the beginning and after each post. To find out whether a
// verb made a post, an MES with these books does the verb: it makes exactly this post or not.
type shop struct {
	orders []sender.WorkOrder
	stocks []sender.Stock    // as they were at the beginning
	books  sender.Books      // as they are now
	names  map[string]string // in the story
	// guessed is true when something must have been there before the first post.
	guessed bool
}

// settings send every kind of post: what is not sent was not recorded.
func settings() sender.Settings {
	return sender.SettingsOf(source, func(schemas.Kind) (string, bool) { return "http://127.0.0.1:1", true })
}

const source = "local"

// newShop collects work orders and stocks from the posts, and what was on the stocks at the beginning.
func newShop(posts []post) *shop {
	s := &shop{names: map[string]string{}}
	for i := range posts {
		s.meet(&posts[i])
	}
	for i, one := range s.stocks {
		s.names[one.ID] = "unit"
		if len(s.stocks) > 1 {
			s.names[one.ID] = fmt.Sprintf("unit %d", i+1)
		}
	}
	s.open(posts)
	return s
}

// meet adds the work order and the stock of one post, if they are valid.
func (s *shop) meet(r *post) {
	p := r.payload
	id, session, order := schemas.Text(p, "stockId"), schemas.Text(p, "sessionId"), schemas.Text(p, "workorderNumber")
	if !isUUID(id) || !isUUID(session) || !isUUID(schemas.Text(p, "workorderId")) || order == "" || schemas.Text(p, "sku") == "" {
		return
	}
	at := slices.IndexFunc(s.orders, func(o sender.WorkOrder) bool { return o.Number == order })
	if at < 0 {
		at = len(s.orders)
		s.orders = append(s.orders, sender.WorkOrder{
			ID: schemas.Text(p, "workorderId"), Number: order, SKU: schemas.Text(p, "sku"), Source: source, ExternalID: schemas.Text(p, "workorderExternalId"),
		})
	}
	if schemas.Text(p, "serial") != "" {
		s.orders[at].SerialManaged = true
	}
	if !slices.ContainsFunc(s.stocks, func(one sender.Stock) bool { return one.ID == id }) {
		s.stocks = append(s.stocks, sender.Stock{ID: id, WorkOrder: order, Session: session})
	}
}

func isUUID(id string) bool { return len(id) == 36 && uuid.Validate(id) == nil }

// open makes the books as they were at the beginning.
func (s *shop) open(posts []post) {
	for i := range s.stocks {
		s.guess(&s.stocks[i], posts)
	}
	s.books = sender.Books{WorkOrders: slices.Clone(s.orders), Stocks: slices.Clone(s.stocks)}
	for _, one := range s.stocks {
		if !slices.ContainsFunc(s.books.Sessions, func(x sender.Session) bool { return x.ID == one.Session }) {
			s.books.Sessions = append(s.books.Sessions, sender.Session{ID: one.Session, WorkOrder: one.WorkOrder})
		}
	}
	if _, err := s.mes(nil); err != nil { // such as a session with two work orders: no verb fits
		s.books, s.orders, s.stocks, s.names, s.guessed = sender.Books{}, nil, nil, map[string]string{}, false
	}
}

// guess finds out what a stock had before its first post.
func (s *shop) guess(one *sender.Stock, posts []post) {
	known := false // whether the device is known by now
	var added []map[string]any
	for i := range posts {
		p, typ := posts[i].payload, schemas.Text(posts[i].payload, "type")
		if schemas.Text(p, "stockId") != one.ID {
			continue
		}
		kind := posts[i].Kind
		if kind == schemas.Device && typ == "add" {
			known = true
		}
		if !known {
			s.guessDevice(one, kind, typ, p)
			known = kind != schemas.Operation && one.Serial != ""
		}
		switch {
		case kind == schemas.Device:
		case typ == "add":
			added = append(added, p)
		case typ == "remove":
			if !slices.ContainsFunc(added, func(a map[string]any) bool { return sameThing(a, p) }) && isRight(kind, p) {
				s.guessThing(one, kind, p)
				added = append(added, p)
			}
		}
	}
}

// guessDevice takes serial and id of a device from a post that names them.
func (s *shop) guessDevice(one *sender.Stock, kind schemas.Kind, typ string, p map[string]any) {
	serial, id := schemas.Text(p, "serial"), schemas.Text(p, "externalId")
	if kind == schemas.Device && typ == "update" {
		serial = schemas.Text(p, "oldSerial")
	}
	if kind == schemas.Operation {
		id = "" // the id is that of the report
	}
	if serial == "" || one.Serial != "" && one.Serial != serial {
		return
	}
	one.Serial, s.guessed = serial, true
	if id != "" {
		one.ExternalID = id
	}
}

// isRight tells whether an item or report can have existed as the post names it.
func isRight(kind schemas.Kind, p map[string]any) bool {
	return schemas.KindOf(p) == kind && !schemas.Broken(schemas.JudgeValue(kind, p))
}

// guessThing adds an item or report that is removed without having been added.
func (s *shop) guessThing(one *sender.Stock, kind schemas.Kind, p map[string]any) {
	s.guessed = true
	one.Made++
	if kind == schemas.ItemAttach {
		item := sender.Item{ID: fmt.Sprintf("item-%d", one.Made), Part: partOf(p)}
		inner, _ := p["item"].(map[string]any)
		item.ExternalID = schemas.Text(inner, "externalId")
		one.Items = append(one.Items, item)
		s.names[one.ID+item.ID] = s.name("item")
		return
	}
	report := sender.OperationReport{ID: fmt.Sprintf("report-%d", one.Made), Work: workOf(p), ExternalID: schemas.Text(p, "externalId")}
	one.Reports = append(one.Reports, report)
	s.names[one.ID+report.ID] = s.name("report")
}

// name makes a new name, such as "item 3".
func (s *shop) name(what string) string {
	n := 1
	for _, name := range s.names {
		if strings.HasPrefix(name, what+" ") {
			n++
		}
	}
	return fmt.Sprintf("%s %d", what, n)
}

// sameThing tells whether an add and a remove look like the same item or report.
func sameThing(a, b map[string]any) bool {
	if _, isItem := a["item"]; isItem {
		return reflect.DeepEqual(partOf(a), partOf(b)) && b["item"] != nil
	}
	return b["item"] == nil && reflect.DeepEqual(workOf(a), workOf(b))
}

func partOf(p map[string]any) sender.Part {
	item, _ := p["item"].(map[string]any)
	quantity, _ := item["quantity"].(json.Number)
	return sender.Part{SKU: schemas.Text(item, "sku"), Quantity: quantity, Serial: schemas.Text(item, "serial"), WorkOrder: schemas.Text(item, "workorderNumber")}
}

func workOf(p map[string]any) sender.Work {
	valid, _ := p["validQty"].(json.Number)
	invalid, _ := p["invalidQty"].(json.Number)
	position, _ := p["position"].(json.Number)
	n, err := position.Int64()
	if err != nil {
		n = -1 // no MES does this
	}
	return sender.Work{
		ActCode: schemas.Text(p, "actCode"), WorkCenterCode: schemas.Text(p, "workCenterCode"), Position: int(n), Valid: valid, Invalid: invalid,
		OperationExternalID: schemas.Text(p, "operationExternalId"),
	}
}

// mes makes an MES with the current books.
func (s *shop) mes(poster sender.Poster) (*sender.MES, error) {
	if poster == nil {
		poster = replay{}
	}
	return sender.NewMES(settings(), poster, sender.WithBooks(s.books))
}

// replay answers as the ERP did.
type replay struct{ recorded *post }

// Post is the sender's Poster: nothing is sent.
func (r replay) Post(context.Context, string, any) sender.Result { return understood(r.recorded) }

// understood is what the MES understood of the answer.
func understood(r *post) sender.Result {
	if r == nil || r.lost {
		return sender.Result{Trouble: sender.Timeout}
	}
	return sender.Understand(r.heard.Status, r.heard.Header, r.heard.Body)
}
