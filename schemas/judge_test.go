package schemas_test

import (
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

const guitar = `{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SerialNumber123","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"550e8400-e29b-41d4-a716-446655440002","workorderExternalId":"ERP-WO-123"}`

func TestJudgeAcceptsAGoodPost(t *testing.T) {
	if got := schemas.Judge(schemas.Device, []byte(guitar)); got != nil {
		t.Fatalf("got %v, want nothing", got)
	}
}

func BenchmarkJudge(b *testing.B) {
	b.ReportAllocs()
	body := []byte(guitar)
	for b.Loop() {
		schemas.Judge(schemas.Device, body)
	}
}
