package sender

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

// Outcome is the result of one act of a person.
type Outcome struct {
	Kind  schemas.Kind `json:"kind"`
	Type  string       `json:"type"`
	Stock string       `json:"stock"`
	// Done is true when the act is in the books: the ERP accepted it, or the settings do not send
	// it.
	Done bool `json:"done"`
	// Sent is true when the act was posted, whatever the result.
	Sent bool `json:"sent"`
	// Clause is C1, C2 or C3 where that clause held the post back, and Why says so.
	Clause string `json:"clause,omitempty"`
	Why    string `json:"why,omitempty"`
	// Item and Report name what Attach and Report made, for Detach and TakeBack.
	Item   string `json:"item,omitempty"`
	Report string `json:"report,omitempty"`
	// Notes are things that are allowed but should not be, such as F5.
	Notes []string `json:"notes,omitempty"`
	// Payload is what was posted, or would have been.
	Payload any `json:"payload"`
	// Result is the ERP's side; nil when nothing was sent.
	Result *Result `json:"result,omitempty"`
}

// String is the outcome in plain sentences.
func (o Outcome) String() string {
	text := o.Why
	if o.Result != nil {
		text = o.Result.String()
	}
	for _, note := range o.Notes {
		text += " " + note
	}
	return fmt.Sprintf("%s %s: %s", o.Kind, o.Type, text)
}

// plan is an act that is not done yet: what to post, and how to change the stock, given the ERP
// id in the answer ("" if there is none).
type plan struct {
	outcome Outcome
	after   func(id string) Stock
}

// act does one act on one stock: it waits for the stock's turn, lets think make the plan, posts
// if the settings allow it, and changes the books only on success (T7).
func (m *MES) act(ctx context.Context, stock string, kind schemas.Kind, typ string, think func(WorkOrder, Stock) (plan, error)) (Outcome, error) {
	b, err := m.take(ctx, stock)
	if err != nil {
		return Outcome{}, err
	}
	defer b.leave()
	now, _ := m.Stock(stock)
	order, _ := m.WorkOrder(now.WorkOrder)
	p, err := think(order, now)
	if err != nil {
		return Outcome{}, err
	}
	out := p.outcome
	out.Kind, out.Type, out.Stock = kind, typ, stock
	id := ""
	url, clause, why := m.settings.Sends(kind, order.Source)
	if clause != "" {
		out.Clause, out.Why, out.Done = clause, why, true
	} else {
		result := m.poster.Post(ctx, url, out.Payload)
		out.Sent, out.Result, out.Done, id = true, &result, result.Accepted, result.ExternalID
	}
	if out.Done {
		m.mu.Lock()
		b.stock = p.after(id)
		m.mu.Unlock()
	}
	return out, nil
}

// optional returns nil for a member to leave out.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
