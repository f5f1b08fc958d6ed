package capsule

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/export"
)

// operation is a right post of that type with these words in it.
func operation(typ, actCode, more string) []byte {
	return fmt.Appendf(nil, `{"type":%q,"workorderNumber":"NXT-915","sku":"0007","serial":"SN-7","workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"8be4d281-0978-11f0-85c4-17a4d49812dc","workorderExternalId":null,
		"actCode":%q,"workCenterCode":"W","position":0,"validQty":1,"invalidQty":0,"operationExternalId":null%s}`, typ, actCode, more)
}

// What is a reference in a story is a text in a post: of what was there before the first post, too.
func TestTextsThatLookLikeReferences(t *testing.T) {
	for _, code := range []string{"A${B", "${unit.sku}", "{{ .serial }}", "${"} {
		posts := FromCaptured([]export.Captured{
			{Method: "POST", URL: "/operation", Body: operation("remove", code, `,"externalId":"R-1"`), Status: 200, AnswerBody: []byte(`{"externalId":"R-1"}`)},
		})
		made := mustMake(t, posts, Options{})
		sameAnswers(t, posts, replayed(t, made))
	}
}

// Capture tools write what HTTP has not: a body where none can be, a header of more than one line.
func TestOddAnswersOfCaptures(t *testing.T) {
	for name, one := range map[string]export.Captured{
		"204 with a text":         {Status: 204, AnswerBody: []byte("nothing")},
		"304 with a text":         {Status: 304, AnswerBody: []byte(`{"externalId":"E-1"}`)},
		"control characters":      {Status: 503, AnswerHeader: http.Header{"Retry-After": {"1\x07"}}, AnswerBody: []byte(`{"message":"Later."}`)},
		"a foreign content type":  {Status: 409, AnswerHeader: http.Header{"Content-Type": {"application/jsoné"}}, AnswerBody: []byte(`{"message":"No."}`)},
		"a place that is no line": {Status: 302, AnswerHeader: http.Header{"Location": {"/login\r\nSet-Cookie: a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			one.Method, one.URL, one.Body = "POST", "/operation", operation("add", "ASSY", "")
			made := mustMake(t, FromCaptured([]export.Captured{one}), Options{})
			if got := replayed(t, made); len(got) != 1 || got[0].Result.Status != one.Status {
				t.Errorf("replayed %+v", got)
			}
		})
	}
}

// A story that would be longer than a file can be is said to be so.
func TestAStoryThatIsTooLong(t *testing.T) {
	long := export.Captured{Method: "POST", URL: "/operation", Status: 200, AnswerBody: []byte(`{"note":"` + strings.Repeat("x", maxStory) + `"}`)}
	long.Body = operation("add", "ASSY", "")
	_, err := Make(FromCaptured([]export.Captured{long}), Options{})
	if err == nil || strings.Contains(err.Error(), "defect") || !strings.Contains(err.Error(), "choose fewer posts") || errors.Is(err, ErrUseless) {
		t.Errorf("got %v", err)
	}
}
