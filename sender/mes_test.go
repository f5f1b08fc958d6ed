package sender_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

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
		settings := target.Target{Base: "http://erp"}.Settings("local")
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
	settings := target.Target{Base: "http://erp"}.Settings("local")
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

// TestMES_ThroughAnotherPosterHasTheSameBooks: an act that was done through one is known to the other.
func TestMES_ThroughAnotherPosterHasTheSameBooks(t *testing.T) {
	d, other := newDesk(t, guitar()), &paper{answers: []sender.Result{yes("E-other")}}
	stock := d.stock()
	d.did(d.Through(other).SetSerial(t.Context(), stock, "SN-1"))
	if books, _ := d.Stock(stock); books.ExternalID != "E-other" || len(other.posts) != 1 || len(d.posts) != 0 {
		t.Errorf("the books have %+v after %d and %d posts", books, len(other.posts), len(d.posts))
	}
}
