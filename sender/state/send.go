package state

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
)

// source is that of every work order here: a single post is sent whatever a page says (C3).
const source = "local"

// Sent is what became of an intent.
type Sent struct {
	Outcome sender.Outcome `json:"outcome"`
	// Target is the name of the ERP in the state, its secrets masked.
	Target string `json:"target"`
	// Notes say which values were filled in, and which of several things was meant.
	Notes []string `json:"notes,omitempty"`
}

// targetOf names the ERP behind a URL: without the last part of the path where that is the kind of post, so that the three
// URLs of one ERP are one target. What a URL asks the mock to answer this once is not part of the name. Any value of the
// query may be a secret, whatever it is called: a mark replaces it, which tells two plants apart and does not give the
// value away.
func targetOf(url string) string {
	name, query, _ := strings.Cut(nameBefore(url), "?")
	if query == "" {
		return name
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if member, value, _ := strings.Cut(pair, "="); value != "" && value != show.Masked {
			pairs[i] = member + "=" + show.Masked + mark(name, pair)
		}
	}
	return name + "?" + strings.Join(pairs, "&")
}

// mark is slow on purpose, so that trying out values takes long.
func mark(name, pair string) string {
	const rounds, length = 100_000, 4
	key, err := pbkdf2.Key(sha256.New, pair, []byte("erpkit send "+name), rounds, length)
	if err != nil { // cannot be: the length is a right one
		return ""
	}
	return hex.EncodeToString(key)
}

// nameBefore is the name of a target in older files: with the values that look harmless.
func nameBefore(url string) string {
	name, query, hasQuery := strings.Cut(show.URL(url), "?")
	name = strings.TrimRight(name, "/")
	for _, kind := range schemas.Kinds() {
		if before, cut := strings.CutSuffix(name, "/"+string(kind)); cut {
			name = strings.TrimRight(before, "/")
			break
		}
	}
	if query = withoutWishes(query); hasQuery && query != "" {
		name += "?" + query
	}
	return name
}

// find gives the target of a URL, and its name. One of an older file gets the name of today.
func (f *File) find(url string) (string, *target) {
	name, before := targetOf(url), nameBefore(url)
	if old := f.content.Targets[before]; old != nil && f.content.Targets[name] == nil {
		f.content.Targets[name] = old
		delete(f.content.Targets, before)
	}
	return name, f.content.Targets[name]
}

// withoutWishes leaves out prefer=status=409 and the like.
func withoutWishes(query string) string {
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return strings.HasPrefix(pair, "prefer=") })
	return strings.Join(pairs, "&")
}

// Send posts what the intent says to url, and stores what the ERP accepted (T7). The error is a
// misuse, such as a device that is not known, and then nothing was posted; or a state
// that could not be stored, and then Sent tells what was posted.
func (f *File) Send(ctx context.Context, poster sender.Poster, url string, intent Intent) (Sent, error) {
	return f.send(ctx, poster, url, intent, true)
}

// Plan is Send without a post and without a change: Outcome.Payload is what would be sent.
func (f *File) Plan(ctx context.Context, url string, intent Intent) (Sent, error) {
	return f.send(ctx, nobody{}, url, intent, false)
}

func (f *File) send(ctx context.Context, poster sender.Poster, url string, intent Intent, keep bool) (Sent, error) {
	if err := intent.check(); err != nil {
		return Sent{}, err
	}
	if _, err := sender.CheckURL(url); err != nil {
		return Sent{}, err
	}
	e := &errand{Intent: intent}
	e.name, e.target = f.find(url)
	if e.target == nil {
		e.target = &target{}
	}
	e.notes = e.fill()
	settings := sender.SettingsOf(source, func(schemas.Kind) (string, bool) { return url, true })
	var err error
	e.mes, err = sender.NewMES(settings, poster, sender.WithBooks(e.target.booksFor(e.Intent)), sender.WithRandom(f.source()))
	if err != nil {
		return Sent{}, err
	}
	out, err := e.do(ctx)
	if err != nil {
		return Sent{}, err
	}
	next := e.after(out)
	sent := Sent{Outcome: out, Target: e.name, Notes: e.notes}
	if !keep {
		return sent, nil
	}
	f.content.Targets[e.name] = next
	if err := f.save(); err != nil {
		return sent, fmt.Errorf("the post was made but the state file could not be written: %w; note the ids of the answer", err)
	}
	return sent, nil
}

func (f *File) source() io.Reader {
	if f.random != nil {
		return f.random
	}
	return rand.Reader
}

// booksFor gives the stored books, with the work order's ERP id as the person says it now.
func (t *target) booksFor(i Intent) sender.Books {
	books := t.Books
	books.WorkOrders = slices.Clone(books.WorkOrders)
	for n := range books.WorkOrders {
		if order := &books.WorkOrders[n]; order.Number == i.WorkOrder && i.WorkOrderExternalID != "" {
			order.ExternalID = i.WorkOrderExternalID
		}
	}
	return books
}

// do finds what the intent means and does it with the verb of the MES.
func (e *errand) do(ctx context.Context) (sender.Outcome, error) {
	switch string(e.Kind) + " " + e.Type {
	case "device add":
		stock, err := e.stockToSet()
		if err != nil {
			return sender.Outcome{}, err
		}
		return e.mes.SetSerial(ctx, stock.ID, e.Serial)
	case "device update":
		stock, err := e.device(e.OldSerial)
		if err != nil {
			return sender.Outcome{}, err
		}
		if e.OldSerial == "" {
			e.note("No old serial was given: that of the only device known here is used, %s.", stock.Serial)
		}
		return e.mes.ChangeSerial(ctx, stock.ID, e.Serial)
	case "device remove":
		stock, err := e.device(e.Serial)
		if err != nil {
			return sender.Outcome{}, err
		}
		return e.mes.RemoveSerial(ctx, stock.ID)
	}
	if e.Type == "remove" {
		return e.takeOut(ctx)
	}
	stock, err := e.parent()
	if err != nil {
		return sender.Outcome{}, err
	}
	if e.Kind == schemas.ItemAttach {
		return e.mes.Attach(ctx, stock.ID, e.part())
	}
	return e.mes.Report(ctx, stock.ID, e.work())
}

func (e *errand) takeOut(ctx context.Context) (sender.Outcome, error) {
	m, err := e.find()
	if err != nil {
		return sender.Outcome{}, err
	}
	if e.Kind == schemas.ItemAttach {
		return e.mes.Detach(ctx, m.stock, m.id)
	}
	return e.mes.TakeBack(ctx, m.stock, m.id)
}

// stockToSet gives the stock that gets the serial: the one of an earlier try, or a new one.
func (e *errand) stockToSet() (sender.Stock, error) {
	order, err := e.order(true)
	if err != nil {
		return sender.Stock{}, err
	}
	for _, t := range e.target.Tried {
		if stock, known := e.mes.Stock(t.Stock); known && t.WorkOrder == order.Number && t.Serial == e.Serial && stock.Serial == "" {
			e.note("This serial was tried before and not accepted: it is the same stock again.")
			return stock, nil
		}
	}
	return e.newStock(order)
}

// after is what to remember: stocks with nothing on them are dropped, unless their device add may
// have reached the ERP.
func (e *errand) after(out sender.Outcome) *target {
	next := &target{Books: e.mes.Books(), Tried: slices.Clone(e.target.Tried)}
	next.Tried = slices.DeleteFunc(next.Tried, func(t tried) bool { return t.Stock == out.Stock })
	if e.Kind == schemas.Device && e.Type == "add" && !out.Done {
		stock, _ := e.mes.Stock(out.Stock)
		next.Tried = append(next.Tried, tried{stock.WorkOrder, e.Serial, stock.ID})
		next.Tried = next.Tried[max(0, len(next.Tried)-maxTried):]
	}
	if e.Kind == schemas.Device && e.Type == "add" && out.Done {
		next.Books.Stocks = e.withoutTwins(next.Books.Stocks, out.Stock)
	}
	next.Books.Stocks = slices.DeleteFunc(next.Books.Stocks, func(s sender.Stock) bool {
		wanted := slices.ContainsFunc(next.Tried, func(t tried) bool { return t.Stock == s.ID })
		order, _ := e.mes.WorkOrder(s.WorkOrder)
		return order.SerialManaged && s.Serial == "" && len(s.Items) == 0 && len(s.Reports) == 0 && !wanted
	})
	return next
}

// withoutTwins leaves out the devices that had the serial before on the same work order: an ERP that takes
// it again has forgotten them, like a mock after a restart, and nobody could tell which one is meant.
func (e *errand) withoutTwins(stocks []sender.Stock, accepted string) []sender.Stock {
	set, _ := e.mes.Stock(accepted)
	return slices.DeleteFunc(stocks, func(s sender.Stock) bool {
		twin := s.ID != accepted && s.WorkOrder == set.WorkOrder && s.Serial == set.Serial
		if twin {
			e.note("The ERP took the serial %q again, so it no longer knows the earlier device: this one took its place.", set.Serial)
		}
		return twin
	})
}

// maxTried bounds how many failed tries are remembered.
const maxTried = 100

// nobody is a poster that posts nothing.
type nobody struct{}

// Post says that nothing was sent.
func (nobody) Post(context.Context, string, any) sender.Result {
	return sender.Result{Trouble: sender.Cancelled, Words: "This is only the plan: nothing was sent."}
}
