package check

import (
	"context"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Source is the work order source of the work orders that checks make.
const Source = "erpkit"

// MES makes a reference sender that posts to the target, for checks that play whole flows in the
// person's verbs. Integrations that the ERP does not offer are switched off.
func (t *T) MES() *sender.MES {
	mes, err := sender.NewMES(t.runner.target.Settings(Source), poster{t})
	if err != nil {
		t.KitError("The reference sender could not be made: %v.", err)
	}
	return mes
}

// poster lets an MES post through a check, so that its exchanges are recorded.
type poster struct{ t *T }

// Post sends without judging, because the MES holds the stock meanwhile: Done judges.
func (p poster) Post(ctx context.Context, _ string, payload any) sender.Result {
	body := p.t.encode(payload)
	post := Post{Act: actOf(body), Body: body}
	if p.t.held = p.t.runner.closed(post, p.t.Check); p.t.held != nil {
		return sender.Result{Trouble: sender.Timeout, Words: p.t.held.Reason}
	}
	return p.t.inTurn(ctx, post).Result
}

// actOf tells the act of a payload by its shape (C5).
func actOf(body []byte) schemas.Act {
	object, _ := schemas.Parse(body)
	return schemas.Act{Kind: schemas.KindOf(object), Type: schemas.Text(object, "type")}
}

// Done judges what became of one act of the MES: it ends the check when the act was misused or the
// network failed, and gives the answer. An act of an integration that is off counts as accepted.
func (t *T) Done(o sender.Outcome, err error) Exchange {
	if err != nil {
		t.KitError("The reference sender did not take the act: %v.", err)
	}
	if !o.Sent {
		return Exchange{What: o.String(), Result: sender.Result{Accepted: o.Done, Words: o.String()}}
	}
	if t.held != nil {
		t.end(*t.held)
	}
	post := Post{Act: schemas.Act{Kind: o.Kind, Type: o.Type}}
	a := Exchange{What: post.what(), Act: post.Act, Number: len(t.exchanges), Result: *o.Result}
	t.judgeTrouble(post, a)
	t.learn(a)
	t.sortOut(post, a)
	return a
}
