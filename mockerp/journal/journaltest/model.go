package journaltest

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// plain is the simplest possible journal: a list, and counters kept by hand.
type plain struct {
	maxCount       int
	maxBytes       int64
	kept           []*traffic.Exchange
	sizes          []int64
	last, dropped  uint64
	droppedOf      map[string]uint64
	exchangesBytes int64
}

func (p *plain) append(x *traffic.Exchange) {
	size := journal.Size(x)
	if size > p.maxBytes {
		size = journal.Size(journal.Shorten(x, p.maxBytes))
	}
	p.last++
	for len(p.kept) > 0 && (len(p.kept) >= p.maxCount || p.exchangesBytes+size > p.maxBytes) {
		p.exchangesBytes -= p.sizes[0]
		p.dropped++
		p.droppedOf[p.kept[0].Run]++
		p.kept, p.sizes = p.kept[1:], p.sizes[1:]
	}
	p.kept, p.sizes = append(p.kept, x), append(p.sizes, size)
	p.exchangesBytes += size
}

func (p *plain) reset(run string) int {
	n := 0
	var kept []*traffic.Exchange
	var sizes []int64
	for i, x := range p.kept {
		if run != "" && x.Run != run {
			kept, sizes = append(kept, x), append(sizes, p.sizes[i])
			continue
		}
		p.exchangesBytes -= p.sizes[i]
		n++
	}
	p.kept, p.sizes = kept, sizes
	delete(p.droppedOf, run)
	if run == "" {
		p.droppedOf = map[string]uint64{}
	}
	return n
}

func (p *plain) page(f journal.Filter) (found []uint64, next uint64, total int, dropped uint64) {
	found = []uint64{}
	all := slices.Clone(p.kept)
	if f.Newest {
		slices.Reverse(all)
	}
	skip := f.Offset
	for _, x := range all {
		if !f.Matches(x) {
			continue
		}
		total++
		switch {
		case x.ID <= f.After, f.Before > 0 && x.ID >= f.Before:
		case skip > 0:
			skip--
		case len(found) < f.PageLimit():
			found = append(found, x.ID)
		default:
			next = found[len(found)-1]
		}
	}
	for run, n := range p.droppedOf {
		if f.Run == "" || f.Run == run {
			dropped += n
		}
	}
	return found, next, total, dropped
}

// model does the same to the journal and to a plain list, and looks for differences.
func model(t *testing.T, open Open) {
	rapid.Check(t, func(rt *rapid.T) {
		p := &plain{maxCount: rapid.IntRange(1, 12).Draw(rt, "maxCount"), droppedOf: map[string]uint64{}}
		p.maxBytes = rapid.SampledFrom([]int64{4096, 8192, manyBytes}).Draw(rt, "maxBytes")
		j := open(t, p.maxCount, p.maxBytes)
		defer func() { _ = j.Close() }()
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			step(rt, p, j)
		}
	})
}

func step(rt *rapid.T, p *plain, j journal.Store) {
	switch rapid.SampledFrom([]string{"append", "append", "append", "append", "list", "list", "get", "reset"}).Draw(rt, "step") {
	case "append":
		x := anExchange(rt)
		p.append(x)
		if err := j.Append(x); err != nil || x.ID != p.last {
			rt.Fatalf("Append gave id %d, %v; want %d", x.ID, err, p.last)
		}
	case "list":
		sameList(rt, p, j, aFilter(rt, p.last))
	case "get":
		id := rapid.Uint64Range(0, p.last+2).Draw(rt, "id")
		_, ok, err := j.Get(id)
		want := slices.ContainsFunc(p.kept, func(x *traffic.Exchange) bool { return x.ID == id })
		if err != nil || ok != want {
			rt.Fatalf("Get(%d) found %v, %v; want %v", id, ok, err, want)
		}
	case "reset":
		run := rapid.SampledFrom([]string{"", "a", "b", "nobody"}).Draw(rt, "run")
		want := p.reset(run)
		if n, err := j.Reset(run); err != nil || n != want {
			rt.Fatalf("Reset(%q) = %d, %v; want %d", run, n, err, want)
		}
	}
	sameStats(rt, p, j)
}

func sameList(rt *rapid.T, p *plain, j journal.Store, f journal.Filter) {
	page, err := j.List(context.Background(), f)
	if err != nil {
		rt.Fatal(err)
	}
	want, next, total, dropped := p.page(f)
	if !slices.Equal(ids(page), want) || page.Next != next || page.Total != total || page.Dropped != dropped {
		rt.Fatalf("List(%+v) = %v, next %d, total %d, dropped %d; want %v, %d, %d, %d",
			f, ids(page), page.Next, page.Total, page.Dropped, want, next, total, dropped)
	}
}

func sameStats(rt *rapid.T, p *plain, j journal.Store) {
	got := j.Stats()
	want := journal.Stats{
		Exchanges: len(p.kept), Bytes: p.exchangesBytes, Recorded: p.last, Dropped: p.dropped,
		MaxCount: p.maxCount, MaxBytes: p.maxBytes,
	}
	if got != want {
		rt.Fatalf("stats are %+v, want %+v", got, want)
	}
}

// texts returns texts that a filter could confuse.
func texts() []string {
	return []string{"", "SN-1", "sn-1", "SN-1 ", "SN 1", "SN%201", "1", "a/b", "%", "שלום", "x\x00y", "it's", "0007", "7"}
}

func anExchange(rt *rapid.T) *traffic.Exchange {
	text := func(name string) string { return rapid.SampledFrom(texts()).Draw(rt, name) }
	x := &traffic.Exchange{
		Run:  rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "run"),
		Kind: rapid.SampledFrom(schemas.Kinds()).Draw(rt, "kind"), Type: rapid.SampledFrom([]string{"add", "remove"}).Draw(rt, "type"),
		Serial: text("serial"), WorkOrder: text("work order"),
		Request: traffic.Request{Body: make([]byte, rapid.SampledFrom([]int{0, 10, 3000, 9000}).Draw(rt, "body"))},
		Answer:  traffic.Answer{Status: rapid.SampledFrom([]int{200, 302, 409, 500}).Draw(rt, "status")},
	}
	for range rapid.IntRange(0, 2).Draw(rt, "others") {
		x.OtherSerials = append(x.OtherSerials, text("other"))
	}
	for range rapid.IntRange(0, 2).Draw(rt, "findings") {
		x.Findings = append(x.Findings, schemas.Finding{Clause: aClause(rt), Level: aLevel(rt)})
	}
	return x
}

func aClause(rt *rapid.T) string {
	return rapid.SampledFrom(clauses()).Draw(rt, "clause")
}

func aLevel(rt *rapid.T) schemas.Level {
	return rapid.SampledFrom(levels()).Draw(rt, "level")
}

// aFilter sets each field in one of three cases.
func aFilter(rt *rapid.T, last uint64) journal.Filter {
	var f journal.Filter
	set := func(name string) bool { return rapid.IntRange(0, 2).Draw(rt, name) == 0 }
	if set("by run") {
		f.Run = rapid.SampledFrom([]string{"a", "b", "nobody"}).Draw(rt, "run")
	}
	if set("by kind") {
		f.Kind = rapid.SampledFrom(schemas.Kinds()).Draw(rt, "kind")
	}
	if set("by serial") {
		f.Serial = rapid.SampledFrom(texts()).Draw(rt, "serial")
	}
	if set("by work order") {
		f.WorkOrder = rapid.SampledFrom(texts()).Draw(rt, "work order")
	}
	if set("by clause") {
		f.Clause = aClause(rt)
	}
	if set("by level") {
		f.Level = aLevel(rt)
	}
	if set("by status") {
		f.StatusMin, f.StatusMax = 300, rapid.SampledFrom([]int{0, 302, 409}).Draw(rt, "highest")
	}
	if set("by type") {
		f.Type = "add"
	}
	if set("after") {
		f.After = rapid.SampledFrom([]uint64{0, 1, last / 2, last, last + 1, 1 << 63}).Draw(rt, "after")
	}
	if set("before") {
		f.Before = rapid.SampledFrom([]uint64{1, last/2 + 1, last, last + 1, 1 << 63}).Draw(rt, "before")
	}
	f.Newest = set("newest")
	if set("offset") {
		f.Offset = rapid.IntRange(0, 5).Draw(rt, "offset")
	}
	if set("search") {
		f.Search = parsed(rapid.SampledFrom(searches()).Draw(rt, "search"))
	}
	if set("limit") {
		f.Limit = rapid.IntRange(-1, 3).Draw(rt, "limit")
	}
	return f
}
