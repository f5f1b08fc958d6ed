package journal

import (
	"hash/maphash"
	"maps"
	"net/http"
	"slices"
)

// headers are those of the latest requests. A station sends the same with each post, and to keep them once is most of what
// an exchange in memory costs less.
type headers struct {
	seed   maphash.Seed
	latest [256]http.Header
}

// mostShared is how long a header may be, in bytes, that is worth a place here.
const mostShared = 2048

// share returns the header that is kept already and says the same, or the same header.
func (s *headers) share(h http.Header) http.Header {
	if len(h) == 0 || headerSize(h) > mostShared {
		return h
	}
	sum := uint64(0)
	for name, values := range h {
		for _, value := range values {
			sum += maphash.String(s.seed, value) * uint64(len(name)+1)
		}
	}
	kept := &s.latest[sum%uint64(len(s.latest))]
	if !maps.EqualFunc(*kept, h, slices.Equal[[]string]) {
		*kept = h
	}
	return *kept
}
