package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// mostThings bounds what is remembered of a long recording: some 100 MB.
const mostThings = 200_000

// Told is what the MES was told by the answers that it heard: the ERP's books as the MES must believe them to be.
type Told struct {
	books *books.Books
	run   string
	last  map[string]*Exchange // of a thing: the last one that booked, changed or removed it
	runs  []string

	// Accepted counts the posts that the MES heard an acceptance of; Unheard those of which it heard no answer, so that
	// the ERP may have booked them or not; Unknown those whose answer nobody recorded.
	Accepted int `json:"accepted"`
	Unheard  int `json:"unheard"`
	Unknown  int `json:"unknown"`
}

// Exchange is the exchange that shows what the MES was told of a thing.
type Exchange struct {
	ID     uint64    `json:"id,omitempty"`
	Place  string    `json:"place,omitempty"` // in a file
	At     time.Time `json:"at,omitzero"`
	Act    string    `json:"act"`
	Post   string    `json:"post"`
	Status int       `json:"status"`
	Answer string    `json:"answer,omitempty"`
}

// NewTold begins with nothing. With a run, only exchanges of that run count.
func NewTold(run string) *Told {
	return &Told{books: books.New(mostThings), run: run, last: map[string]*Exchange{}}
}

// See follows an exchange. They must come in their order.
func (t *Told) See(x *traffic.Exchange) error {
	payload, _ := schemas.Parse(x.Request.Body)
	if t.run != "" && x.Run != t.run || x.Kind == "" || payload == nil {
		return nil
	}
	if !slices.Contains(t.runs, x.Run) {
		t.runs = append(t.runs, x.Run)
	}
	said := x.Read()
	switch {
	case len(t.runs) > 1:
		return fmt.Errorf("the exchanges are of several runs, which are ERPs of their own: choose one with --run, such as %s", show.Text(schemas.List(t.runs, "or")))
	case !x.Knows(traffic.Answered):
		t.Unknown++
		return nil
	case !x.Answer.Heard():
		t.Unheard++
		return nil
	case said.Status >= 400:
		return nil
	case t.books.Size() >= mostThings:
		return fmt.Errorf("the exchanges are about more than %d things: take a part of them, such as one run", mostThings)
	}
	t.Accepted++
	id, _ := schemas.ReadAnswer(said.Status, said.Body)
	t.books.Apply(books.Event{Kind: x.Kind, Payload: payload}, books.Reply{Status: said.Status, ExternalID: id})
	t.remember(x, payload, id, &said)
	return nil
}

func (t *Told) remember(x *traffic.Exchange, payload map[string]any, id string, said *traffic.Answer) {
	const most = 300
	seen := &Exchange{
		ID: x.ID, Place: placeOf(x), At: x.At, Act: schemas.Act{Kind: x.Kind, Type: x.Type}.String(), Status: said.Status,
		Post: show.Clip(string(x.Request.Body), most), Answer: show.Clip(string(said.Body), most),
	}
	keys := []string{keyOf(x.Kind, payload)}
	for _, id := range []string{id, idIn(x.Kind, payload)} {
		if id != "" {
			keys = append(keys, idKey(x.Kind, id))
		}
	}
	for _, key := range keys {
		t.last[key] = seen
	}
}

// placeOf is where an exchange stands in the file of another program. One that a mock recorded has its number.
func placeOf(x *traffic.Exchange) string {
	if x.Origin != nil && x.Origin.Own {
		return ""
	}
	return x.Place()
}

// idIn is the id of the thing itself that a post carries.
func idIn(kind schemas.Kind, payload map[string]any) string {
	if kind == schemas.ItemAttach {
		item, _ := payload["item"].(map[string]any)
		return schemas.Text(item, "externalId")
	}
	return schemas.Text(payload, "externalId")
}

func idKey(kind schemas.Kind, id string) string { return string(kind) + "\x00id\x00" + id }

// keyOf tells things without ids apart, as thingKey does.
func keyOf(kind schemas.Kind, payload map[string]any) string {
	stock := schemas.Text(payload, "stockId")
	switch kind {
	case schemas.ItemAttach:
		item, _ := payload["item"].(map[string]any)
		return join(kind, stock, schemas.Text(item, "sku"), schemas.Text(item, "serial"))
	case schemas.Operation:
		position, _ := schemas.NumberText(payload["position"])
		return join(kind, stock, schemas.Text(payload, "actCode"), schemas.Text(payload, "workCenterCode"), position)
	}
	return join(kind, stock, schemas.Text(payload, "serial"))
}

func thingKey(t *books.Thing) string {
	switch t.Kind {
	case schemas.ItemAttach:
		return join(t.Kind, t.StockID, t.SKU, t.Serial)
	case schemas.Operation:
		return join(t.Kind, t.StockID, t.ActCode, t.WorkCenterCode, t.Position.String())
	}
	return join(t.Kind, t.StockID, t.Serial)
}

func join(kind schemas.Kind, parts ...string) string {
	return string(kind) + "\x00" + strings.Join(parts, "\x00")
}

// exchangeOf is the last exchange about a thing.
func (t *Told) exchangeOf(thing *books.Thing) *Exchange {
	if x := t.last[idKey(thing.Kind, thing.ExternalID)]; thing.ExternalID != "" && x != nil {
		return x
	}
	return t.last[thingKey(thing)]
}
