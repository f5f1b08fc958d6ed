package check

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Source is the work order source of the work orders that checks make.
const Source = "erpkit"

// MES makes a reference sender that posts to the target, for checks that play whole flows in the
// person's verbs. Integrations that the ERP does not offer are switched off. What is left in its
// books after the check is taken away.
func (t *T) MES() *sender.MES {
	mes, err := sender.NewMES(t.runner.target.Settings(Source), poster{t})
	if err != nil {
		t.KitError("The reference sender could not be made: %v.", err)
	}
	t.cleanup(func(ctx context.Context) string { return emptyBooks(ctx, mes) })
	return mes
}

// poster lets an MES post through a check, so that its exchanges are recorded.
type poster struct{ t *T }

// Post sends without judging, because the MES holds the stock meanwhile: Done judges.
func (p poster) Post(ctx context.Context, _ string, payload any) sender.Result {
	body := p.t.encode(payload)
	post := Post{Act: actOf(body), Body: body}
	if words := p.t.runner.hangs(post); words != "" {
		p.t.hung = words
		return sender.Result{Trouble: sender.Timeout, Words: words}
	}
	return p.t.record(p.t.post(ctx, post)).Result
}

// actOf tells the act of a payload by its shape (C5).
func actOf(body []byte) schemas.Act {
	object, _ := schemas.Parse(body)
	return schemas.Act{Kind: schemas.KindOf(object), Type: schemas.Text(object, "type")}
}

// Done judges what became of one act of the MES: it ends the check when the act was misused or the
// network failed, and gives the answer. An act of an integration that is off counts as accepted.
func (t *T) Done(o sender.Outcome, err error) Answer {
	if err != nil {
		t.KitError("The reference sender did not take the act: %v.", err)
	}
	if !o.Sent {
		return Answer{Exchange{What: o.String(), Result: sender.Result{Accepted: o.Done, Words: o.String()}}}
	}
	if t.hung != "" {
		t.Blocked("%s", t.hung)
	}
	post := Post{Act: schemas.Act{Kind: o.Kind, Type: o.Type}}
	a := Answer{Exchange{What: post.what(), Act: post.Act, Number: len(t.exchanges), Result: *o.Result}}
	t.judgeTrouble(post, a)
	t.learn(a)
	t.sortOut(post, a)
	return a
}

// emptyBooks takes back all that the MES has in the ERP, and says what could not be taken back.
func emptyBooks(ctx context.Context, mes *sender.MES) string {
	left := ""
	for _, stock := range mes.Books().Stocks {
		for i := len(stock.Reports) - 1; i >= 0; i-- {
			if o, err := mes.TakeBack(ctx, stock.ID, stock.Reports[i].ID); err != nil || !o.Done {
				left += fmt.Sprintf("report %s; ", stock.Reports[i].ActCode)
			}
		}
		for i := len(stock.Items) - 1; i >= 0; i-- {
			if o, err := mes.Detach(ctx, stock.ID, stock.Items[i].ID); err != nil || !o.Done {
				left += fmt.Sprintf("item %s (serial %q); ", stock.Items[i].SKU, stock.Items[i].Serial)
			}
		}
		if stock.Serial == "" {
			continue
		}
		if o, err := mes.RemoveSerial(ctx, stock.ID); err != nil || !o.Done {
			left += fmt.Sprintf("device with serial %s; ", stock.Serial)
		}
	}
	if left == "" {
		return ""
	}
	return fmt.Sprintf("of work order %s: %s", mes.Books().WorkOrders[0].Number, left[:len(left)-2])
}
