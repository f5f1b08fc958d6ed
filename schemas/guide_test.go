package schemas_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestGuideTo_EveryClauseHasWhyMendAndSamples(t *testing.T) {
	for _, clause := range schemas.Clauses() {
		guide := schemas.GuideTo(clause.ID)
		for what, text := range map[string]string{"why": guide.Why, "mend": guide.Mend} {
			if len(text) < 40 || len(text) > 260 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is no short sentence: %q", clause.ID, what, text)
			}
		}
		for _, right := range []bool{true, false} {
			sample := schemas.SampleOf(clause.ID, right)
			if sample.Text == "" {
				t.Errorf("%s has no sample (right: %t)", clause.ID, right)
			}
			if sample.File == "" {
				holdExchange(t, clause.ID, sample.Text)
			}
		}
		if schemas.SampleOf(clause.ID, true).Text == schemas.SampleOf(clause.ID, false).Text {
			t.Errorf("%s: right and wrong are the same", clause.ID)
		}
	}
	if schemas.GuideTo("X1") != (schemas.Guide{}) || schemas.SampleOf("X1", true) != (schemas.Sample{}) {
		t.Error("X1 has a guide")
	}
}

var line = regexp.MustCompile(`^(?:# .+|(?:POST /(?:device|item-attach|operation)?|[2-5][0-9][0-9])(?: (\{.*\}))?)$`)

// holdExchange checks that each line is a post, an answer or a remark, and that its body is JSON.
func holdExchange(t *testing.T, clause, text string) {
	t.Helper()
	for one := range strings.SplitSeq(text, "\n") {
		parts := line.FindStringSubmatch(one)
		if parts == nil || parts[1] != "" && !json.Valid([]byte(parts[1])) {
			t.Errorf("%s: %q is no post, answer or remark", clause, one)
		}
	}
}

func TestSampleOf_PrefersAPublishedBody(t *testing.T) {
	sample := schemas.SampleOf("D3", false)
	if sample.File != "device/invalid/D3-add-with-oldSerial.json" || sample.Pointer != "/oldSerial" || !strings.Contains(sample.Text, "oldSerial") {
		t.Errorf("got %+v", sample)
	}
}
