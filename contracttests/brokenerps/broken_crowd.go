package brokenerps

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// brokenCrowd are right while one station works, or while nobody waits.
func brokenCrowd(tempo Tempo) []ERP {
	return []ERP{
		broken("race-for-serial", "looks whether a serial is taken and books it in two steps", []string{"E8"}, habits{gapForSerial: true}),
		broken("race-for-repeat", "looks whether a report was there before and books it in two steps", []string{"E7"}, habits{gapForRepeat: true}),
		broken("few-seats", "answers 503 when more than twelve stations work at once", []string{"E8"}, habits{front: func(next http.Handler) http.Handler {
			return seats(next, 12, gapTime, tooMany)
		}}),
		broken("one-station", "answers 503 while another station is served", []string{"E8"}, habits{front: func(next http.Handler) http.Handler {
			return seats(next, 1, 2*time.Millisecond, tooMany)
		}}),
		broken("slow", "needs too long to detach a part", []string{"E8"}, habits{front: func(next http.Handler) http.Handler {
			return onDetach(next, func(_ http.ResponseWriter, r *http.Request) bool {
				select {
				case <-time.After(tempo.Slow):
				case <-r.Context().Done():
				}
				return true
			})
		}}),
		broken("hangs", "never answers when a part is detached", []string{"E1", "E8"}, habits{front: func(next http.Handler) http.Handler {
			return onDetach(next, func(_ http.ResponseWriter, r *http.Request) bool {
				<-r.Context().Done()
				return false
			})
		}}),
	}
}

// tooMany is the usual refusal of whoever comes when all seats are taken.
var tooMany = refuse(http.StatusServiceUnavailable, "Too many stations at once: try again.")

// seats refuses whoever comes when all seats are taken. A seat is held for a moment.
func seats(next http.Handler, all int32, hold time.Duration, refusal reply) http.Handler {
	var taken atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer taken.Add(-1)
		if taken.Add(1) > all {
			write(w, refusal)
			return
		}
		time.Sleep(hold)
		next.ServeHTTP(w, r)
	})
}

// onDetach does something before a part is detached; the ERP goes on if it gives true.
func onDetach(next http.Handler, first func(http.ResponseWriter, *http.Request) bool) http.Handler {
	return withBody(next, func(w http.ResponseWriter, r *http.Request, body []byte) bool {
		object, _ := parse(body)
		if object["type"] == "remove" && schemas.KindOf(object) == schemas.ItemAttach {
			return first(w, r)
		}
		return true
	})
}
