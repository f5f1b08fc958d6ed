package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

func TestTime_ReadsWhatItWrites(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 30, 0, 123456789, time.FixedZone("", 3600))
	for wanted, one := range map[string]api.Time{`"2026-11-23T09:30:00.123456Z"`: {Time: at}, "null": {}} {
		text, err := json.Marshal(one)
		if err != nil || string(text) != wanted {
			t.Errorf("got %s and %v, wanted %s", text, err, wanted)
		}
		var back api.Time
		if err := json.Unmarshal(text, &back); err != nil || !back.Equal(one.Truncate(time.Microsecond)) {
			t.Errorf("%s reads as %v (%v)", text, back, err)
		}
	}
}

func TestRefusal_IsToldByItsCode(t *testing.T) {
	err := fmt.Errorf("the mock did not take it: %w", &api.Refusal{Status: 404, Code: api.UnknownRun, Message: "There is no run."})
	if !errors.Is(err, &api.Refusal{Code: api.UnknownRun}) || errors.Is(err, &api.Refusal{Code: api.NoScript}) {
		t.Errorf("the codes are not told apart")
	}
}

// What is there only of an exchange shown alone is not there in a list, and never null.
func TestBody_LeavesOutWhatAListDoesNotShow(t *testing.T) {
	for wanted, body := range map[string]api.Body{
		`{"contentType":"","bytes":0}`:                          {},
		`{"contentType":"","bytes":0,"headers":{},"base64":""}`: {Headers: map[string][]string{}, Base64: []byte{}},
	} {
		if text, err := json.Marshal(body); err != nil || string(text) != wanted {
			t.Errorf("got %s and %v, wanted %s", text, err, wanted)
		}
	}
}
