// Package journal keeps exchanges: what was posted to the mock ERP, what was wrong with
// it, and what was answered. It is the only state of the mock that is meant to be stored.
//
// Store is what every journal can do; Memory is the one that forgets when the process ends.
// Memory is bounded by count and by bytes; it counts what it had to drop, so that nobody mistakes
// a part for the whole. With the exchanges it keeps the scripts that were asked for them, each once.
//
//	j := journal.NewMemory(10_000, 64<<20)
//	err := j.Append(&traffic.Exchange{Run: "line-4", Kind: schemas.Device, Serial: "SN-7"})
//	page, err := j.Wait(ctx, journal.Filter{Run: "line-4", Serial: "SN-7"}, 1)
//	for _, x := range page.Exchanges {
//		fmt.Println(x.ID, x.Answer.Status)
//	}
//
// It may import mockerp/journal/search, mockerp/traffic, schemas and schemas/coverage, nothing else of ours.
package journal
