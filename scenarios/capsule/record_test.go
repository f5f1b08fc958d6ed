package capsule

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// A HAR or JSON lines export makes the same story as the journal itself, except for the findings, which a HAR file
// of another tool does not have.
func TestCapturesMakeTheSameStory(t *testing.T) {
	list := recordShift(t, 4, 80, "")
	want := mustMake(t, list, Options{})
	own := regexp.MustCompile(`"_erpkit":.*}`)
	har := exported(t, traffic.HAR, list)
	for name, posts := range map[string][]*traffic.Exchange{
		"HAR": captured(t, traffic.HAR, har), "JSON lines": captured(t, traffic.JSONLines, exported(t, traffic.JSONLines, list)),
		"HAR of others": captured(t, traffic.HAR, own.ReplaceAllString(har, `"_x":{}}`)),
		"raw HTTP":      captured(t, traffic.Raw, exported(t, traffic.Raw, list)),
	} {
		made := mustMake(t, posts, Options{})
		if made.Verbs != len(list) {
			t.Errorf("%s: %d of %d posts became verbs", name, made.Verbs, len(list))
		}
		sameAnswers(t, posts, replayed(t, made))
		expected := string(want.Text)
		if name == "HAR of others" || name == "raw HTTP" {
			expected = strings.ReplaceAll(expected, ", findings: none}", "}")
		}
		if sinceSteps(string(made.Text)) != sinceSteps(expected) {
			t.Errorf("%s: the story differs from that of the journal", name)
		}
	}
}

func sinceSteps(text string) string { return text[strings.Index(text, "\nerp:"):] }

func TestCapturesSayWhatIsUseless(t *testing.T) {
	right := []byte(`{"item":{},"type":"add","stockId":"x"}`)
	entry := func(method, url, body, more string) string {
		return fmt.Sprintf(`{"request":{"method":%q,"url":%q,"postData":{"text":%q}}%s}`, method, url, body, more)
	}
	posts := captured(t, traffic.HAR, `{"log":{"entries":[`+strings.Join([]string{
		entry("GET", "/device", "", ""), `{"request":{"method":"POST","url":"/device","bodySize":7}}`, entry("POST", "http://h/operation", "{}", ""),
		entry("POST", "/anything?token=1", string(right), `,"response":{"status":200}`), entry("POST", "/anything", "broken", ""),
		entry("POST", "https://tracker.example/collect", `{"type":"click"}`, `,"response":{"status":204}`),
	}, ",")+`]}}`)
	made := mustMake(t, posts, Options{})
	if made.Posts != 3 || len(made.Notes) != 3 || !strings.Contains(string(made.Text), "kind: operation") || !strings.Contains(string(made.Text), "kind: item-attach") {
		t.Errorf("%q\n%s", made.Notes, made.Text)
	}
	if !strings.Contains(string(made.Text), "- {fault: timeout}") || !strings.Contains(string(made.Text), "expect: no-answer") {
		t.Errorf("the post without an answer is not told so\n%s", made.Text)
	}
	if strings.Contains(string(made.Text), "click") || !strings.Contains(string(made.Text), "broken") {
		t.Errorf("what a browser reports is in the story, or a broken post is not\n%s", made.Text)
	}
}

// The MES did not hear an answer that came after it had hung up, even if a proxy in front of the ERP did.
func TestCapturesKnowHowLongAnAnswerTook(t *testing.T) {
	entry := func(ms string) string {
		return `{"time":` + ms + `,"request":{"method":"POST","url":"http://h/device","postData":{"text":"{\"type\":\"add\"}"}},"response":{"status":200}}`
	}
	posts := captured(t, traffic.HAR, `{"log":{"entries":[`+entry("12")+","+entry("4000")+","+entry("31000")+","+entry("-1")+","+entry("1e300")+`]}}`)
	made := mustMake(t, posts, Options{})
	if strings.Count(string(made.Text), "expect: no-answer") != 1 || !strings.Contains(strings.Join(made.Notes, ""), "up to 4s") {
		t.Errorf("notes %q\n%s", made.Notes, made.Text)
	}
	if made := mustMake(t, posts, Options{Patience: 3 * time.Second}); strings.Count(string(made.Text), "expect: no-answer") != 2 {
		t.Errorf("with less patience\n%s", made.Text)
	}
}

// A capture has no findings of a mock, but the judge of captures finds what to choose.
func TestCapturesAreChosenByClause(t *testing.T) {
	body := `{"type":"add","serial":"SN-7","oldSerial":"SN-6","stockId":"s"}`
	other := `{"type":"add","serial":"SN-8","stockId":"t"}`
	posts := captured(t, traffic.Raw, "POST http://h/r/a/device HTTP/1.1\n\n"+other+"\nHTTP/1.1 200 OK\n\n"+`{"externalId":7}`+
		"\nPOST http://h/r/a/device HTTP/1.1\n\n"+body+"\nHTTP/1.1 200 OK\n\n")
	for clause, want := range map[string]string{"D3": "Reproduces when step 1, device add, breaks D3.", "E3": "Reproduces when the answer to step 1, device add, breaks E3 again."} {
		made := mustMake(t, posts, Options{Around: Around{Clause: clause}})
		if made.Posts != 1 || !strings.Contains(string(made.Text), want) {
			t.Errorf("%s: %d posts\n%s", clause, made.Posts, made.Text)
		}
		if clause == "E3" && !strings.Contains(string(made.Text), "answerFindings: [E3") {
			t.Errorf("the finding in the answer is not expected again\n%s", made.Text)
		}
	}
}

// A fault on the wire comes again in the same way, and the ERP books as it did.
func TestFaultsComeAgain(t *testing.T) {
	rules := "version: 1\nrules:\n" +
		"  - {name: cut, when: {kind: operation, type: add}, answers: [{times: 2, pass: true}, {fault: reset-in-body, commit: true}], then: repeat}\n" +
		"  - {name: gone, when: {kind: item-attach, type: add}, answers: [{times: 2, pass: true}, {fault: reset-before-headers}], then: repeat}\n"
	posts := recordShift(t, 6, 80, rules)
	made := mustMake(t, posts, Options{})
	sameAnswers(t, posts, replayed(t, made))
	for _, want := range []string{"- {fault: reset-in-body, commit: true}", "- {fault: reset-before-headers}"} {
		if !strings.Contains(string(made.Text), want) {
			t.Errorf("%s is not in\n%s", want, made.Text)
		}
	}
	if made.Verbs != len(posts) {
		t.Errorf("%d of %d posts became verbs", made.Verbs, len(posts))
	}
}

// below gives the URLs of an ERP as the mock has them.
func below(base string) func(schemas.Kind) (string, bool) {
	return func(kind schemas.Kind) (string, bool) {
		url, err := sender.Join(base, kind)
		return url, err == nil
	}
}
