package sender_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/sender"
)

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
		"far too long or too large":         second(d.Attach(ctx, named, sender.Part{SKU: "x", Quantity: "1e1000001"})),
		"no item \"item-9\"":                second(d.Detach(ctx, named, "item-9")),
		"set one with SetSerial first":      second(d.Report(ctx, bare, fine)),
		"position is -1":                    second(d.Report(ctx, named, sender.Work{Position: -1, Valid: "1", Invalid: "0"})),
		"cannot be below 0":                 second(d.Report(ctx, named, sender.Work{Valid: "1", Invalid: "-0.5"})),
		"must be a number":                  second(d.Report(ctx, named, sender.Work{Valid: "07", Invalid: "0"})),
		"no operation report \"report-9\"":  second(d.TakeBack(ctx, named, "report-9")),
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
