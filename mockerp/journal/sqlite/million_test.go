package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/schemas"
)

// BenchmarkList looks through a journal of 100,000 exchanges, or of as many as ERPKIT_EXCHANGES says.
func BenchmarkList(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("ERPKIT_EXCHANGES"))
	if err != nil {
		n = 100_000
	}
	j, err := sqlite.Open(filepath.Join(b.TempDir(), "erp.journal"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	if err := many(j, n); err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]journal.Filter{
		"first": {}, "newest": {Newest: true}, "offset": {Offset: n / 2}, "after": {After: uint64(n / 2), Uncounted: true},
		"run": {Run: "line-4"}, "run-offset": {Run: "line-4", Offset: n / 20}, "refused": {StatusMin: 400}, "clause": {Clause: "D3", Newest: true},
		"serial": {Serial: "SN-0000777"}, "search": {Search: terms("kind:device -status:2xx order:NXT-3 before:1h")}, "word": {Search: terms("rack-77")},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := j.List(context.Background(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func terms(text string) []search.Term {
	all, err := search.Parse(text)
	if err != nil {
		panic(err)
	}
	return all
}

// many records n exchanges: ten runs, a hundred orders, a refusal and a finding in a tenth of them.
func many(j *sqlite.Store, n int) error {
	wait := func() error { return nil }
	for i := range n {
		x := typical(int64(i))
		x.Run, x.WorkOrder = fmt.Sprintf("line-%d", i%10), fmt.Sprintf("NXT-%d", i%100)
		x.OtherSerials = []string{fmt.Sprintf("IT-%d", i)}
		if i%10 == 3 {
			x.Answer.Status, x.Findings = 422, []schemas.Finding{{Clause: "D3", Level: schemas.Must}}
		}
		if i%10_000 == 9_999 {
			if err := wait(); err != nil {
				return err
			}
		}
		var err error
		if wait, err = j.Enqueue(x); err != nil {
			return err
		}
	}
	return wait()
}
