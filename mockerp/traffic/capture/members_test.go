package capture

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestLinesWriter_WritesALine: member by member it writes what the struct would that is read, to the byte.
func TestLinesWriter_WritesALine(t *testing.T) {
	full, known, unknown := journaltest.Full(1), journaltest.Full(2), &traffic.Exchange{}
	known.Origin = &traffic.Origin{Mock: `a "mock"`, Number: 1 << 63}
	unknown.Origin = &traffic.Origin{Unknown: ^traffic.Unknown(0)}
	for _, x := range []*traffic.Exchange{full, known, unknown, {}} {
		var text bytes.Buffer
		w, err := NewWriter(traffic.JSONLines, &text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(x); err != nil {
			t.Fatal(err)
		}
		var l line
		if err := json.Unmarshal(text.Bytes(), &l, json.RejectUnknownMembers(true)); err != nil {
			t.Fatalf("%v in %s", err, &text)
		}
		if again, err := json.Marshal(l, written()); err != nil || string(again)+"\n" != text.String() {
			t.Errorf("wrote\n%s\nand the struct is (%v)\n%s", &text, err, again)
		}
	}
}
