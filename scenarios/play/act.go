package play

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// act is one step in progress.
type act struct {
	p *player
	f *frame
	s *scenarios.Step

	on     *thing    // what the step is about
	x      *Exchange // its post
	before string    // the ERP's id of the thing before the step
	wrong  []Failure // failures of a check
}

// do does the step. The error says why it cannot be done; an answer of the ERP is never an error.
func (a *act) do(ctx context.Context) error {
	if a.s.On != "" {
		if a.on = a.f.thing(a.s.On); a.on == nil {
			return fmt.Errorf("%q: %w", a.s.On, errNotThere)
		}
		a.before = a.p.idOf(a.on)
	}
	switch a.s.Verb {
	case scenarios.Pause:
		if a.p.opts.DryRun {
			return nil
		}
		return pause(ctx, a.s.For)
	case scenarios.StockNew:
		return a.stockNew()
	case scenarios.Check:
		return a.check()
	case scenarios.Post:
		return a.raw(ctx)
	}
	return a.person(ctx)
}

// person does what a person does by means of the MES.
func (a *act) person(ctx context.Context) error {
	post := &posting{wire: a.p.wire, refuse: a.expectsNo()}
	out, err := a.verb(ctx, a.p.mes.Through(post))
	if err != nil {
		if gone := a.gone(); gone != nil {
			return gone
		}
		return err
	}
	a.taken(out)
	a.x = &Exchange{Act: schemas.Act{Kind: out.Kind, Type: out.Type}, Sent: out.Sent && !a.p.opts.DryRun, HeldBy: out.Clause, Findings: post.findings}
	if out.Result != nil {
		a.x.Result = *out.Result
	}
	a.name(out)
	return a.capture()
}

func (a *act) verb(ctx context.Context, mes *sender.MES) (sender.Outcome, error) {
	switch a.s.Verb {
	case scenarios.DeviceSet:
		return a.deviceSet(ctx, mes)
	case scenarios.DeviceChange:
		serial, err := a.serial(a.p.look(a.f))
		if err != nil {
			return sender.Outcome{}, err
		}
		return mes.ChangeSerial(ctx, a.on.stock, serial)
	case scenarios.DeviceRemove:
		return mes.RemoveSerial(ctx, a.on.stock)
	case scenarios.ItemAttach:
		part, err := a.part()
		if err != nil {
			return sender.Outcome{}, err
		}
		a.keepFacts(partFacts(part))
		return mes.Attach(ctx, a.on.stock, part)
	case scenarios.OperationReport:
		work, err := a.work()
		if err != nil {
			return sender.Outcome{}, err
		}
		a.keepFacts(workFacts(work))
		return mes.Report(ctx, a.on.stock, work)
	case scenarios.ItemDetach, scenarios.OperationTakeBack:
		return a.takeAway(ctx, mes)
	}
	return sender.Outcome{}, fmt.Errorf("erpkit does not know how to do %s: this is a defect of erpkit", a.s.Verb)
}

// takeAway removes an item or a report. It fails if the ERP did not accept the add.
func (a *act) takeAway(ctx context.Context, mes *sender.MES) (sender.Outcome, error) {
	if a.on.item == "" && a.on.report == "" {
		return sender.Outcome{}, fmt.Errorf("%q was not accepted when it was added: %w", a.s.On, errNotThere)
	}
	if a.on.item != "" {
		return mes.Detach(ctx, a.on.stock, a.on.item)
	}
	return mes.TakeBack(ctx, a.on.stock, a.on.report)
}

func (a *act) deviceSet(ctx context.Context, mes *sender.MES) (sender.Outcome, error) {
	if a.on == nil {
		if err := a.stockNew(); err != nil {
			return sender.Outcome{}, err
		}
		a.on = a.f.names[a.s.As]
	}
	serial, err := a.serial(a.p.look(a.f))
	if err != nil {
		return sender.Outcome{}, err
	}
	return mes.SetSerial(ctx, a.on.stock, serial)
}

// serial is the given serial, or one made from the seed.
func (a *act) serial(look func(scenarios.Ref) (any, error)) (string, error) {
	given := a.s.Arg("serial")
	if !given.Given() {
		return a.p.setSerial(a.on.stock, a.p.random.serial(a.f.key+a.s.Path))
	}
	text, err := given.Resolve(look)
	if err != nil {
		return "", err
	}
	return a.p.setSerial(a.on.stock, text)
}

// part is what is attached.
func (a *act) part() (sender.Part, error) {
	part, err := a.p.part(a.f, a.s.Args)
	if err == nil && a.p.real != nil {
		return a.p.real.part(a.p.orderOf(a.on.stock).Number, part)
	}
	return part, err
}

// work is what is reported.
func (a *act) work() (sender.Work, error) {
	work, err := a.p.work(a.f, a.s.Args)
	if err == nil && a.p.real != nil {
		return a.p.real.work(a.p.orderOf(a.on.stock).Number, work)
	}
	return work, err
}

func (a *act) stockNew() error {
	id, err := a.p.newStock(a.f, a.s.WorkOrder, a.s.Session, a.s.Path)
	if err == nil {
		a.f.names[a.s.As] = &thing{stock: id}
	}
	return err
}

// keepFacts creates the thing that an attach or a report makes.
func (a *act) keepFacts(facts map[string]string) {
	if a.s.As != "" {
		a.f.names[a.s.As] = &thing{stock: a.on.stock, facts: facts}
	}
}

// name binds the name of the step to what was made.
func (a *act) name(out sender.Outcome) {
	if a.s.As == "" {
		return
	}
	t := a.f.names[a.s.As]
	if t == nil { // the name stands for the answer alone
		t = &thing{}
		a.f.names[a.s.As] = t
	}
	t.exchange, t.first = a.x, a.x.Result.ExternalID
	if out.Done && out.Type == "add" {
		t.item, t.report = out.Item, out.Report
	}
}

// raw posts the body unchanged.
func (a *act) raw(ctx context.Context) error {
	url, offered := a.p.target.URL(a.s.Post.Kind)
	if !offered {
		return fmt.Errorf("the target has no URL for posts of kind %s", a.s.Post.Kind)
	}
	var short error
	body, err := a.s.Post.Body.Resolve(a.p.look(a.f), func(mark scenarios.Mark, text string) string {
		name, err := a.p.inRaw(a.s.Post.Kind, mark, text)
		short = cmp.Or(short, err)
		return name
	})
	if err = cmp.Or(short, err); err != nil {
		return err
	}
	post := &posting{wire: a.p.wire, header: a.s.Post.Header, refuse: a.expectsNo()}
	result := post.Post(ctx, url, body)
	object, _ := schemas.Parse(body)
	a.x = &Exchange{Act: schemas.Act{Kind: a.s.Post.Kind, Type: schemas.Text(object, "type")}, Sent: !a.p.opts.DryRun, Result: result, Findings: post.findings}
	a.name(sender.Outcome{})
	return a.capture()
}

// capture keeps values of the answer under their names.
func (a *act) capture() error {
	if len(a.s.Capture) == 0 {
		return nil
	}
	value, _ := schemas.Parse(a.x.Result.Transcript.AnswerBody)
	for _, c := range a.s.Capture {
		found, ok := at(value, c.Pointer)
		switch {
		case a.p.opts.DryRun:
			found = "value-of-" + c.Name
		case !ok:
			a.wrong = append(a.wrong, Failure{What: "capture " + c.Name, Expected: "a single value at " + c.Pointer, Came: "none"})
			continue
		}
		a.f.values[c.Name] = found
	}
	return nil
}

// check compares the books of the MES with what the story expects of them.
func (a *act) check() error {
	stock, _ := a.p.mes.Stock(a.on.stock)
	is := map[string]string{
		"serial": stock.Serial, "externalId": stock.ExternalID,
		"items": strconv.Itoa(len(stock.Items)), "reports": strconv.Itoa(len(stock.Reports)),
	}
	for _, name := range []string{"serial", "externalId", "items", "reports"} {
		text := a.s.Arg(name)
		if !text.Given() {
			continue
		}
		want, err := text.Resolve(a.p.look(a.f))
		if err != nil {
			return err
		}
		if name == "serial" {
			want = a.p.again(want)
		}
		if want != is[name] {
			a.wrong = append(a.wrong, Failure{What: name + " in the books of the MES", Expected: quoted(want), Came: quoted(is[name])})
		}
	}
	return nil
}

// encoded writes a payload as it goes over the line.
func encoded(payload any) []byte {
	if raw, ok := payload.([]byte); ok {
		return raw
	}
	text, err := schemas.JSON(payload)
	if err != nil {
		return nil
	}
	return text
}
