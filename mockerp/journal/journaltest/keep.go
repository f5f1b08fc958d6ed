package journaltest

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Full returns an exchange in which every field has its own value, set by reflection: this shows
// any field that a journal forgets to keep, even one added to Exchange later.
func Full(seed int) *traffic.Exchange {
	x := &traffic.Exchange{}
	n := seed
	fill(reflect.ValueOf(x).Elem(), &n)
	x.ID = 0
	x.Run = fmt.Sprint("run-", seed)
	return x
}

// odd is text that formats trip over: invalid UTF-8, quotes, line ends, NUL.
const odd = " \x00'\"\r\n\xff שלום"

func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1_700_000_000+int64(*n), 123_456_789)))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() { // what is not exported can be told from the rest
				fill(v.Field(i), n)
			}
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*traffic.Origin]() {
			return // exchanges that a mock recorded have none
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprint("text-", *n, odd))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n)
			fill(value, n)
			v.SetMapIndex(key, value)
		}
	default:
		panic("journaltest cannot fill a " + v.Type().String() + " yet: add a case")
	}
}

// Same returns the first difference between two exchanges, "" if there is none. It compares times
// as instants and treats nil as empty.
func Same(got, want *traffic.Exchange) string {
	a, b := *got, *want
	if !a.At.Equal(b.At) {
		return fmt.Sprintf("At is %v, want %v", a.At, b.At)
	}
	a.At, b.At = time.Time{}, time.Time{}
	for _, body := range []*[]byte{&a.Request.Body, &a.Answer.Body, &b.Request.Body, &b.Answer.Body} {
		if len(*body) == 0 {
			*body = nil
		}
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Sprintf("got  %+v\nwant %+v", a, b)
	}
	return ""
}

func roundTrip(t *testing.T, open Open) {
	j := begin(t, open, manyCount, manyBytes)
	long := Full(3)
	long.Request.Body, long.Answer.Body = bytes.Repeat([]byte("\x00\xff"), 1<<20), bytes.Repeat([]byte("y"), 1<<20)
	all := []*traffic.Exchange{{}, Full(1), Full(2), long, {Run: "a", At: time.Now(), Answer: traffic.Answer{Status: 200, Body: []byte{}}}}
	record(t, j, all...)
	page := list(t, j, journal.Filter{})
	if len(page.Exchanges) != len(all) {
		t.Fatalf("%d exchanges came back, want %d", len(page.Exchanges), len(all))
	}
	for i, want := range all {
		if said := Same(page.Exchanges[i], want); said != "" {
			t.Errorf("exchange %d in a list: %.2000s", i, said)
		}
		got, ok, err := j.Get(want.ID)
		if err != nil || !ok {
			t.Fatalf("Get(%d): %v, %v", want.ID, ok, err)
		}
		if said := Same(got, want); said != "" {
			t.Errorf("exchange %d by itself: %.2000s", i, said)
		}
	}
	for _, id := range []uint64{0, 6, 1 << 62, 1 << 63, 1<<64 - 1} {
		if _, ok, err := j.Get(id); ok || err != nil {
			t.Errorf("Get(%d) = %v, %v; nothing was recorded there", id, ok, err)
		}
	}
}

func cuts(t *testing.T, open Open) {
	const most = 8192
	j := begin(t, open, 10, most)
	body := bytes.Repeat([]byte("0123456789"), 10_000)
	x := &traffic.Exchange{
		Run: "a", Serial: "SN-1", Request: traffic.Request{Body: body}, Answer: traffic.Answer{Status: 200, Body: []byte("the answer")},
	}
	record(t, j, x)
	kept, ok, err := j.Get(x.ID)
	if err != nil || !ok || !kept.Cut || !kept.Request.Truncated || kept.Serial != "SN-1" || kept.Answer.Status != 200 {
		t.Fatalf("kept %+v, %v, %v; want the exchange with its body cut and marked", kept, ok, err)
	}
	if n := len(kept.Request.Body); n < most/2 || n > most || !bytes.HasPrefix(body, kept.Request.Body) {
		t.Errorf("%d bytes of the body are kept, want its beginning", n)
	}
	if len(x.Request.Body) != len(body) || x.Cut {
		t.Error("the caller's own exchange was cut")
	}
}

func pages(t *testing.T, open Open) {
	const posts = 1250
	j := begin(t, open, manyCount, manyBytes)
	var writing sync.WaitGroup
	for range 10 {
		writing.Go(func() {
			for range posts / 10 {
				record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b"})
			}
		})
	}
	writing.Wait()
	for limit, want := range map[int]int{0: 100, -1: 100, 1: 1, 1000: 1000, 5000: 1000} {
		page := list(t, j, journal.Filter{Limit: limit})
		if len(page.Exchanges) != want || page.Next != page.Exchanges[want-1].ID || page.Total != 2*posts {
			t.Errorf("limit %d: %d exchanges of %d, next %d; want %d", limit, len(page.Exchanges), page.Total, page.Next, want)
		}
	}
	filter, seen := journal.Filter{Run: "b", Limit: 70}, []uint64{}
	for {
		page := list(t, j, filter)
		seen = append(seen, ids(page)...)
		if page.Next == 0 {
			break
		}
		filter.After = page.Next
	}
	if len(seen) != posts || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != posts {
		t.Errorf("the pages hold %d exchanges, want each of %d once and in order", len(seen), posts)
	}
}

func crowd(t *testing.T, open Open) {
	const writers, posts, bound = 8, 60, 100
	j := begin(t, open, bound, manyBytes)
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			last := uint64(0)
			for i := range posts {
				x := &traffic.Exchange{Run: fmt.Sprint(w)}
				if err := j.Append(x); err != nil || x.ID <= last {
					t.Errorf("id %d after %d, %v", x.ID, last, err)
					return
				}
				if last = x.ID; i%20 == 0 {
					if _, err := j.Reset(fmt.Sprint((w + 1) % writers)); err != nil {
						t.Error(err)
					}
				}
				if page, err := j.List(context.Background(), journal.Filter{Limit: 5}); err != nil || !slices.IsSorted(ids(page)) {
					t.Errorf("List while others write: %v, %v", ids(page), err)
				}
			}
		})
	}
	writing.Wait()
	stats := j.Stats()
	if stats.Recorded != writers*posts || stats.Exchanges > bound || list(t, j, journal.Filter{}).Total != stats.Exchanges {
		t.Errorf("stats are %+v", stats)
	}
}

// deferred tests journals that can accept an exchange before they commit it.
func deferred(t *testing.T, open Open) {
	j, ok := begin(t, open, manyCount, manyBytes).(journal.Deferred)
	if !ok {
		t.Skip("this journal commits at once")
	}
	var waits []func() error
	for want := range uint64(50) {
		x := &traffic.Exchange{Run: "a"}
		wait, err := j.Enqueue(x)
		if err != nil || x.ID != want+1 {
			t.Fatalf("Enqueue gave id %d, %v; want %d", x.ID, err, want+1)
		}
		waits = append(waits, wait)
	}
	for _, wait := range waits {
		if err := wait(); err != nil {
			t.Error(err)
		}
	}
	if page := list(t, j.(journal.Store), journal.Filter{}); page.Total != 50 || !slices.IsSorted(ids(page)) {
		t.Errorf("%d exchanges in the order %v", page.Total, ids(page))
	}
}
