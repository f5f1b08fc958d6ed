package control

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Actions are what the host program does for the page with what the mock itself does not have: a sender and
// stories. What is nil is not offered. Each ends with its context.
type Actions struct {
	// Shift plays a shift of so many posts on the ERP at this base URL.
	Shift func(ctx context.Context, erp string, events int) error
	// Send sends the post of an exchange once more, to the ERP door at this URL.
	Send func(ctx context.Context, door string, x *traffic.Exchange) (api.Sent, error)
	// Capsule makes a story of what is in the journal. The error says why there is none.
	Capsule func(ctx context.Context, from journal.Store, order api.CapsuleOrder) (api.Capsule, error)
}

// The bounds of the actions.
const (
	mostSending = 4
	mostEvents  = 2000 // posts of one shift
	usualEvents = 60

	longestShift   = 3 * time.Minute
	longestSend    = 35 * time.Second // the MES waits for 30 seconds
	longestCapsule = 30 * time.Second
)

// names are the actions that are offered.
func (a Actions) names() []string {
	list := []string{}
	for _, one := range []struct {
		name    string
		offered bool
	}{{"shift", a.Shift != nil}, {"send", a.Send != nil}, {"capsule", a.Capsule != nil}} {
		if one.offered {
			list = append(list, one.name)
		}
	}
	return list
}

// playShift begins a demo shift; one plays at a time.
func (d *door) playShift(c *call) (any, *refusal) {
	if d.options.Actions.Shift == nil {
		return nil, refuseNoAction("shift")
	}
	order := api.ShiftOrder{}
	if said := d.takeOrder(c.Request, `{"events": 60}`, &order); said != nil {
		return nil, said
	}
	order.Events, order.Run = cmp.Or(order.Events, usualEvents), cmp.Or(order.Run, traffic.DefaultRun)
	switch {
	case order.Events < 1 || order.Events > mostEvents:
		return nil, refuseOrder(`{"events": 60}`, fmt.Sprintf("events is %d, and a demo shift has 1 to %d", order.Events, mostEvents))
	case !traffic.ValidRun(order.Run):
		return nil, refuseRunName(order.Run)
	}
	erp := d.options.ERPURL()
	if order.Run != traffic.DefaultRun {
		erp += "/r/" + order.Run
	}
	if !d.shifting.try() {
		return nil, refuseShift()
	}
	go d.shift(erp, order.Events)
	return accepted{order}, nil
}

// shift ends with the mock at the latest.
func (d *door) shift(erp string, events int) {
	defer d.shifting.leave()
	ctx, cancel := context.WithTimeout(context.Background(), longestShift)
	defer cancel()
	d.cancelWhenStopping(ctx, cancel)
	if err := d.options.Actions.Shift(ctx, erp, events); err != nil {
		d.options.Logger.Warn("the demo shift ended early", "error", err)
	}
}

// sendAgain sends the post of an exchange once more, as the person at the station does who presses again.
func (d *door) sendAgain(c *call) (any, *refusal) {
	if d.options.Actions.Send == nil {
		return nil, refuseNoAction("send")
	}
	order := api.SendOrder{}
	if said := d.takeOrder(c.Request, `{"exchange": 17}`, &order); said != nil {
		return nil, said
	}
	x, said := d.exchange(order.Exchange)
	switch {
	case said != nil:
		return nil, said
	case x.Kind == "":
		return nil, refuseNoPost(x.ID)
	case x.Cut || x.Request.Truncated:
		return nil, refuseHalf(x.ID)
	case !d.sending.try():
		return nil, refuseBusy()
	}
	defer d.sending.leave()
	ctx, cancel := d.during(c, longestSend)
	defer cancel()
	sent, err := d.options.Actions.Send(ctx, d.options.ERPURL(), x)
	if err != nil {
		return nil, refuseUnsent(err)
	}
	return sent, nil
}

// saveCapsule makes a story of what was recorded around an exchange, a serial or a work order.
func (d *door) saveCapsule(c *call) (any, *refusal) {
	if d.options.Actions.Capsule == nil {
		return nil, refuseNoAction("capsule")
	}
	const example = `{"exchange": 17, "mask": true}`
	order := api.CapsuleOrder{}
	if said := d.takeOrder(c.Request, example, &order); said != nil {
		return nil, said
	}
	if said := d.around(&order); said != nil {
		return nil, said
	}
	if order.Serial == "" && order.WorkOrder == "" {
		return nil, refuseOrder(example, "it names no exchange, serial or work order that the story is to be about")
	}
	ctx, cancel := d.during(c, longestCapsule)
	defer cancel()
	if !d.telling.take(ctx) {
		return nil, refuseBusy()
	}
	defer d.telling.leave()
	made, err := d.options.Actions.Capsule(ctx, d.options.Journal, order)
	if err != nil {
		return nil, refuseNoStory(err)
	}
	return made, nil
}

// around puts what an exchange is about in its place: its serial, or its work order where it has none.
func (d *door) around(order *api.CapsuleOrder) *refusal {
	if order.Exchange == 0 {
		return nil
	}
	x, said := d.exchange(order.Exchange)
	if said != nil {
		return said
	}
	if order.Run, order.Serial, order.WorkOrder = x.Run, x.Serial, ""; x.Serial == "" {
		order.WorkOrder = x.WorkOrder
	}
	return nil
}

// during is the time of an action whose end is waited for.
func (d *door) during(c *call, longest time.Duration) (context.Context, context.CancelFunc) {
	d.moveDeadlines(c, longest)
	ctx, cancel := context.WithTimeout(c.Context(), longest)
	d.cancelWhenStopping(ctx, cancel)
	return ctx, cancel
}
