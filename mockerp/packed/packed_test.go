package packed_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/mockerp/packed"
)

// written are values of every kind, as each test reads them.
func written() []byte {
	n := packed.NewNumbers()
	a, b := n.Of("NXT-915"), n.Of("PROD-100")
	bytes := packed.AppendTexts(binary.AppendVarint([]byte{3}, -70_000), []string{"", "שלום"})
	bytes = n.Append(bytes)
	return binary.AppendUvarint(binary.AppendUvarint(bytes, uint64(b)), uint64(a))
}

func TestReader_ReadsWhatWasWritten(t *testing.T) {
	r := packed.NewReader(written())
	if b, v, texts := r.Byte(), r.Varint(), r.Texts(); b != 3 || v != -70_000 || !slices.Equal(texts, []string{"", "שלום"}) {
		t.Errorf("got %d, %d, %q", b, v, texts)
	}
	n := r.Numbers()
	if first, second := n.Text(r.NumberOf(n)), n.Text(r.NumberOf(n)); first != "PROD-100" || second != "NXT-915" || !r.Whole() {
		t.Errorf("got %q, %q, whole %t", first, second, r.Whole())
	}
	if again, known := n.Known("NXT-915"); !known || again != n.Of("NXT-915") || n.Text(again) != "NXT-915" || len(n.All()) != 3 {
		t.Errorf("NXT-915 is %d of %q", again, n.All())
	}
}

// TestReader_BelievesNoDamage: cut anywhere it is not whole, and a count never asks for more than there is.
func TestReader_BelievesNoDamage(t *testing.T) {
	whole := written()
	for cut := range whole {
		r := packed.NewReader(whole[:cut])
		r.Byte()
		r.Varint()
		r.Texts()
		n := r.Numbers()
		r.NumberOf(n)
		r.NumberOf(n)
		if r.Whole() || !r.Bad() {
			t.Errorf("cut after %d bytes it seems whole", cut)
		}
	}
	if r := packed.NewReader(binary.AppendUvarint(nil, 1<<62)); r.Count() != 0 || !r.Bad() {
		t.Error("a huge count was believed")
	}
	if r := packed.NewReader([]byte{2, 1, 'a', 1, 'a'}); len(r.Numbers().All()) != 1 || !r.Bad() {
		t.Error("a text had two numbers")
	}
}
