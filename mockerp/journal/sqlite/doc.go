// Package sqlite is the journal that loses nothing: a journal.Store in one SQLite file, in pure
// Go. An exchange is committed before Append returns; one writer commits whatever has queued up
// as one transaction, so that many posts share the cost of one commit.
//
//	j, err := sqlite.Open("erp.journal", sqlite.Options{MaxCount: 1_000_000})
//	wait, err := j.Enqueue(x) // under the run's lock: the order is fixed
//	err = wait()              // outside of it: x is committed
//	err = j.Fold(0, func(x *traffic.Exchange) error { return books.follow(x) }) // after a restart
//	err = j.Close()
//
// FILE-wal and FILE-shm belong to FILE while it is in use, or after a crash. FILE-lock keeps a
// second process away; you may delete it when nobody uses the journal. The file holds headers and
// bodies as they came, secrets included: only its owner may read it.
//
// It may import mockerp/journal, mockerp/journal/search, mockerp/packed, mockerp/traffic, schemas and schemas/coverage, nothing else of ours.
package sqlite
