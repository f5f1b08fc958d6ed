package journal_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

const small = 8192

func TestAnExchangeThatIsTooLargeIsCutAndMarked(t *testing.T) {
	j := journal.NewMemory(10, small)
	body := bytes.Repeat([]byte("0123456789"), 10_000)
	x := &traffic.Exchange{
		Run: "a", Serial: "SN-1", Request: traffic.Request{Body: body},
		Answer: traffic.Answer{Status: 200, Body: []byte("the answer")},
	}
	record(t, j, x)
	kept, ok, _ := j.Get(x.ID)
	if !ok || !kept.Cut || !kept.Request.Truncated || kept.Serial != "SN-1" || kept.Answer.Status != 200 {
		t.Fatalf("kept %+v, %v; want the exchange with its body cut and marked", kept, ok)
	}
	if n := len(kept.Request.Body); n < small/2 || !bytes.HasPrefix(body, kept.Request.Body) {
		t.Errorf("%d bytes of the body are kept, want its beginning", n)
	}
	if len(x.Request.Body) != len(body) || x.Cut {
		t.Error("the caller's own exchange was cut")
	}
	if got := j.Stats().Bytes; got > small {
		t.Errorf("the journal holds %d bytes, want at most %d", got, small)
	}
}

func TestOnlyTheAnswersBodyIsCutWhenThatIsEnough(t *testing.T) {
	j := journal.NewMemory(10, small)
	x := &traffic.Exchange{
		Request: traffic.Request{Body: []byte("{}")},
		Answer:  traffic.Answer{Body: make([]byte, 10*small)},
	}
	record(t, j, x)
	kept, _, _ := j.Get(x.ID)
	if !kept.Cut || kept.Request.Truncated || string(kept.Request.Body) != "{}" || len(kept.Answer.Body) == 0 {
		t.Errorf("kept body %q, truncated %v, %d bytes of the answer", kept.Request.Body, kept.Request.Truncated, len(kept.Answer.Body))
	}
}

func TestTheEssentialsStayWhenEvenThoseAreTooMany(t *testing.T) {
	long := strings.Repeat("x", 10*small)
	for name, x := range map[string]*traffic.Exchange{
		"header":     {Request: traffic.Request{Header: map[string][]string{"X": {long}}}},
		"findings":   {Findings: []schemas.Finding{{Clause: "F1", Level: schemas.Must, Message: long}}},
		"serial":     {Serial: long},
		"serials":    {OtherSerials: []string{long}},
		"url":        {Request: traffic.Request{URL: long}},
		"why":        {Decision: traffic.Decision{Why: long}},
		"type":       {Type: long},
		"work order": {WorkOrder: long},
		"answer":     {Answer: traffic.Answer{Header: map[string][]string{long: {""}}}},
	} {
		j := journal.NewMemory(10, small)
		x.Run, x.Kind, x.Request.Body = "a", schemas.Device, []byte("{}")
		x.Answer.Status = 409
		record(t, j, x)
		kept, ok, _ := j.Get(x.ID)
		if !ok || !kept.Cut || kept.Run != "a" || kept.Kind != schemas.Device || kept.Answer.Status != 409 || string(kept.Request.Body) != "{}" {
			t.Errorf("%s: kept %+v", name, kept)
		}
		if got := j.Stats().Bytes; got > small {
			t.Errorf("%s: the journal holds %d bytes, want at most %d", name, got, small)
		}
		if len(x.Findings) == 1 && !schemas.Broken(kept.Findings) {
			t.Errorf("%s: the clause of the finding is lost", name)
		}
	}
}

func TestSenselessBoundsAreRaised(t *testing.T) {
	j := journal.NewMemory(-1, -1)
	record(t, j, &traffic.Exchange{}, &traffic.Exchange{})
	if stats := j.Stats(); stats.Exchanges != 1 || stats.MaxCount != 1 || stats.MaxBytes != 4096 {
		t.Errorf("stats are %+v, want one exchange in 4096 bytes", stats)
	}
}
