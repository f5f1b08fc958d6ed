package capsule

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// operation is a right post of that type with these words in it.
func operation(typ, actCode, more string) []byte {
	return fmt.Appendf(nil, `{"type":%q,"workorderNumber":"NXT-915","sku":"0007","serial":"SN-7","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"8be4d281-0978-11f0-85c4-17a4d49812dc","workorderExternalId":null,
		"actCode":%q,"workCenterCode":"W","position":0,"validQty":1,"invalidQty":0,"operationExternalId":null%s}`, typ, actCode, more)
}

// report is a captured operation report and its answer.
func report(body []byte, answer traffic.Answer) *traffic.Exchange {
	x := recorded(string(body), 0, "")
	x.Kind, x.Answer = schemas.Operation, answer
	return x
}

// Text that looks like a reference in a story is plain text in a post, also in what was there before the first
// post.
func TestTextsThatLookLikeReferences(t *testing.T) {
	for _, code := range []string{"A${B", "${unit.sku}", "{{ .serial }}", "${"} {
		posts := []*traffic.Exchange{report(operation("remove", code, `,"externalId":"R-1"`), traffic.Answer{Status: 200, Body: []byte(`{"externalId":"R-1"}`)})}
		made := mustMake(t, posts, Options{})
		sameAnswers(t, posts, replayed(t, made))
	}
}

// Capture tools write things that HTTP does not have: a body where none is allowed, a header of several lines.
func TestOddAnswersOfCaptures(t *testing.T) {
	for name, answer := range map[string]traffic.Answer{
		"204 with a text":            {Status: 204, Body: []byte("nothing")},
		"304 with a text":            {Status: 304, Body: []byte(`{"externalId":"E-1"}`)},
		"control characters":         {Status: 503, Header: http.Header{"Retry-After": {"1\x07"}}, Body: []byte(`{"message":"Later."}`)},
		"a foreign content type":     {Status: 409, Header: http.Header{"Content-Type": {"application/jsoné"}}, Body: []byte(`{"message":"No."}`)},
		"a place that is not a line": {Status: 302, Header: http.Header{"Location": {"/login\r\nSet-Cookie: a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			made := mustMake(t, []*traffic.Exchange{report(operation("add", "ASSY", ""), answer)}, Options{})
			if got := replayed(t, made); len(got) != 1 || got[0].Result.Status != answer.Status {
				t.Errorf("replayed %+v", got)
			}
		})
	}
}

// A story that would be longer than a file can be is refused with that reason.
func TestAStoryThatIsTooLong(t *testing.T) {
	long := report(operation("add", "ASSY", ""), traffic.Answer{Status: 200, Body: []byte(`{"note":"` + strings.Repeat("x", maxStory) + `"}`)})
	_, err := Make([]*traffic.Exchange{long}, Options{})
	if err == nil || strings.Contains(err.Error(), "defect") || !strings.Contains(err.Error(), "choose fewer posts") || errors.Is(err, ErrUseless) {
		t.Errorf("got %v", err)
	}
}
