package sender_test

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// paper is an ERP on paper: it keeps the posts and answers from a list, then accepts without ids.
type paper struct {
	mu      sync.Mutex
	answers []sender.Result
	posts   []post
}

type post struct {
	url  string
	body map[string]any
}

func (p *paper) Post(_ context.Context, url string, payload any) sender.Result {
	raw, err := json.Marshal(payload)
	if err != nil {
		return sender.Result{Trouble: sender.BadPayload, Words: err.Error()}
	}
	var body map[string]any
	_ = json.Unmarshal(raw, &body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posts = append(p.posts, post{url, body})
	if len(p.answers) == 0 {
		return sender.Result{Accepted: true, Status: 204}
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	return answer
}

func (p *paper) last() map[string]any { return p.posts[len(p.posts)-1].body }

func yes(id string) sender.Result { return sender.Result{Accepted: true, Status: 200, ExternalID: id} }
func no() sender.Result           { return sender.Result{Status: 422, Message: "no"} }

// desk is an MES with one session on one work order, over an ERP on paper.
type desk struct {
	*sender.MES
	*paper
	t       *testing.T
	session string
}

func newDesk(t *testing.T, order sender.WorkOrder, answers ...sender.Result) *desk {
	t.Helper()
	settings := target.Target{Base: "http://erp"}.Settings("local")
	return newDeskWith(t, settings, order, answers...)
}

func newDeskWith(t *testing.T, settings sender.Settings, order sender.WorkOrder, answers ...sender.Result) *desk {
	t.Helper()
	p := &paper{answers: answers}
	mes, err := sender.NewMES(settings, p, sender.WithSeed(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mes.AddWorkOrder(order); err != nil {
		t.Fatal(err)
	}
	session, err := mes.StartSession(order.Number)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{mes, p, t, session.ID}
}

func (d *desk) stock() string {
	d.t.Helper()
	stock, err := d.NewStock(d.session)
	if err != nil {
		d.t.Fatal(err)
	}
	return stock.ID
}

// did fails the test unless the act was done; it gives back the outcome.
func (d *desk) did(out sender.Outcome, err error) sender.Outcome {
	d.t.Helper()
	if err != nil || !out.Done {
		d.t.Fatalf("not done: %v, %v", out, err)
	}
	return out
}

// expect compares members of the last post; nil wants null, absent wants the member not there.
func (d *desk) expect(members map[string]any) {
	d.t.Helper()
	body := d.last()
	for name, want := range members {
		got, there := body[name]
		if want == absent {
			if there {
				d.t.Errorf("%s is %v and should be absent", name, got)
			}
			continue
		}
		if !there || !reflect.DeepEqual(got, want) {
			d.t.Errorf("%s is %v (there: %v), wanted %v", name, got, there, want)
		}
	}
}

type nothing struct{}

var absent = nothing{}

func guitar() sender.WorkOrder {
	return sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: "local", SerialManaged: true, ExternalID: "ERP-WO-1"}
}

func strings1() sender.WorkOrder {
	return sender.WorkOrder{Number: "NXT-7", SKU: "0005", Source: "local"}
}
