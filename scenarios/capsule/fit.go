package capsule

import (
	"context"
	"encoding/json"
	"maps"
	"mime"
	"reflect"
	"slices"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// step is a step of the story that is being written.
type step struct {
	verb scenarios.Verb
	on   string // the name of the stock, item or report
	as   string
	args [][2]string // name and text; quantities as they are
	raw  *post       // a post that no verb makes
	from *post
	// answered is the ERP's id in the answer, which other posts may name. id says whether it is a new one for a thing
	// that already had one; "" if that is unknown.
	answered, id string
	// ids are the ids known before a raw post; body is its body with references.
	ids  map[string]string
	body string
}

// fit finds the verb that makes exactly this post; ok is false if there is none.
func (s *shop) fit(r *post) (step, bool) {
	id := schemas.Text(r.payload, "stockId")
	stockName, known := s.names[id]
	if !known || !isPlainJSON(r) || schemas.KindOf(r.payload) != r.Kind {
		return step{}, false
	}
	mes, err := s.mes(replay{r})
	if err != nil {
		return step{}, false
	}
	one := step{on: stockName, from: r}
	out, ok := s.try(mes, id, r, &one)
	if !ok || !sameJSON(out.Payload, r.payload) {
		return step{}, false
	}
	s.compareID(id, out, &one)
	s.books = mes.Books()
	s.remember(id, out, &one)
	return one, true
}

// compareID tells whether an update changed the device's id in the ERP (D5).
func (s *shop) compareID(id string, out sender.Outcome, one *step) {
	at := slices.IndexFunc(s.books.Stocks, func(stock sender.Stock) bool { return stock.ID == id })
	if one.verb != scenarios.DeviceChange || out.Result.ExternalID == "" || s.books.Stocks[at].ExternalID == "" {
		return
	}
	if one.id = "unchanged"; out.Result.ExternalID != s.books.Stocks[at].ExternalID {
		one.id = "changed"
	}
}

// isPlainJSON tells whether a post was sent as the MES sends it.
func isPlainJSON(r *post) bool {
	if r.payload == nil || r.Request.Header.Get("Content-Encoding") != "" {
		return false
	}
	media, params, err := mime.ParseMediaType(r.Request.Header.Get("Content-Type"))
	return r.Request.Header.Get("Content-Type") == "" || err == nil && media == "application/json" && (len(params) == 0 || params["charset"] == "utf-8")
}

// try does the verb that the post looks like.
func (s *shop) try(mes *sender.MES, id string, r *post, one *step) (out sender.Outcome, ok bool) {
	ctx, p := context.Background(), r.payload
	var err error
	serial := schemas.Text(p, "serial")
	switch string(r.Kind) + " " + schemas.Text(p, "type") {
	case "device add":
		one.verb, one.args = scenarios.DeviceSet, [][2]string{{"serial", serial}}
		out, err = mes.SetSerial(ctx, id, serial)
	case "device update":
		one.verb, one.args = scenarios.DeviceChange, [][2]string{{"serial", serial}}
		out, err = mes.ChangeSerial(ctx, id, serial)
	case "device remove":
		one.verb = scenarios.DeviceRemove
		out, err = mes.RemoveSerial(ctx, id)
	case "item-attach add":
		part := partOf(p)
		one.verb, one.args = scenarios.ItemAttach, [][2]string{{"sku", part.SKU}, {"quantity", string(part.Quantity)}, {"serial", part.Serial}, {"workOrder", part.WorkOrder}}
		out, err = mes.Attach(ctx, id, part)
	case "item-attach remove":
		one.verb = scenarios.ItemDetach
		return s.tryAll(mes, id, one, p, (*sender.MES).Detach)
	case "operation add":
		work := workOf(p)
		one.verb, one.args = scenarios.OperationReport, workArgs(work, p)
		out, err = mes.Report(ctx, id, work)
	case "operation remove":
		one.verb = scenarios.OperationTakeBack
		return s.tryAll(mes, id, one, p, (*sender.MES).TakeBack)
	default:
		return out, false
	}
	return out, err == nil
}

func workArgs(work sender.Work, p map[string]any) [][2]string {
	position, _ := p["position"].(json.Number)
	return [][2]string{
		{"actCode", work.ActCode}, {"workCenterCode", work.WorkCenterCode}, {"position", string(position)},
		{"validQty", string(work.Valid)}, {"invalidQty", string(work.Invalid)}, {"operationExternalId", work.OperationExternalID},
	}
}

// tryAll removes the item or report that this post removes. It first compares on paper, because a removal that was
// tried cannot be undone.
func (s *shop) tryAll(mes *sender.MES, id string, one *step, p map[string]any,
	remove func(mes *sender.MES, ctx context.Context, stock, thing string) (sender.Outcome, error)) (sender.Outcome, bool) {
	at := slices.IndexFunc(s.books.Stocks, func(stock sender.Stock) bool { return stock.ID == id })
	if at < 0 {
		return sender.Outcome{}, false
	}
	var things []string
	for _, item := range s.books.Stocks[at].Items {
		things = append(things, item.ID)
	}
	for _, report := range s.books.Stocks[at].Reports {
		things = append(things, report.ID)
	}
	for _, thing := range things {
		paper, err := s.mes(nil)
		if err != nil {
			return sender.Outcome{}, false
		}
		if out, err := remove(paper, context.Background(), id, thing); err != nil || !sameJSON(out.Payload, p) {
			continue
		}
		one.on = s.names[id+thing]
		out, err := remove(mes, context.Background(), id, thing)
		return out, err == nil && one.on != ""
	}
	return sender.Outcome{}, false
}

// remember gives a name to what the step has made.
func (s *shop) remember(id string, out sender.Outcome, one *step) {
	one.answered = out.Result.ExternalID
	if out.Type != "add" {
		return
	}
	switch {
	case out.Item != "" && out.Done:
		one.as = s.name("item")
		s.names[id+out.Item] = one.as
	case out.Report != "" && out.Done:
		one.as = s.name("report")
		s.names[id+out.Report] = one.as
	}
}

// sameJSON compares the post that the MES would make with the recorded one: every member and every digit. A null
// member equals an absent one if the contract says so (P3, O5, O6).
func sameJSON(payload any, recorded map[string]any) bool {
	raw, err := json.Marshal(payload)
	if err != nil {
		return false
	}
	made, _ := schemas.Parse(raw)
	return reflect.DeepEqual(withoutNulls(made), withoutNulls(recorded))
}

func withoutNulls(object map[string]any) map[string]any {
	clean := maps.Clone(object)
	names := []string{"workorderExternalId", "operationExternalId"}
	if _, isOperation := object["actCode"]; isOperation && object["type"] == "remove" {
		names = append(names, "externalId")
	}
	for _, name := range names {
		if value, there := clean[name]; there && value == nil {
			delete(clean, name)
		}
	}
	return clean
}
