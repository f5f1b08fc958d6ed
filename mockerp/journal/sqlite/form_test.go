package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestRowsOfEarlierFormsAreRead: form 1 had no missed rules, and both had the bodies in columns of their own.
func TestRowsOfEarlierFormsAreRead(t *testing.T) {
	for form, end := range map[byte]int{1: 1, 2: 0} {
		want := journaltest.Full(4)
		want.Decision.Missed, want.Decision.Asked = nil, nil
		rest := encodeRest(want)
		if rest[0] != restVersion {
			t.Errorf("it is written in form %d, want %d where no script was asked", rest[0], restVersion)
		}
		rest = rest[:len(rest)-end] // the empty list at its end
		rest[0] = form
		r := encode(want)
		r.request, r.answer, r.rest = want.Request.Body, want.Answer.Body, rest
		r.sum = r.checksum(rest)
		r.seal(7)
		got, err := decode(r, newCommon())
		if err != nil {
			t.Fatal(err)
		}
		want.ID = 7
		if difference := journaltest.Same(got, want); difference != "" {
			t.Errorf("form %d: %s", form, difference)
		}
	}
}

// TestForm3_NeverChanges: no row of form 3 could be read with another dictionary.
func TestForm3_NeverChanges(t *testing.T) {
	const want = "2104e184c2794115aeb2d838029069342afe2cd413733fadab16d633c4bd6106"
	if sum := sha256.Sum256(form3); hex.EncodeToString(sum[:]) != want {
		t.Errorf("the dictionary of form 3 was changed: make another form for it")
	}
}

// TestExpand_OfDamagedRows takes or refuses, quietly.
func TestExpand_OfDamagedRows(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for i := range 4_000 {
		x := journaltest.Full(i % 10)
		rest := squeeze(x.Request.Body, x.Answer.Body, encodeRest(x))
		for range 1 + random.IntN(4) {
			rest[1+random.IntN(len(rest)-1)] = byte(random.IntN(256))
		}
		if i%3 == 0 {
			rest = rest[:1+random.IntN(len(rest)-1)]
		}
		decodeAgain(t, rest)
	}
	if _, _, _, err := newCommon().expand([]byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0}); err == nil {
		t.Error("four gigabytes were believed")
	}
}

// TestSqueeze_Halves what a post of the mock's own takes in the file.
func TestSqueeze_Halves(t *testing.T) {
	x := &traffic.Exchange{
		Request: traffic.Request{Method: "POST", URL: "/r/line-4/device", Proto: "HTTP/1.1", Remote: "127.0.0.1:51000", Body: []byte(`{"type":"add","serial":"SN-00000017",` +
			`"workorderId":"550e8400-e29b-41d4-a716-000000001717","workorderNumber":"WO-2026-00017","workorderExternalId":null,"sku":"PROD-100",` +
			`"stockId":"660e8400-e29b-41d4-a716-0000000017aa","sessionId":"770e8400-e29b-41d4-a716-0000000017bb"}`)},
		Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
		Answer:   traffic.Answer{Status: 200, Body: []byte(`{"externalId":"ERP-DEV-000017"}`)},
	}
	rest := encodeRest(x)
	plain := len(x.Request.Body) + len(x.Answer.Body) + len(rest)
	if packed := len(squeeze(x.Request.Body, x.Answer.Body, rest)); packed*2 > plain {
		t.Errorf("%d bytes of %d", packed, plain)
	}
}
