package books

import (
	"fmt"
	"testing"
)

func BenchmarkConsider(b *testing.B) {
	books := New(50_000)
	for i := range 40_000 {
		tellQuietly(books, device("add", "stockId", fmt.Sprint("s", i), "serial", fmt.Sprint("n", i), "sessionId", "x", "workorderId", "w"))
	}
	tellQuietly(books, device("add"))
	for name, e := range map[string]Event{
		"device-add":    device("add", other()...),
		"device-remove": device("remove", "externalId", "ERP-DEV-040001"),
		"item-add":      item("add", "externalId", "ERP-DEV-040001", "item.serial", "000875"),
		"operation-add": operation("add"),
		"fault":         device("remove"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				books.Consider(e)
			}
		})
	}
}

func BenchmarkApply(b *testing.B) {
	books, i := New(50_000), 0
	b.ReportAllocs()
	for b.Loop() {
		books.churn(i)
		i++
	}
}

func tellQuietly(b *Books, e Event) { b.Apply(e, b.Consider(e).Strict) }
