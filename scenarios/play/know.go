package play

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/sender"
)

// know makes the MES with its work orders, and with what is already on the benches.
func (p *player) know() error {
	settings := p.target.settings(p.story.Settings)
	mes, err := sender.NewMES(settings, &posting{wire: p.wire}, sender.WithRandom(p.random))
	if err != nil {
		return err
	}
	p.mes, p.orders = mes, map[string]sender.WorkOrder{}
	for i := range p.story.WorkOrders {
		if err := p.addOrder(&p.story.WorkOrders[i]); err != nil {
			return err
		}
	}
	if len(p.story.Stocks) == 0 {
		return nil
	}
	stocks := make([]string, len(p.story.Stocks))
	for i, stock := range p.story.Stocks {
		if stocks[i], err = p.newStock(p.top, stock.WorkOrder, stock.Session, "stock "+stock.Name); err != nil {
			return err
		}
	}
	return p.fillStocks(settings, stocks)
}

func (p *player) addOrder(from *scenarios.WorkOrder) error {
	var order sender.WorkOrder
	for text, to := range map[*scenarios.Text]*string{
		&from.Number: &order.Number, &from.SKU: &order.SKU, &from.Source: &order.Source,
		&from.ExternalID: &order.ExternalID, &from.ID: &order.ID,
	} {
		var err error
		if *to, err = text.Resolve(p.look(p.top)); err != nil {
			return err
		}
	}
	if !from.Source.Given() {
		order.Source = p.story.Settings.WorkOrderSource
	}
	order.Number = p.mark(scenarios.NumberMark, order.Number)
	order.SerialManaged = from.SerialManaged
	if p.real != nil {
		if err := p.real.order(from.Key, &order); err != nil {
			return err
		}
	}
	return p.random.with("work order "+from.Key, func() error {
		added, err := p.mes.AddWorkOrder(order)
		p.orders[from.Key] = added
		return err
	})
}

// newStock adds a new thing to a session of the station. The session begins when it is first used.
func (p *player) newStock(f *frame, order, session, key string) (string, error) {
	home := f.home()
	name := order + "\x00" + session
	for at := home; at != nil && session != ""; at = at.outer {
		if id, ok := at.sessions[name]; ok {
			home.sessions[name] = id
		}
	}
	id, begun := home.sessions[name]
	if !begun {
		err := p.random.with("session "+home.key+name, func() error {
			started, err := p.mes.StartSession(p.orders[order].Number)
			id = started.ID
			return err
		})
		if err != nil {
			return "", err
		}
		home.sessions[name] = id
	}
	stock := ""
	err := p.random.with("stock "+f.key+key, func() error {
		made, err := p.mes.NewStock(id)
		stock = made.ID
		return err
	})
	return stock, err
}

// fillStocks puts on the benches what is there at the beginning: an MES with these books replaces the first one.
func (p *player) fillStocks(settings sender.Settings, ids []string) error {
	books := p.mes.Books()
	for i := range books.Stocks {
		stock := &books.Stocks[i]
		for k, id := range ids {
			if id != stock.ID {
				continue
			}
			if err := p.fillStock(stock, &p.story.Stocks[k]); err != nil {
				return fmt.Errorf("the stock %q: %w", p.story.Stocks[k].Name, err)
			}
		}
	}
	mes, err := sender.NewMES(settings, &posting{wire: p.wire}, sender.WithRandom(p.random), sender.WithBooks(books))
	if err != nil {
		return err
	}
	p.mes = mes
	return nil
}

func (p *player) fillStock(stock *sender.Stock, from *scenarios.Stock) error {
	serial, err := from.Serial.Resolve(p.look(p.top))
	if err != nil {
		return err
	}
	stock.Serial = serial
	if stock.ExternalID, err = from.ExternalID.Resolve(p.look(p.top)); err != nil {
		return err
	}
	p.top.names[from.Name] = &thing{stock: stock.ID, first: stock.ExternalID}
	for _, item := range from.Items {
		made := sender.Item{}
		if made.Part, err = p.part(p.top, item.Args); err != nil {
			return err
		}
		if made.ExternalID, err = item.ExternalID.Resolve(p.look(p.top)); err != nil {
			return err
		}
		stock.Made++
		made.ID = fmt.Sprintf("item-%d", stock.Made)
		stock.Items = append(stock.Items, made)
		p.top.names[item.Name] = &thing{stock: stock.ID, item: made.ID, first: made.ExternalID, facts: partFacts(made.Part)}
	}
	for _, report := range from.Reports {
		made := sender.OperationReport{}
		if made.Work, err = p.work(p.top, report.Args); err != nil {
			return err
		}
		if made.ExternalID, err = report.ExternalID.Resolve(p.look(p.top)); err != nil {
			return err
		}
		stock.Made++
		made.ID = fmt.Sprintf("report-%d", stock.Made)
		stock.Reports = append(stock.Reports, made)
		p.top.names[report.Name] = &thing{stock: stock.ID, report: made.ID, first: made.ExternalID, facts: workFacts(made.Work)}
	}
	return nil
}

func partFacts(part sender.Part) map[string]string {
	return map[string]string{"sku": part.SKU, "quantity": string(part.Quantity), "serial": part.Serial}
}

func workFacts(work sender.Work) map[string]string {
	return map[string]string{"actCode": work.ActCode, "position": fmt.Sprint(work.Position)}
}

// part reads the part that a person attaches.
func (p *player) part(f *frame, args map[string]scenarios.Text) (sender.Part, error) {
	text, err := p.resolved(f, args)
	part := sender.Part{
		SKU: text["sku"], Quantity: json.Number(cmp.Or(text["quantity"], "1")),
		Serial: p.again(text["serial"]), WorkOrder: p.mark(scenarios.NumberMark, text["workOrder"]),
	}
	return part, err
}

// work reads the work that a person reports.
func (p *player) work(f *frame, args map[string]scenarios.Text) (sender.Work, error) {
	text, err := p.resolved(f, args)
	if err != nil {
		return sender.Work{}, err
	}
	work := sender.Work{
		ActCode: text["actCode"], WorkCenterCode: text["workCenterCode"],
		Valid: json.Number(cmp.Or(text["validQty"], "1")), Invalid: json.Number(cmp.Or(text["invalidQty"], "0")),
		OperationExternalID: text["operationExternalId"],
	}
	work.Position, err = wholeNumber("position", cmp.Or(text["position"], "0"))
	return work, err
}

func (p *player) resolved(f *frame, args map[string]scenarios.Text) (map[string]string, error) {
	all := map[string]string{}
	for name, text := range args {
		value, err := text.Resolve(p.look(f))
		if err != nil {
			return all, err
		}
		all[name] = value
	}
	return all, nil
}
