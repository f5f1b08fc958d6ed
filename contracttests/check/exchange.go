package check

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Exchange is one post of a check and what came back, as the MES understands it. Beside the Result it says what the
// check meant by the post, which nobody else needs to know.
type Exchange struct {
	// What says in words what was posted: "device add".
	What string
	Act  schemas.Act
	// Wrong is true when the post was meant to be refused.
	Wrong bool
	// Number is the place among the posts of the check, from 1; 0 is none.
	Number int
	// Cleanup is true when it took away what the check had added.
	Cleanup bool
	Result  sender.Result

	whole *reading // of a body of which only the beginning is kept
}

// Accepted tells whether the MES takes the post for booked (T2).
func (a Exchange) Accepted() bool { return a.Result.Accepted }

// Refused tells whether a whole answer of 400 or above came (T3).
func (a Exchange) Refused() bool {
	return a.Result.Trouble == "" && a.Result.Status >= http.StatusBadRequest
}

// Redirected tells whether the ERP answered with a redirect.
func (a Exchange) Redirected() bool {
	return a.Accepted() && a.Result.Status >= http.StatusMultipleChoices
}

// ID is the ERP id that came with the answer; "" is none (T4).
func (a Exchange) ID() string { return a.Result.ExternalID }

// Body is the body of the answer as a JSON object; ok is false when it is none.
func (a Exchange) Body() (object map[string]any, ok bool) {
	if a.whole != nil {
		return a.whole.object, a.whole.object != nil
	}
	object, _ = schemas.Parse(a.Result.Transcript.AnswerBody)
	return object, object != nil
}

// dialect is the framework in whose way the ERP answered, if it is a known one.
func (a Exchange) dialect() schemas.Dialect {
	if a.whole != nil {
		return a.whole.dialect
	}
	t := a.Result.Transcript
	d, _ := schemas.DialectOf(a.Result.Status, t.AnswerHeader, t.AnswerBody)
	return d
}

// Cure is the cure in the terms of the ERP's framework, where one is recognised, else the usual one.
func (a Exchange) Cure(usual string) string {
	switch d := a.dialect(); {
	case d.Cure == "":
		return usual
	case d.Name == "":
		return usual + " " + d.Words + ": " + d.Cure + "."
	default:
		return d.Words + ". In its terms: " + d.Cure + "."
	}
}

// ErrorInside tells whether a status of success carries a body that speaks of failure, so that
// the ERP and the MES disagree about what happened. A mere `message` counts only where a
// refusal was due.
func (a Exchange) ErrorInside(refusalDue bool) bool {
	dialect := a.dialect()
	object, isObject := a.Body()
	switch {
	case !a.Accepted():
		return false
	case dialect.Refused:
		return true
	case !isObject || dialect.ID != "":
		return false
	}
	for _, name := range []string{"success", "ok"} {
		if object[name] == false {
			return true
		}
	}
	if word, _ := object["status"].(string); strings.EqualFold(word, "error") || strings.EqualFold(word, "failed") {
		return true
	}
	return speaks(object["error"]) || speaks(object["errors"]) || (refusalDue && speaks(object["message"]))
}

// speaks tells whether a member says something.
func speaks(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case json.Number:
		return v != "0"
	case []any:
		return len(v) > 0
	}
	return true
}

// Words says what came back in one line.
func (a Exchange) Words() string { return a.Result.Words }
