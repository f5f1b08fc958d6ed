package traps

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// Every trap can be played, and says what it is about.
func TestEveryTrapIsWhole(t *testing.T) {
	list := List()
	if len(list) < 25 || len(list) != len(Names()) {
		t.Fatalf("%d of %d traps can be read", len(list), len(Names()))
	}
	for _, trap := range list {
		if s, err := Script(trap.Name); err != nil || s.Name() != trap.Name+".yaml" {
			t.Errorf("%s: %v", trap.Name, err)
		}
		if len(trap.About) < 30 || len(trap.Clauses) == 0 || len(trap.WhatTheMESUnderstands) == 0 {
			t.Errorf("%s does not say what it is about: %+v", trap.Name, trap)
		}
		for _, step := range trap.WhatTheMESUnderstands {
			if len(step.Words) < 20 {
				t.Errorf("%s does not say what the MES understands of %s: %q", trap.Name, step.Post, step.Words)
			}
		}
	}
}

// The traps that the catalogue must have, by the words of their names.
func TestTheCatalogueHasWhatIsAskedOfIt(t *testing.T) {
	for _, name := range []string{
		"error-inside-200", "id-as-number", "id-null", "id-empty", "id-as-object", "html-page-200", "html-page-500", "id-changes-on-update",
		"same-id-for-all", "new-id-on-repeat", "redirect-to-login", "moved-permanently", "error-without-message", "message-not-a-string",
		"message-of-10000-characters", "message-in-hebrew", "empty-200", "no-content-204", "plain-text-ok", "array-answer", "broken-json",
		"invalid-utf8", "time-out", "commit-then-time-out", "answer-lost-by-reset", "slow-drip", "storm-of-503", "random-500",
		"accepts-everything", "refuses-everything", "closes-without-an-answer", "stack-trace-in-message",
	} {
		if !slices.Contains(Names(), name) {
			t.Errorf("there is no %s", name)
		}
	}
}

func TestUnknownTraps(t *testing.T) {
	for name, want := range map[string]string{
		"id_as_number": `did you mean "id-as-number"?`, "timeout": `did you mean "time-out"?`, "": "`erpkit traps` lists them",
		"../traps": "`erpkit traps` lists them", "id-as-number.yaml": "did you mean",
	} {
		_, err := Script(name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}

// What the names promise of the bytes.
func TestBytesOfTraps(t *testing.T) {
	post := script.Post{Kind: schemas.Device, Type: "add", Payload: map[string]any{"type": "add", "serial": "SN-1", "workorderNumber": "WO-1"}}
	body := func(name string) []byte {
		s, err := Script(name)
		if err != nil {
			t.Fatal(err)
		}
		answer, ok := script.Start(s).Answer(post)
		if !ok {
			t.Fatalf("%s does not answer", name)
		}
		return answer.Body
	}
	object, _ := schemas.Parse(body("message-of-10000-characters"))
	if message := schemas.Text(object, "message"); utf8.RuneCountInString(message) != 10_000 {
		t.Errorf("the message has %d characters", utf8.RuneCountInString(message))
	}
	if utf8.Valid(body("invalid-utf8")) {
		t.Error("invalid-utf8 is valid")
	}
	if !strings.Contains(string(body("message-in-hebrew")), "SN-1") {
		t.Error("the message in Hebrew has no serial")
	}
}
