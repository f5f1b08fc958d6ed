package journal

import "github.com/erpkit/erpkit/mockerp/traffic"

// What another Store needs in order to mean the same as Memory by bounds and filters.

// Size is the estimate of bytes by which every store counts an exchange.
func Size(x *traffic.Exchange) int64 { return size(x) }

// Shorten returns a copy of x of at most that Size, marked by Cut: bodies are cut first, then
// everything but the essentials. Below 4096 bytes not even those may fit.
func Shorten(x *traffic.Exchange, most int64) *traffic.Exchange { return cut(x, most) }

// Matches tells whether x is meant by the filter; After and Limit are not looked at.
func (f *Filter) Matches(x *traffic.Exchange) bool { return f.matches(x) }

// PageLimit is how many exchanges one page may hold: the filter's Limit, 100 where it sets
// none, and never more than 1000.
func (f *Filter) PageLimit() int { return f.limit() }
