package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// The refusals of what is asked for by a JSON body.

func refuseOrder(example, why string) *refusal {
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "bad-body",
		Message: fmt.Sprintf("The body is wrong: %s. Wanted is a JSON object such as %s.", shorten(why), example)}
}

func refuseNoRule(number string) *refusal {
	return &refusal{Status: http.StatusNotFound, Code: "no-rule",
		Message: fmt.Sprintf("The script has no rule %s: its rules are counted from 1, in their order; GET /api/v1/script lists them.", shorten(number))}
}

// refuseAnswer tells what is wrong with the answer; where it stands in the script that was made of it helps nobody.
func refuseAnswer(err error) *refusal {
	var problems yamlfile.Problems
	if !errors.As(err, &problems) {
		return refuseDefect()
	}
	for i := range problems {
		p := &problems[i]
		p.File, p.Line, p.Column, p.Excerpt = "request body", 0, 0, ""
		p.Pointer = strings.TrimPrefix(p.Pointer, "/rules/0")
	}
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "bad-script", Problems: problems,
		Message: "The answer is wrong, and nothing waits for the next post. First: " + problems[0].Message}
}

func refuseNoPost(id uint64) *refusal {
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "no-post",
		Message: fmt.Sprintf("Exchange %d is not a post of one of the three kinds: choose one that has a kind.", id)}
}

func refuseWaiting(run string) *refusal {
	return &refusal{Status: http.StatusConflict, Code: "too-many-waiting",
		Message: fmt.Sprintf("%d answers already wait for their posts in the run %s: send those posts, or remove the answers with DELETE /api/v1/runs/%s/script.", mostNext, run, run)}
}

func refuseNoAction(name string) *refusal {
	return &refusal{Status: http.StatusNotFound, Code: "no-action",
		Message: fmt.Sprintf("This mock offers no %s: erpkit serve does, unless a real ERP is behind it; GET /api/v1/info lists what is offered.", name)}
}

func refuseShift() *refusal {
	return &refusal{Status: http.StatusConflict, Code: "shift-plays", Message: "A demo shift is already running: wait until it ends."}
}

func refuseHalf(id uint64) *refusal {
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "no-post",
		Message: fmt.Sprintf("Only a part of the post of exchange %d was kept, so it cannot be sent again.", id)}
}

// refuseUnsent and refuseNoStory say in the words of the host program why nothing came of it.
func refuseUnsent(why error) *refusal {
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "no-post", Message: "It was not sent again: " + why.Error() + "."}
}

func refuseNoStory(why error) *refusal {
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "no-story", Message: "There is no story: " + why.Error() + "."}
}
