package books

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// restored are the same books, made again from a checkpoint. They must be the same in everything.
func restored(t failer, b *Books) *Books {
	t.Helper()
	again, err := Restore(b.Checkpoint(), b.limit)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := described(again), described(b); !slices.Equal(got, want) {
		t.Fatalf("from a checkpoint they are\n%q\nnot\n%q", got, want)
	}
	if !reflect.DeepEqual(again.ids, b.ids) || again.deviceSeen != b.deviceSeen {
		t.Fatal("from a checkpoint they give other ids")
	}
	return again
}

// described says all of some books, with things by their place among all.
func described(b *Books) (lines []string) {
	number := map[*thing]int{nil: -1}
	for t := b.first; t != nil; t = t.next {
		number[t] = len(number) - 1
	}
	session := func(s *session) string {
		if s == nil {
			return "none"
		}
		return fmt.Sprint(*s)
	}
	for t := b.first; t != nil; t = t.next {
		lines = append(lines, fmt.Sprint(t.snapshot(), session(t.first), session(t.last), *t.before, t.near(), t.full, t.lost, t.unnamed, t.unheard, t.slots, number[t.nextGone]))
	}
	for _, id := range slices.Sorted(maps.Keys(b.stocks)) {
		s := b.stocks[id]
		lines = append(lines, fmt.Sprint(s.id, s.orderID, s.order, s.sku, s.things, s.items, s.unsure, number[s.device], number[s.gone]))
	}
	found := map[key]string{}
	for s := range slots {
		for _, newest := range b.index.newest[s] {
			for t := newest; t != nil; t = t.link(s).older {
				found[t.key(s)] += fmt.Sprint(" ", number[t])
			}
		}
	}
	var keys []string
	for k, things := range found {
		keys = append(keys, fmt.Sprint(k, things))
	}
	slices.Sort(keys)
	return append(append(lines, keys...), fmt.Sprint(len(b.sessions), b.size, number[b.goneFirst], number[b.goneLast], number[b.last]))
}

// TestRestore_BelievesNoDamage: a checkpoint that is cut, of another limit or of another form makes no books, and changed bytes
// no panic.
func TestRestore_BelievesNoDamage(t *testing.T) {
	b := New(3)
	for i, serial := range []string{"SN-1", "SN-2", "SN-3", "SN-4"} {
		stock := fmt.Sprint("stock-", i/2)
		b.Apply(Event{Kind: schemas.Device, Payload: map[string]any{"type": "add", "stockId": stock, "sessionId": "s", "serial": serial, "sku": "A"}}, Reply{Status: 200, ExternalID: serial})
	}
	whole := restored(t, b).Checkpoint()
	for cut := range whole {
		if _, err := Restore(whole[:cut], 3); !errors.Is(err, errCheckpoint) {
			t.Errorf("cut after %d bytes: %v", cut, err)
		}
		for _, other := range []byte{0, 1, 0x7f, 0xff} {
			changed := slices.Clone(whole)
			changed[cut] = other
			if again, err := Restore(changed, 3); err == nil {
				again.Things()
				again.Consider(Event{Kind: schemas.Device, Payload: map[string]any{"type": "remove", "stockId": "stock-1", "serial": "SN-4"}})
			}
		}
	}
	if _, err := Restore(whole, 4); !errors.Is(err, errCheckpoint) {
		t.Errorf("another limit: %v", err)
	}
	whole[0]++
	if _, err := Restore(whole, 3); !errors.Is(err, errCheckpoint) {
		t.Errorf("another form: %v", err)
	}
}

// TestRestore_TakesNoMoreThanTheBooksMay: a count that is as large as the checkpoint takes no memory many times as large.
func TestRestore_TakesNoMoreThanTheBooksMay(t *testing.T) {
	const size = 8 << 20
	zeros := make([]byte, size)
	many := binary.AppendUvarint(nil, size)
	for name, begin := range map[string][]byte{
		"texts":    {checkpointForm},
		"stocks":   {checkpointForm, 0, 3, 0, 1, 1, 1},
		"sessions": {checkpointForm, 0, 3, 0, 1, 1, 1, 0},
		"things":   {checkpointForm, 0, 3, 0, 1, 1, 1, 0, 0},
	} {
		crafted := slices.Concat(begin, many, zeros)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Restore(crafted, 3); !errors.Is(err, errCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%d MiB of %s take %d MiB", size>>20, name, took>>20)
		}
	}
}

func BenchmarkRestore(b *testing.B) {
	filled := New(50_000)
	for i := range 50_000 {
		filled.Apply(Event{Kind: schemas.Device, Payload: map[string]any{
			"type": "add", "stockId": fmt.Sprintf("660e8400-e29b-41d4-a716-%012d", i), "sessionId": fmt.Sprintf("770e8400-e29b-41d4-a716-%012d", i/100),
			"serial": fmt.Sprintf("SN-%08d", i), "sku": "PROD-100", "workorderNumber": fmt.Sprint("NXT-", i/100),
		}}, Reply{Status: 200, ExternalID: fmt.Sprintf("ERP-DEV-%06d", i)})
	}
	checkpoint := filled.Checkpoint()
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			filled.Checkpoint()
		}
		b.ReportMetric(float64(len(checkpoint))/50_000, "bytes/thing")
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Restore(checkpoint, 50_000); err != nil {
				b.Fatal(err)
			}
		}
	})
}
