package capsule

import (
	"bytes"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/shift"
)

// What was exported as HAR or as JSON lines makes the same story as the journal itself, but
// for the findings, which only the mock knows.
func TestCapturesMakeTheSameStory(t *testing.T) {
	mock := mockerptest.Start(t)
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	page, err := sender.SettingsBelow(mock.URL(), "local")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shift.Play(t.Context(), shift.Options{Settings: page, Poster: client, Seed: 4, Events: 80}); err != nil {
		t.Fatal(err)
	}
	list := mock.Exchanges(t, journal.Filter{Limit: 1000})
	want := mustMake(t, FromJournal(list), Options{})
	options := export.Options{Base: mock.URL()}
	har, err := export.HAR(list, options)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	if err := export.JSONLines(&lines, list, options); err != nil {
		t.Fatal(err)
	}
	fromHAR, err := export.ReadHAR(bytes.NewReader(har), 0)
	if err != nil {
		t.Fatal(err)
	}
	fromLines, err := export.ReadJSONLines(&lines, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, captured := range map[string][]export.Captured{"HAR": fromHAR, "JSON lines": fromLines} {
		posts := FromCaptured(captured)
		made := mustMake(t, posts, Options{})
		if made.Verbs != len(list) {
			t.Errorf("%s: %d of %d posts became verbs", name, made.Verbs, len(list))
		}
		sameAnswers(t, posts, replayed(t, made))
		if without := strings.ReplaceAll(string(want.Text), ", findings: none}", "}"); sinceSteps(string(made.Text)) != sinceSteps(without) {
			t.Errorf("%s: the story differs from that of the journal", name)
		}
	}
}

func sinceSteps(text string) string { return text[strings.Index(text, "\nerp:"):] }

func TestCapturesSayWhatIsUseless(t *testing.T) {
	posts := FromCaptured([]export.Captured{
		{Method: "GET", URL: "/device"}, {Method: "POST", BodyCut: true}, {Method: "POST", URL: "http://h/r/line-4/operation", Body: []byte("{}")},
		{Method: "POST", URL: "/anything", Body: []byte(`{"item":{}}`), Status: 200},
	})
	made := mustMake(t, posts, Options{})
	if made.Posts != 2 || len(made.Notes) != 2 || !strings.Contains(string(made.Text), "kind: operation") || !strings.Contains(string(made.Text), "kind: item-attach") {
		t.Errorf("%q\n%s", made.Notes, made.Text)
	}
	if !strings.Contains(string(made.Text), "- {fault: timeout}") || !strings.Contains(string(made.Text), "expect: no-answer") {
		t.Errorf("the post without an answer is not told so\n%s", made.Text)
	}
}

// What went wrong on the wire goes wrong again in the same way, and books as it did.
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
