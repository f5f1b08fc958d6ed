package schemas_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// FuzzJudge looks for bodies that break the judge: panics, findings that are not whole, a
// judgement that differs the next time, a body without fault that encoding/json reads otherwise.
func FuzzJudge(f *testing.F) {
	list, body := readExamples(f)
	for _, e := range list {
		f.Add(body(e))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := bytes.Clone(body)
		for _, kind := range schemas.Kinds() {
			findings := schemas.Judge(kind, body)
			checkWhole(t, findings)
			if again := schemas.Judge(kind, body); short(again) != short(findings) {
				t.Fatalf("judged twice: %s, then %s", short(findings), short(again))
			}
		}
		if value, findings := schemas.Parse(body); findings == nil {
			sameTree(t, body, value)
		}
		checkWhole(t, schemas.JudgeAnswer(200, nil, body))
		checkWhole(t, schemas.JudgeAnswer(400, nil, body))
		if !bytes.Equal(before, body) {
			t.Fatal("the judge changed the body")
		}
	})
}

// sameTree checks that a body was read as encoding/json reads it.
func sameTree(t *testing.T, body []byte, value any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var want any
	if err := dec.Decode(&want); err != nil || !reflect.DeepEqual(value, want) {
		t.Fatalf("%q was read as %v, want %v, %v", body, value, want, err)
	}
}

func checkWhole(t *testing.T, findings []schemas.Finding) {
	t.Helper()
	if len(findings) > 250 {
		t.Fatalf("%d findings", len(findings))
	}
	for _, f := range findings {
		if _, ok := schemas.ClauseByID(f.Clause); !ok || f.Level == "" || f.Message == "" {
			t.Fatalf("not whole: %+v", f)
		}
		if _, err := json.Marshal(f); err != nil || len(f.Message) > 2000 {
			t.Fatalf("not to be shown: %+v", f)
		}
	}
}

// BenchmarkJudge is one right post, read and judged.
func BenchmarkJudge(b *testing.B) {
	body := []byte(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SerialNumber123",` + deviceIDs +
		`,"workorderExternalId":"ERP-WO-123"}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if findings := schemas.Judge(schemas.Device, body); findings != nil {
			b.Fatal(findings)
		}
	}
}

// BenchmarkJudgeValue is the judgement without the reading.
func BenchmarkJudgeValue(b *testing.B) {
	value, _ := schemas.Parse([]byte(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":"SerialNumber123",` +
		deviceIDs + `,"workorderExternalId":"ERP-WO-123"}`))
	b.ReportAllocs()
	for b.Loop() {
		if findings := schemas.JudgeValue(schemas.Device, value); findings != nil {
			b.Fatal(findings)
		}
	}
}

// BenchmarkJudgeRefused is a post with one thing wrong.
func BenchmarkJudgeRefused(b *testing.B) {
	body := []byte(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","oldSerial":"0","serial":"SerialNumber123",` + deviceIDs + `}`)
	b.ReportAllocs()
	for b.Loop() {
		if findings := schemas.Judge(schemas.Device, body); len(findings) != 1 {
			b.Fatal(findings)
		}
	}
}
