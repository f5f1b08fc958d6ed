package schemas

import (
	"fmt"
	"slices"
	"strings"
)

// message judges what a refusal says to the person at the station (E6).
func (a *answer) message(object map[string]any) {
	if id, there := object["externalId"]; there {
		a.note("T5", "/externalId", "no id in a failure", show(id),
			fmt.Sprintf("Status %d is a failure: the MES reads no id from it", a.status), "")
	}
	value, there := object["message"]
	if !there {
		hint := a.cure("the MES shows `message` and nothing else")
		if near := misspelt("message", object); near != "" {
			hint = meant("`"+shorten(near)+"`", "message")
			if a.dialect.Name != "" {
				hint += " " + a.cure("")
			}
		}
		a.noMessage("/message", "no `message`", hint)
		return
	}
	text, isText := value.(string)
	switch {
	case !isText || text == "": // E3 is reported already
	case strings.TrimSpace(text) == "":
		a.badMessage(text, "is blank")
	case hasMarkup(text):
		a.badMessage(text, "is HTML, which a station shows as it is")
	case hasTrace(text):
		a.badMessage(text, "is a stack trace")
	}
}

const wantedMessage = "a sentence that a person at a station can act on"

func (a *answer) noMessage(pointer, got, hint string) {
	a.findings = append(a.findings, newFinding("E6", pointer, wantedMessage, got,
		fmt.Sprintf("The refusal with status %d has %s: the person at the station is not told why", a.status, got), hint))
}

func (a *answer) badMessage(text, what string) {
	a.findings = append(a.findings, newFinding("E6", "/message", wantedMessage, show(text),
		"`message` "+what, "say in one sentence what was refused and what to do"))
}

// hasTrace tells whether a text is what a program prints when it breaks down.
func hasTrace(text string) bool {
	marks := []string{"Traceback (most recent call last)", "goroutine ", "\n    at ", "\n\tat ", "\n   at "}
	return slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(text, mark) })
}
