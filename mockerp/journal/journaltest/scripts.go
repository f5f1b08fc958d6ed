package journaltest

import (
	"bytes"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Asking is an exchange for which a script with this text was asked.
func Asking(run, text string) *traffic.Exchange {
	script := &traffic.Script{Key: "key of " + text[:min(len(text), 9)], Text: []byte(text), Off: []int{1}, Seed: 7}
	asked := &traffic.Asked{Seq: 3, BooksID: "ERP-1", BooksSize: 2, Scripts: []traffic.AskedScript{{Script: script, Before: 2}}}
	return &traffic.Exchange{Run: run, Decision: traffic.Decision{Why: "No rule matched.", Asked: asked}}
}

// TextOf is the text of the script that was asked first for the exchange with this id; "" is none.
func TextOf(t testing.TB, j journal.Store, id uint64) string {
	t.Helper()
	x, ok, err := j.Get(id)
	if err != nil || !ok || x.Decision.Asked == nil {
		t.Fatalf("exchange %d is %+v, %v, %v", id, x, ok, err)
	}
	if len(x.Decision.Asked.Scripts) == 0 {
		return ""
	}
	return string(x.Decision.Asked.Scripts[0].Script.Text)
}

// scripts: exchanges share the text of a script, which is counted, and stays for as long as one of them does.
func scripts(t *testing.T, open Open) {
	const posts = 300
	j := begin(t, open, manyCount, manyBytes)
	first, second := "first "+string(bytes.Repeat([]byte("x"), 50_000)), "second"
	for range posts {
		record(t, j, Asking("a", first), Asking("b", second))
	}
	for id := range uint64(2 * posts) {
		if got, want := TextOf(t, j, id+1), []string{first, second}[id%2]; got != want {
			t.Fatalf("exchange %d has the script %.20q, want %.20q", id+1, got, want)
		}
	}
	rest := j.Stats().Bytes
	for _, x := range list(t, j, journal.Filter{Limit: 1000}).Exchanges {
		rest -= journal.Size(x)
		if len(x.Decision.Asked.Scripts[0].Script.Text) == 0 || len(x.Decision.Asked.Scripts[0].Script.Off) != 1 {
			t.Fatalf("in a list, exchange %d is without its script", x.ID)
		}
	}
	if rest < int64(len(first)) || rest > int64(3*len(first)) {
		t.Errorf("the scripts take %d bytes of the journal", rest)
	}
	if _, err := j.Reset("a"); err != nil {
		t.Fatal(err)
	}
	record(t, j, Asking("a", first))
	if a, b := TextOf(t, j, 2*posts+1), TextOf(t, j, 2); a != first || b != second {
		t.Errorf("after a reset of one run the scripts are %.20q and %.20q", a, b)
	}
	small := begin(t, open, manyCount, 8192)
	record(t, small, Asking("a", first), Asking("a", second))
	if a, b := TextOf(t, small, 1), TextOf(t, small, 2); a != "" || b != second || small.Stats().Bytes > 8192 {
		t.Errorf("a journal of 8192 bytes has the scripts %.20q and %.20q, and %d bytes", a, b, small.Stats().Bytes)
	}
}
