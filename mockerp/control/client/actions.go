package client

import (
	"context"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// Shift begins a demo shift and gives what was ordered; its posts come after the answer. A mock that cannot post refuses.
func (c *Client) Shift(ctx context.Context, order api.ShiftOrder) (api.ShiftOrder, error) {
	var begun api.ShiftOrder
	err := c.order(ctx, call{method: http.MethodPost, path: api.Root + "/actions/shift"}, order, &begun)
	return begun, err
}

// SendAgain sends the post of an exchange once more.
func (c *Client) SendAgain(ctx context.Context, exchange uint64) (api.Sent, error) {
	var sent api.Sent
	err := c.order(ctx, call{method: http.MethodPost, path: api.Root + "/actions/send"}, api.SendOrder{Exchange: exchange}, &sent)
	return sent, err
}
