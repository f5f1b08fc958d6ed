package check_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
)

// A long answer is read whole, and only its beginning is kept; of many long ones less.
func TestAnswers_OfLongBodiesTheBeginningIsKept(t *testing.T) {
	page := strings.Repeat("<p>An error page.</p>", 5_000) // 100 KB
	erp := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, `{"error": "it broke", "message": %q, "externalId": "ID-7"}`, page)
	})
	results := run(t, erp, check.Options{}, nil, one("posts", func(c *check.T) {
		for range 150 {
			a := c.Try(c.Unit().DevicePost("add", "SN"))
			if object, ok := a.Body(); !ok || object["externalId"] != "ID-7" || !a.Refused() || !strings.HasPrefix(a.Result.Message, "<p>") {
				t.Fatalf("the answer was not read whole: %v", ok)
			}
		}
	}))
	total := 0
	for i, x := range results[0].Exchanges {
		body := x.Result.Transcript.AnswerBody
		if len(body) > 64<<10 || len(x.Result.Message) > 65<<10 || !x.Result.Transcript.AnswerTruncated {
			t.Fatalf("post %d keeps %d bytes", i, len(body))
		}
		total += len(body) + len(x.Result.Message)
	}
	if total > 17<<20 {
		t.Errorf("%d answers keep %d bytes", len(results[0].Exchanges), total)
	}
}
