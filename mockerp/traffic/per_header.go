package traffic

import (
	"net/http"
	"reflect"
)

// PerHeader remembers what was made of headers, of which many exchanges share few. It is for one goroutine; nil remembers
// nothing.
type PerHeader[T any] map[uintptr]madeOf[T]

// madeOf keeps the header too, so that nobody else gets its place in memory.
type madeOf[T any] struct {
	header http.Header
	made   T
}

// mostHeaders is how many headers are remembered.
const mostHeaders = 256

// Of is what was made of the header before, or is now.
func (p PerHeader[T]) Of(h http.Header, with func(http.Header) T) T {
	if p == nil || len(h) == 0 {
		return with(h)
	}
	at := reflect.ValueOf(h).Pointer()
	known, ok := p[at]
	if !ok {
		if len(p) == mostHeaders {
			clear(p)
		}
		known = madeOf[T]{h, with(h)}
		p[at] = known
	}
	return known.made
}
