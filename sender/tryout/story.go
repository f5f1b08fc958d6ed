package tryout

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// grace is how long the cleanup may take after the person stopped the run.
const grace = 10 * time.Second

// story is what is posted: one device (or a batch) is set, has an item attached and work reported, and then all is
// taken back, last first. Acts without an integration are left out.
type story struct {
	*runner
	values
	mes   *sender.MES
	stock string
	on    []schemas.Kind
	unset bool // the device could not be set
}

// act is one thing that is added and taken back again.
type act struct {
	kind schemas.Kind
	name string // for a person
	add  func(context.Context) (sender.Outcome, error)
	undo func(context.Context, sender.Outcome) (sender.Outcome, error)
}

func (r *runner) play(ctx context.Context, on []schemas.Kind) {
	s := &story{runner: r, on: on}
	if err := s.begin(); err != nil {
		for _, kind := range on {
			r.cannot(kind, err)
		}
		return
	}
	var undo []func(context.Context)
	for _, a := range s.acts() {
		if out, done := s.try(ctx, a); done {
			undo = append(undo, func(ctx context.Context) { s.takeBack(ctx, a, out) })
		}
	}
	// What was added is taken back even if the person stops the run.
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })()
	for _, one := range slices.Backward(undo) {
		one(last)
	}
}

// begin makes an MES that sends only what is tried, whatever the page's toggle says, with a work order, a session and
// a stock that nobody else has.
func (s *story) begin() (err error) {
	if s.values, err = s.choose(s.on); err != nil {
		return err
	}
	settings := sender.SettingsOf(s.Settings.WorkOrderSource, func(kind schemas.Kind) (string, bool) {
		return s.Settings.For(kind).URL, slices.Contains(s.on, kind)
	})
	if s.mes, err = sender.NewMES(settings, s.Client, sender.WithRandom(s.Random)); err != nil {
		return err
	}
	order, err := s.mes.AddWorkOrder(s.order)
	if err != nil {
		return err
	}
	session, err := s.mes.StartSession(order.Number)
	if err != nil {
		return err
	}
	stock, err := s.mes.NewStock(session.ID)
	if err != nil || !order.SerialManaged || slices.Contains(s.on, schemas.Device) {
		s.stock = stock.ID
		return err
	}
	stock.Serial, stock.ExternalID, s.stock = s.serial, s.Sample.DeviceExternalID, stock.ID // the ERP has the device already
	s.mes, err = sender.NewMES(settings, s.Client, sender.WithBooks(sender.Books{
		WorkOrders: []sender.WorkOrder{order}, Sessions: []sender.Session{session}, Stocks: []sender.Stock{stock},
	}))
	return err
}

// acts are what is tried, in the order of a device's life.
func (s *story) acts() []act {
	all := []act{
		{schemas.Device, fmt.Sprintf("the device with serial %s on work order %s", s.serial, s.order.Number),
			func(ctx context.Context) (sender.Outcome, error) { return s.mes.SetSerial(ctx, s.stock, s.serial) },
			func(ctx context.Context, _ sender.Outcome) (sender.Outcome, error) {
				return s.mes.RemoveSerial(ctx, s.stock)
			}},
		{schemas.ItemAttach, s.itemName(),
			func(ctx context.Context) (sender.Outcome, error) { return s.mes.Attach(ctx, s.stock, s.part) },
			func(ctx context.Context, added sender.Outcome) (sender.Outcome, error) {
				return s.mes.Detach(ctx, s.stock, added.Item)
			}},
		{schemas.Operation, fmt.Sprintf("the report on operation %s of work order %s", s.work.ActCode, s.order.Number),
			func(ctx context.Context) (sender.Outcome, error) { return s.mes.Report(ctx, s.stock, s.work) },
			func(ctx context.Context, added sender.Outcome) (sender.Outcome, error) {
				return s.mes.TakeBack(ctx, s.stock, added.Report)
			}},
	}
	return slices.DeleteFunc(all, func(a act) bool { return !slices.Contains(s.on, a.kind) })
}

func (s *story) itemName() string {
	if s.part.Serial == "" {
		return fmt.Sprintf("the item %s on work order %s", s.part.SKU, s.order.Number)
	}
	return fmt.Sprintf("the item %s with serial %s on work order %s", s.part.SKU, s.part.Serial, s.order.Number)
}

// try adds one thing; done tells whether it is in the ERP now.
func (s *story) try(ctx context.Context, a act) (out sender.Outcome, done bool) {
	switch lack := s.lacks[a.kind]; {
	case ctx.Err() != nil:
		s.add(Step{Integration: a.kind, Name: "add", Outcome: Skipped, Words: "Nothing was posted: the test was interrupted first."})
		return out, false
	case lack != nil:
		s.cannot(a.kind, lack)
		s.unset = s.unset || a.kind == schemas.Device && s.order.SerialManaged
		return out, false
	case a.kind == schemas.Device && !s.order.SerialManaged:
		s.add(Step{Integration: a.kind, Name: "add", Outcome: Skipped, Words: "Nothing was posted: the part has no serials, so no device is set."})
		return out, false
	case s.unset:
		s.add(Step{Integration: a.kind, Name: "add", Outcome: Skipped, Words: "Nothing was posted: it would be about the device, which was not set.",
			Cure: fmt.Sprintf("Try it alone with --only %s.", a.kind)})
		return out, false
	}
	out, err := a.add(ctx)
	s.unset = a.kind == schemas.Device && !out.Done
	if err != nil || out.Result == nil {
		s.cannot(a.kind, err)
		return out, false
	}
	s.posted = true
	s.judgePost(a.kind, "add", *out.Result)
	if !out.Done {
		if out.Result.MayBeBooked() {
			s.leave(a)
		}
		return out, false
	}
	s.judgeAnswer(a.kind, *out.Result)
	return out, true
}

// takeBack removes one thing again.
func (s *story) takeBack(ctx context.Context, a act, added sender.Outcome) {
	out, err := a.undo(ctx, added)
	if err != nil || out.Result == nil {
		s.add(Step{Integration: a.kind, Name: "remove", Outcome: Failed, Words: fmt.Sprintf("It was not taken back: %v.", err)})
	} else {
		s.judgePost(a.kind, "remove", *out.Result)
	}
	if !out.Done {
		s.leave(a)
	}
}

// cannot says why an add was not posted.
func (r *runner) cannot(kind schemas.Kind, err error) {
	r.add(Step{Integration: kind, Name: "add", Outcome: Failed, Words: fmt.Sprintf("Nothing was posted: %v", err), Cure: "Give it as a flag, or correct the master data."})
}

func (s *story) leave(a act) {
	s.report.Leftovers = append(s.report.Leftovers, fmt.Sprintf("%s: %s may still be in the ERP; remove it there by hand.", a.kind, a.name))
}
