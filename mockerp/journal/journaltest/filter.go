package journaltest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// clauses returns ids that are parts of each other, to trip up searches in text.
func clauses() []string { return []string{"F1", "F10", "1", "F1/MUST", "D3"} }

func levels() []schemas.Level { return []schemas.Level{schemas.Must, schemas.Should, schemas.Note} }

// filters tries every text and every clause at every level against exchanges that have them
// somewhere, and compares the result with Filter.Matches.
func filters(t *testing.T, open Open) {
	j := begin(t, open, manyCount, manyBytes)
	p := &plain{maxCount: manyCount, maxBytes: manyBytes, droppedOf: map[string]uint64{}}
	for _, x := range variety() {
		p.append(x)
		record(t, j, x)
	}
	for _, f := range questions() {
		page, err := j.List(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		want, _, total, _ := p.page(f)
		if !slices.Equal(ids(page), want) || page.Total != total {
			t.Errorf("List(%+v) = %v, want %v", f, ids(page), want)
		}
		uncounted := f
		uncounted.Uncounted = true
		again, err := j.List(context.Background(), uncounted)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(again), want) || again.Total != 0 || again.Next != page.Next || again.Dropped != page.Dropped {
			t.Errorf("List(%+v) = %v, total %d, want %v without a total", uncounted, ids(again), again.Total, want)
		}
	}
}

// variety returns exchanges that each differ in one thing.
func variety() []*traffic.Exchange {
	var all []*traffic.Exchange
	for i, text := range texts() {
		other := texts()[(i+1)%len(texts())]
		all = append(all, &traffic.Exchange{Run: "a", Serial: text}, &traffic.Exchange{WorkOrder: text},
			&traffic.Exchange{OtherSerials: []string{text}}, &traffic.Exchange{Run: text, OtherSerials: []string{other, text}})
	}
	for i, clause := range clauses() {
		for k, level := range levels() {
			all = append(all, &traffic.Exchange{Type: "add", Findings: []schemas.Finding{{Clause: clause, Level: level}}},
				&traffic.Exchange{Findings: []schemas.Finding{
					{Clause: clause, Level: level}, {Clause: clauses()[(i+1)%5], Level: levels()[(k+1)%3]},
				}})
		}
	}
	for i, kind := range schemas.Kinds() {
		all = append(all, &traffic.Exchange{Kind: kind, Type: kind.Types()[1], Answer: traffic.Answer{Status: 200 + 102*i}})
	}
	return append(all, searched()...)
}

func questions() []journal.Filter {
	all := []journal.Filter{{}, {Type: "add"}, {Type: "ad"}}
	for _, text := range texts() {
		all = append(all, journal.Filter{Serial: text}, journal.Filter{WorkOrder: text}, journal.Filter{Run: text})
	}
	for _, clause := range append(clauses(), "", "F", "MUST") {
		for _, level := range append(levels(), "", "MUS", "F1") {
			all = append(all, journal.Filter{Clause: clause, Level: level})
		}
	}
	for _, text := range searches() {
		all = append(all, journal.Filter{Search: parsed(text)}, journal.Filter{Search: parsed("-" + text)})
	}
	for i, kind := range schemas.Kinds() {
		all = append(all, journal.Filter{Kind: kind}, journal.Filter{StatusMin: 200 + 102*i},
			journal.Filter{StatusMax: 200 + 102*i}, journal.Filter{StatusMin: 201, StatusMax: 302 + i})
	}
	return all
}

// searches have every field, and words that stand in every place where one is looked for.
func searches() []string {
	list := []string{
		"kind:device", "kind:item-attach", "type:add", "run:a", "status:4xx", "status:302-404", "clause:D3", "level:must", "level:SHOULD",
		"outcome:\"no answer\"", "outcome:\"accepted with id\"", "outcome:\"accepted without id\"", "outcome:\"refused with message\"",
		"by:script", "rule:\"rule 1\"", "rule:RULE", "after:5", "before:5", "after:2026-11-23T09:30:00Z", "before:2026-11-23T09:30:00.002Z", "after:10m",
		"stock:s-1", "stock:s-2", "geheim", "URL", "größe", "GRÖSSE", "nope", "%", "%20", "\"sn 1\"", "\"1 sn\"", "\"\\\\\"", "it's",
	}
	for _, text := range texts() {
		if text != "" {
			for _, field := range []string{search.Serial, search.Order, search.Item, ""} {
				term := search.Term{Field: field, Value: text}
				list = append(list, term.String())
			}
		}
	}
	return list
}

func parsed(text string) []search.Term {
	terms, err := search.Parse(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", text, err))
	}
	return terms
}

// searched are exchanges that only a search tells apart.
func searched() []*traffic.Exchange {
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	return []*traffic.Exchange{
		onStock("s-1", true), onStock("s-1", false), onStock("s-2", true), onStock(`s\u002d2`, false),
		{At: at, Request: traffic.Request{URL: "/device?key=url", Body: []byte(`{"sku":"Größe 7"}`)}, Decision: traffic.Decision{By: "script", Rule: "rule 1"}},
		{At: at.Add(time.Millisecond), Answer: traffic.Answer{Body: []byte(`{"message":"GEHEIM"}`)}, Decision: traffic.Decision{By: "script", Rule: "rule"}},
		{At: at.Add(2 * time.Millisecond), Kind: schemas.ItemAttach, OtherSerials: []string{"7", "SN 1"}, Request: traffic.Request{Body: []byte("\xff\x00geheim")}},
		{At: time.Now(), Decision: traffic.Decision{By: "books"}},
	}
}

// onStock is a post that is about a stock, as a mock took it in, or as somebody else recorded it.
func onStock(id string, indexed bool) *traffic.Exchange {
	x := &traffic.Exchange{Request: traffic.Request{Body: []byte(`{"stockId":"` + id + `"}`)}}
	if indexed {
		x.Index(map[string]any{"stockId": id})
	}
	return x
}
