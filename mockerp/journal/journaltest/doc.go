// Package journaltest holds the tests that every journal must pass, so that the mock can use any
// of them: the same ids, filters, pages, bounds, counters, resets and wake-ups.
//
//	func TestMine(t *testing.T) {
//		journaltest.Run(t, func(t testing.TB, maxCount int, maxBytes int64) journal.Store {
//			return mine.New(maxCount, maxBytes)
//		})
//	}
//
// It may import mockerp/journal, mockerp/journal/search, mockerp/traffic and schemas, nothing else of ours. Only tests use it.
package journaltest
