package capsule

import (
	"fmt"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// A story that would be too long is refused before it is masked, and the error says what to do.
func TestLongRecordingsAreRefused(t *testing.T) {
	answer := func(words int) []byte {
		var b strings.Builder
		for i := range words {
			fmt.Fprintf(&b, "w%d ", i)
		}
		return []byte(b.String())
	}
	for name, c := range map[string]struct {
		words int
		mask  *Masker
		want  string
	}{
		"as it was": {200_000, nil, "the story would have"},
		"masked":    {2_000_000, NewMasker("k"), "too many to mask"},
	} {
		_, err := Make([]*traffic.Exchange{recorded(`{"type":"add"}`, 500, string(answer(c.words)))}, Options{Mask: c.mask})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "choose") || strings.Contains(err.Error(), "defect") {
			t.Errorf("%s: got %.300v", name, err)
		}
		if c.mask != nil && len(c.mask.given) > 0 {
			t.Errorf("%d words were masked", len(c.mask.given))
		}
	}
}

// A clause that is not in the contract gets into no story, whoever wrote it.
func TestUnknownClausesAreLeftOut(t *testing.T) {
	one := recorded(`{"type":"add"}`, 200, "")
	one.Origin, one.Findings = nil, []schemas.Finding{{Clause: "ACME", Level: "MUST"}, {Clause: "D2", Level: "MUST"}}
	for _, mask := range []*Masker{nil, NewMasker("k")} {
		if text := string(mustMake(t, []*traffic.Exchange{one}, Options{Mask: mask}).Text); strings.Contains(text, "ACME") || !strings.Contains(text, "[D2]") {
			t.Errorf("got\n%s", text)
		}
	}
}
