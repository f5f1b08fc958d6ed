package journaltest

import (
	"slices"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
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
		page, err := j.List(f)
		if err != nil {
			t.Fatal(err)
		}
		want, _, total, _ := p.page(f)
		if !slices.Equal(ids(page), want) || page.Total != total {
			t.Errorf("List(%+v) = %v, want %v", f, ids(page), want)
		}
		uncounted := f
		uncounted.Uncounted = true
		again, err := j.List(uncounted)
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
	return all
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
	for i, kind := range schemas.Kinds() {
		all = append(all, journal.Filter{Kind: kind}, journal.Filter{StatusMin: 200 + 102*i},
			journal.Filter{StatusMax: 200 + 102*i}, journal.Filter{StatusMin: 201, StatusMax: 302 + i})
	}
	return all
}
