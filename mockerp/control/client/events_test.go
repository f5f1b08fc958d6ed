package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
)

// TestFollow_GoesOnWhereItLeft: the stream ends with the loop, its context and the mock, and is taken up again.
func TestFollow_GoesOnWhereItLeft(t *testing.T) {
	mock, c := start(t)
	for _, serial := range []string{"SN-1", "SN-2", "SN-3"} {
		post(t, mock.URL(), device(serial))
	}
	filter, serials := journal.Filter{}, ""
	for len(serials) < len("SN-1SN-2SN-3") {
		for event, err := range c.Follow(t.Context(), filter) {
			if err != nil {
				t.Fatal(err)
			}
			if filter.After = event.ID; event.Type != api.EventExchange {
				continue
			}
			var row api.Row
			if err := json.Unmarshal(event.Data, &row); err != nil {
				t.Fatal(err)
			}
			serials += row.Serial
			break
		}
	}
	if serials != "SN-1SN-2SN-3" {
		t.Errorf("got %s", serials)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for event, err := range c.Follow(ctx, filter) {
		if err == nil && event.Type != api.EventHello {
			t.Errorf("got %+v", event)
		}
		if cancel(); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	var unreachable *client.UnreachableError
	for event, err := range c.Follow(t.Context(), filter) {
		if event.Type == api.EventHello {
			go mock.Close(context.Background())
		} else if !errors.As(err, &unreachable) {
			t.Errorf("the mock has stopped, and the error is %v", err)
		}
	}
	for _, err := range c.Follow(t.Context(), journal.Filter{Kind: "devise"}) {
		if err == nil {
			t.Error("what is wrong was taken")
		}
	}
}

func TestRows_NewestFirst(t *testing.T) {
	mock, c := start(t)
	post(t, mock.URL(), device("SN-1"))
	post(t, mock.URL(), `{"type":"add"}`)
	page, err := c.Rows(t.Context(), journal.Filter{Newest: true, Limit: 1})
	if err != nil || page.Total != 2 || page.Rows[0].ID != 2 || page.Rows[0].Findings.Must == 0 || *page.Next != 2 {
		t.Errorf("got %+v, %v", page, err)
	}
	terms, err := search.Parse(`-SN-1 kind:device`)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := c.Rows(t.Context(), journal.Filter{Search: terms}); err != nil || page.Total != 1 || page.Rows[0].ID != 2 {
		t.Errorf("got %+v, %v", page, err)
	}
	page, err = c.Rows(t.Context(), journal.Filter{Newest: true, Before: 2})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Serial != "SN-1" || page.Next != nil {
		t.Errorf("got %+v, %v", page, err)
	}
}
