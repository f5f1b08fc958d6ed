package sender_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// judging is an ERP that answers at random and lets every payload be judged.
type judging struct {
	rt    *rapid.T
	posts int
}

func (j *judging) Post(_ context.Context, _ string, payload any) sender.Result {
	raw, err := json.Marshal(payload)
	if err != nil {
		j.rt.Fatal(err)
	}
	object, _ := schemas.Parse(raw)
	kind := schemas.KindOf(object)
	for _, f := range schemas.Judge(kind, raw) {
		if f.Level != schemas.Note { // such as one on a serial of which nothing can be seen: people may scan that
			j.rt.Fatalf("%s has a finding: %+v", raw, f)
		}
	}
	j.posts++
	switch rapid.IntRange(0, 4).Draw(j.rt, "answer") {
	case 0:
		return no()
	case 1:
		return sender.Result{Trouble: sender.Timeout}
	case 2:
		return yes("")
	}
	return yes(rapid.StringN(1, 8, -1).Draw(j.rt, "id"))
}

// TestAnySequenceIsClean: whatever people do in whatever order, and whatever the ERP
// answers, each payload keeps every clause of schemas, misuse is an error, and the books can
// be stored and taken up again at any point.
func TestAnySequenceIsClean(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		settings := mustSettings(t)
		settings.WorkOrderSource = "erp"
		erp := &judging{rt: rt}
		mes, err := sender.NewMES(settings, erp, sender.WithSeed(rapid.Uint64().Draw(rt, "seed")))
		if err != nil {
			rt.Fatal(err)
		}
		stocks := drawStocks(rt, mes)
		done := 0
		for range rapid.IntRange(1, 40).Draw(rt, "acts") {
			stock := rapid.SampledFrom(stocks).Draw(rt, "stock")
			before := mes.Books()
			out, err := drawAct(rt, mes, stock)
			if !out.Done && !reflect.DeepEqual(before, mes.Books()) {
				rt.Fatalf("the books changed although nothing was done: %v %v", out, err)
			}
			if out.Done {
				done++
			}
			if rapid.Bool().Draw(rt, "store") {
				mes = reopen(rt, mes, settings, erp)
			}
		}
		rt.Logf("%d acts done, %d posts", done, erp.posts)
	})
}

func drawStocks(rt *rapid.T, mes *sender.MES) []string {
	var stocks []string
	for n := range rapid.IntRange(1, 3).Draw(rt, "orders") {
		order, err := mes.AddWorkOrder(sender.WorkOrder{Number: fmt.Sprintf("WO-%d", n), SKU: rapid.StringN(1, 5, -1).Draw(rt, "sku"),
			Source: rapid.SampledFrom([]string{"erp", "erp", "erp", "local"}).Draw(rt, "source"), ExternalID: rapid.StringN(0, 3, -1).Draw(rt, "erp id"), SerialManaged: n%2 == 0})
		if err != nil {
			rt.Fatal(err)
		}
		session, err := mes.StartSession(order.Number)
		if err != nil {
			rt.Fatal(err)
		}
		stock, err := mes.NewStock(session.ID)
		if err != nil {
			rt.Fatal(err)
		}
		stocks = append(stocks, stock.ID)
	}
	return stocks
}

func drawAct(rt *rapid.T, mes *sender.MES, stock string) (sender.Outcome, error) {
	ctx := context.Background()
	text := func() string { return rapid.StringN(0, 4, -1).Draw(rt, "text") }
	quantity := func() json.Number {
		return json.Number(rapid.SampledFrom([]string{"0", "1", "0.1", "1000000", "2.50", "1e3", "-1", "x", "", "0.000", "1e99"}).Draw(rt, "quantity"))
	}
	now, _ := mes.Stock(stock)
	switch rapid.IntRange(0, 6).Draw(rt, "act") {
	case 0:
		return mes.SetSerial(ctx, stock, text())
	case 1:
		return mes.ChangeSerial(ctx, stock, text())
	case 2:
		return mes.RemoveSerial(ctx, stock)
	case 3:
		return mes.Attach(ctx, stock, sender.Part{SKU: text(), Quantity: quantity(), Serial: text(), WorkOrder: text()})
	case 4:
		return mes.Report(ctx, stock, sender.Work{ActCode: text(), WorkCenterCode: text(), Position: rapid.IntRange(-1, 99).Draw(rt, "position"),
			Valid: quantity(), Invalid: quantity(), OperationExternalID: text()})
	case 5:
		if len(now.Items) == 0 {
			return mes.Detach(ctx, stock, "none")
		}
		return mes.Detach(ctx, stock, rapid.SampledFrom(now.Items).Draw(rt, "item").ID)
	}
	if len(now.Reports) == 0 {
		return mes.TakeBack(ctx, stock, "none")
	}
	return mes.TakeBack(ctx, stock, rapid.SampledFrom(now.Reports).Draw(rt, "report").ID)
}

// reopen stores the books as JSON and gives them to a new MES.
func reopen(rt *rapid.T, mes *sender.MES, settings sender.Settings, erp sender.Poster) *sender.MES {
	raw, err := json.Marshal(mes.Books())
	if err != nil {
		rt.Fatal(err)
	}
	var books sender.Books
	if err := json.Unmarshal(raw, &books); err != nil {
		rt.Fatal(err)
	}
	next, err := sender.NewMES(settings, erp, sender.WithBooks(books), sender.WithSeed(99))
	if err != nil {
		rt.Fatal(err)
	}
	if again, err := json.Marshal(next.Books()); err != nil || !bytes.Equal(again, raw) {
		rt.Fatalf("the books came back changed, %v:\n%s\n%s", err, raw, again)
	}
	return next
}

// TestSeedRepeats: the same seed gives the same ids, of versions 1 and 4.
func TestSeedRepeats(t *testing.T) {
	ids := func(seed uint64) (list []string) {
		mes, err := sender.NewMES(sender.Settings{}, &paper{}, sender.WithSeed(seed))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := mes.AddWorkOrder(guitar()); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			session, err := mes.StartSession("NXT-915")
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, session.ID)
		}
		return list
	}
	first, versions := ids(7), map[byte]int{}
	for _, id := range first {
		versions[id[14]]++
	}
	if !reflect.DeepEqual(first, ids(7)) || reflect.DeepEqual(first, ids(8)) || versions['1'] == 0 || versions['4'] == 0 || len(versions) != 2 {
		t.Errorf("seed 7: %v, versions %v", first, versions)
	}
}

// TestManyStations: 16 stations work on their own stocks of one MES at once.
func TestManyStations(t *testing.T) {
	d := newDesk(t, guitar())
	var all sync.WaitGroup
	for n := range 16 {
		stock := d.stock()
		all.Go(func() {
			d.did(d.SetSerial(t.Context(), stock, fmt.Sprint("S", n)))
			item := d.did(d.Attach(t.Context(), stock, sender.Part{SKU: "x", Quantity: "1"})).Item
			d.did(d.Detach(t.Context(), stock, item))
			d.did(d.RemoveSerial(t.Context(), stock))
		})
	}
	all.Wait()
	if len(d.posts) != 64 {
		t.Errorf("%d posts, wanted 64", len(d.posts))
	}
}
