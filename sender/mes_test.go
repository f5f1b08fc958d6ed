package sender_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// paper is an ERP on paper: it keeps the posts and answers from a list, then accepts without ids.
type paper struct {
	mu      sync.Mutex
	answers []sender.Result
	posts   []post
}

type post struct {
	url  string
	body map[string]any
}

func (p *paper) Post(_ context.Context, url string, payload any) sender.Result {
	raw, err := json.Marshal(payload)
	if err != nil {
		return sender.Result{Trouble: sender.BadPayload, Words: err.Error()}
	}
	var body map[string]any
	_ = json.Unmarshal(raw, &body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posts = append(p.posts, post{url, body})
	if len(p.answers) == 0 {
		return sender.Result{Accepted: true, Status: 204}
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	return answer
}

func (p *paper) last() map[string]any { return p.posts[len(p.posts)-1].body }

func yes(id string) sender.Result { return sender.Result{Accepted: true, Status: 200, ExternalID: id} }
func no() sender.Result           { return sender.Result{Status: 422, Message: "no"} }

// desk is an MES with one session on one work order, over an ERP on paper.
type desk struct {
	*sender.MES
	*paper
	t       *testing.T
	session string
}

func newDesk(t *testing.T, order sender.WorkOrder, answers ...sender.Result) *desk {
	t.Helper()
	settings, err := sender.SettingsBelow("http://erp", "local")
	if err != nil {
		t.Fatal(err)
	}
	return newDeskWith(t, settings, order, answers...)
}

func newDeskWith(t *testing.T, settings sender.Settings, order sender.WorkOrder, answers ...sender.Result) *desk {
	t.Helper()
	p := &paper{answers: answers}
	mes, err := sender.NewMES(settings, p, sender.WithSeed(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mes.AddWorkOrder(order); err != nil {
		t.Fatal(err)
	}
	session, err := mes.StartSession(order.Number)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{mes, p, t, session.ID}
}

func (d *desk) stock() string {
	d.t.Helper()
	stock, err := d.NewStock(d.session)
	if err != nil {
		d.t.Fatal(err)
	}
	return stock.ID
}

// did fails the test unless the act was done; it gives back the outcome.
func (d *desk) did(out sender.Outcome, err error) sender.Outcome {
	d.t.Helper()
	if err != nil || !out.Done {
		d.t.Fatalf("not done: %v, %v", out, err)
	}
	return out
}

// expect compares members of the last post; nil wants null, absent wants the member not there.
func (d *desk) expect(members map[string]any) {
	d.t.Helper()
	body := d.last()
	for name, want := range members {
		got, there := body[name]
		if want == absent {
			if there {
				d.t.Errorf("%s is %v and should be absent", name, got)
			}
			continue
		}
		if !there || !reflect.DeepEqual(got, want) {
			d.t.Errorf("%s is %v (there: %v), wanted %v", name, got, there, want)
		}
	}
}

type nothing struct{}

var absent = nothing{}

func guitar() sender.WorkOrder {
	return sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: "local", SerialManaged: true, ExternalID: "ERP-WO-1"}
}

func strings1() sender.WorkOrder {
	return sender.WorkOrder{Number: "NXT-7", SKU: "0005", Source: "local"}
}

// TestDeviceLife: D1-D5, F1-F3, with an ERP whose update answers a new id.
func TestDeviceLife(t *testing.T) {
	d := newDesk(t, guitar(), yes("E1"), yes(""), yes("E2"), yes("ignored"))
	s := d.stock()
	d.did(d.SetSerial(t.Context(), s, "A"))
	d.expect(map[string]any{"type": "add", "serial": "A", "oldSerial": absent, "externalId": absent, "workorderExternalId": "ERP-WO-1", "stockId": s, "sessionId": d.session})
	d.did(d.ChangeSerial(t.Context(), s, "B"))
	d.expect(map[string]any{"type": "update", "serial": "B", "oldSerial": "A", "externalId": "E1", "stockId": s})
	d.did(d.ChangeSerial(t.Context(), s, "C"))
	d.expect(map[string]any{"serial": "C", "oldSerial": "B", "externalId": "E1"})
	d.did(d.RemoveSerial(t.Context(), s))
	d.expect(map[string]any{"type": "remove", "serial": "C", "oldSerial": absent, "externalId": "E2"})
	d.did(d.SetSerial(t.Context(), s, "D"))
	d.expect(map[string]any{"type": "add", "serial": "D", "externalId": absent})
	if d.posts[0].url != "http://erp/device" {
		t.Errorf("posted to %s", d.posts[0].url)
	}
}

// TestItemLife: I1-I6 and F4: parent's current serial and id, item's id only on remove.
func TestItemLife(t *testing.T) {
	d := newDesk(t, guitar(), yes("E1"), yes("I1"), yes(""), yes("E2"), yes(""), yes(""))
	s := d.stock()
	d.did(d.SetSerial(t.Context(), s, "A"))
	first := d.did(d.Attach(t.Context(), s, sender.Part{SKU: "0002", Quantity: "1", Serial: "000875", WorkOrder: "SUB-1"})).Item
	d.expect(map[string]any{"type": "add", "serial": "A", "externalId": "E1",
		"item": map[string]any{"sku": "0002", "quantity": 1.0, "serial": "000875", "workorderNumber": "SUB-1"}})
	second := d.did(d.Attach(t.Context(), s, sender.Part{SKU: "0005", Quantity: "0.25"})).Item
	d.expect(map[string]any{"item": map[string]any{"sku": "0005", "quantity": 0.25}})
	d.did(d.ChangeSerial(t.Context(), s, "B"))
	d.did(d.Detach(t.Context(), s, first))
	d.expect(map[string]any{"type": "remove", "serial": "B", "externalId": "E2",
		"item": map[string]any{"sku": "0002", "quantity": 1.0, "serial": "000875", "workorderNumber": "SUB-1", "externalId": "I1"}})
	d.did(d.Detach(t.Context(), s, second))
	d.expect(map[string]any{"item": map[string]any{"sku": "0005", "quantity": 0.25}})
	if left, _ := d.Stock(s); len(left.Items) != 0 || d.posts[1].url != "http://erp/item-attach" {
		t.Errorf("left %v, posted to %s", left.Items, d.posts[1].url)
	}
}

// TestOperationLife: O1-O6, the id of the right report comes back, or null.
func TestOperationLife(t *testing.T) {
	d := newDesk(t, strings1(), yes("R1"), yes(""), yes("R3"))
	s := d.stock()
	work := sender.Work{ActCode: "ASSY", WorkCenterCode: "WC-1", Position: 10, Valid: "0.5", Invalid: "0", OperationExternalID: "STEP"}
	var names []string
	for range 3 {
		names = append(names, d.did(d.Report(t.Context(), s, work)).Report)
	}
	d.expect(map[string]any{"type": "add", "serial": absent, "externalId": absent, "operationExternalId": "STEP", "position": 10.0,
		"validQty": 0.5, "invalidQty": 0.0, "actCode": "ASSY", "workCenterCode": "WC-1", "workorderExternalId": nil})
	for i, want := range []any{"R1", nil, "R3"} {
		d.did(d.TakeBack(t.Context(), s, names[i]))
		d.expect(map[string]any{"type": "remove", "externalId": want, "operationExternalId": "STEP"})
	}
	if left, _ := d.Stock(s); len(left.Reports) != 0 || d.posts[0].url != "http://erp/operation" {
		t.Errorf("left %v, posted to %s", left.Reports, d.posts[0].url)
	}
}

// TestBooksOnlyChangeWhenAccepted: T7, for every verb: a refused act leaves the books as they
// are, and the same act can be done again.
func TestBooksOnlyChangeWhenAccepted(t *testing.T) {
	d := newDesk(t, guitar())
	s, ctx := d.stock(), t.Context()
	var item, report string
	verbs := []struct {
		name string
		do   func() (sender.Outcome, error)
	}{
		{"SetSerial", func() (sender.Outcome, error) { return d.SetSerial(ctx, s, "A") }},
		{"ChangeSerial", func() (sender.Outcome, error) { return d.ChangeSerial(ctx, s, "B") }},
		{"Attach", func() (sender.Outcome, error) {
			out, err := d.Attach(ctx, s, sender.Part{SKU: "x", Quantity: "1"})
			item = out.Item
			return out, err
		}},
		{"Report", func() (sender.Outcome, error) {
			out, err := d.Report(ctx, s, sender.Work{Valid: "1", Invalid: "0"})
			report = out.Report
			return out, err
		}},
		{"TakeBack", func() (sender.Outcome, error) { return d.TakeBack(ctx, s, report) }},
		{"Detach", func() (sender.Outcome, error) { return d.Detach(ctx, s, item) }},
		{"RemoveSerial", func() (sender.Outcome, error) { return d.RemoveSerial(ctx, s) }},
	}
	for _, verb := range verbs {
		before := d.Books()
		d.answers = []sender.Result{no()}
		out, err := verb.do()
		if err != nil || out.Done || !out.Sent || out.Result == nil {
			t.Errorf("%s refused: %+v, %v", verb.name, out, err)
		}
		if !reflect.DeepEqual(d.Books(), before) {
			t.Errorf("%s refused: the books changed", verb.name)
		}
		d.did(verb.do())
		if reflect.DeepEqual(d.Books(), before) {
			t.Errorf("%s accepted: the books did not change", verb.name)
		}
	}
}

// TestWhatIsHeldBack: C1-C3: nothing is posted, the act happens in the books all the same.
func TestWhatIsHeldBack(t *testing.T) {
	for clause, change := range map[string]func(*sender.Settings, *sender.WorkOrder){
		"C1": func(s *sender.Settings, _ *sender.WorkOrder) { s.CustomIntegration = false },
		"C2": func(s *sender.Settings, _ *sender.WorkOrder) { s.Device.Enabled = false },
		"C3": func(_ *sender.Settings, o *sender.WorkOrder) { o.Source = "Local" },
	} {
		settings, err := sender.SettingsBelow("http://erp", "local")
		if err != nil {
			t.Fatal(err)
		}
		order := guitar()
		change(&settings, &order)
		d := newDeskWith(t, settings, order)
		s := d.stock()
		out := d.did(d.SetSerial(t.Context(), s, "A"))
		stock, _ := d.Stock(s)
		if out.Sent || out.Clause != clause || out.Why == "" || out.Result != nil || len(d.posts) != 0 || stock.Serial != "A" {
			t.Errorf("%s: %+v, %d posts, serial %q", clause, out, len(d.posts), stock.Serial)
		}
	}
}

// TestMisuse: each wrong use is an error that says so, and nothing is posted.
func TestMisuse(t *testing.T) {
	d := newDesk(t, guitar())
	ctx, bare, named := t.Context(), d.stock(), d.stock()
	d.did(d.SetSerial(ctx, named, "A"))
	other := newDesk(t, strings1())
	batch := other.stock()
	fine := sender.Work{Valid: "1", Invalid: "0"}
	_, pErr := d.AddWorkOrder(guitar())
	_, oErr := d.AddWorkOrder(sender.WorkOrder{Number: "N", SKU: "\xff"})
	_, iErr := d.AddWorkOrder(sender.WorkOrder{Number: "N", SKU: "S", ID: "7"})
	_, sErr := d.StartSession("no")
	_, kErr := d.NewStock("no")
	_, nErr := sender.NewMES(sender.Settings{}, nil)
	cases := map[string]error{
		"known already": pErr, "not UTF-8": oErr, "must be a UUID": iErr, "no work order": sErr, "no session": kErr, "needs a poster": nErr,
		"there is no stock":                 second(d.SetSerial(ctx, "no", "A")),
		"not serial-managed":                second(other.SetSerial(ctx, batch, "A")),
		"serial \"A\" already: change it":   second(d.SetSerial(ctx, named, "B")),
		"serial is empty":                   second(d.SetSerial(ctx, bare, "")),
		"serial is not UTF-8":               second(d.ChangeSerial(ctx, named, "\xff")),
		"no serial to change":               second(d.ChangeSerial(ctx, bare, "A")),
		"has the serial \"A\" already":      second(d.ChangeSerial(ctx, named, "A")),
		"no serial to remove":               second(d.RemoveSerial(ctx, bare)),
		"but the stock has no serial":       second(d.Attach(ctx, bare, sender.Part{SKU: "x", Quantity: "1"})),
		"item's sku is empty":               second(d.Attach(ctx, named, sender.Part{Quantity: "1"})),
		"quantity is 0 and must be above 0": second(d.Attach(ctx, named, sender.Part{SKU: "x", Quantity: "0.0e5"})),
		"quantity is \"\"":                  second(d.Attach(ctx, named, sender.Part{SKU: "x"})),
		"give it at most 50 digits":         second(d.Attach(ctx, named, sender.Part{SKU: "x", Quantity: "1e60"})),
		"out of all measure":                second(d.Attach(ctx, named, sender.Part{SKU: "x", Quantity: "1e1000001"})),
		"no item \"item-9\"":                second(d.Detach(ctx, named, "item-9")),
		"set one with SetSerial first":      second(d.Report(ctx, bare, fine)),
		"position is -1":                    second(d.Report(ctx, named, sender.Work{Position: -1, Valid: "1", Invalid: "0"})),
		"cannot be below 0":                 second(d.Report(ctx, named, sender.Work{Valid: "1", Invalid: "-0.5"})),
		"must be a number":                  second(d.Report(ctx, named, sender.Work{Valid: "07", Invalid: "0"})),
		"no report \"report-9\"":            second(d.TakeBack(ctx, named, "report-9")),
	}
	for words, err := range cases {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("wanted %q, got %v", words, err)
		}
	}
	if len(d.posts) != 1 || len(other.posts) != 0 {
		t.Errorf("%d and %d posts, wanted 1 and 0", len(d.posts), len(other.posts))
	}
}

func second(_ sender.Outcome, err error) error { return err }

// TestEarlyRemovalIsNoted: F5 is a SHOULD: it is allowed and said.
func TestEarlyRemovalIsNoted(t *testing.T) {
	d := newDesk(t, guitar(), yes("E1"))
	s := d.stock()
	d.did(d.SetSerial(t.Context(), s, "A"))
	item := d.did(d.Attach(t.Context(), s, sender.Part{SKU: "x", Quantity: "1"})).Item
	out := d.did(d.RemoveSerial(t.Context(), s))
	if len(out.Notes) != 1 || !strings.Contains(out.String(), "F5") {
		t.Errorf("got %s", out)
	}
	d.did(d.Detach(t.Context(), s, item))
	d.expect(map[string]any{"serial": absent, "externalId": absent})
}

// TestOneStockAtATime: two stations on one stock wait for each other; other stocks go on.
func TestOneStockAtATime(t *testing.T) {
	d := newDesk(t, guitar())
	s, other := d.stock(), d.stock()
	inside, leave := make(chan struct{}), make(chan struct{})
	slow := slowPoster{inside: inside, leave: leave}
	mes, err := sender.NewMES(mustSettings(t), slow, sender.WithBooks(d.Books()))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() { _, _ = mes.SetSerial(t.Context(), s, "slow") })
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := mes.SetSerial(ctx, s, "B"); !errors.Is(err, context.Canceled) {
		t.Errorf("a second act on the same stock: %v", err)
	}
	if out, err := mes.SetSerial(t.Context(), other, "B"); err != nil || !out.Done {
		t.Errorf("another stock: %v %v", out, err)
	}
	close(leave)
	all.Wait()
	if stock, _ := mes.Stock(s); stock.Serial != "slow" {
		t.Errorf("got %+v", stock)
	}
}

func mustSettings(t *testing.T) sender.Settings {
	t.Helper()
	settings, err := sender.SettingsBelow("http://erp", "local")
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

// slowPoster holds the post of the serial "slow" until it may leave.
type slowPoster struct{ inside, leave chan struct{} }

func (p slowPoster) Post(_ context.Context, _ string, payload any) sender.Result {
	if payload.(schemas.DevicePayload).Serial == "slow" {
		p.inside <- struct{}{}
		<-p.leave
	}
	return yes("")
}
