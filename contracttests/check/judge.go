package check

import (
	"fmt"
	"net/http"
)

// Given ends the check as blocked unless the ERP accepted what the check builds upon.
func (t *T) Given(a Exchange) Exchange {
	if !a.Accepted() {
		t.BlockedBy(Lead{Act: a.Act}, "The ERP did not accept %s, and this check builds on that. %s", a.What, a.Words())
	}
	if a.ErrorInside(false) {
		t.BlockedBy(Lead{Clauses: []string{"T3"}}, "The ERP answered %s with a success that speaks of an error, so no check can build on it.", a.What)
	}
	return a
}

// Accepts ends the check as failed unless the ERP accepted a right post.
func (t *T) Accepts(a Exchange) Exchange {
	if !a.Accepted() {
		t.Fail(a, fmt.Sprintf("%s to be accepted with a status below 400", a.What), a.Words(), t.cureOfNames(a,
			"The post is right by the contract: let the ERP book it, or look in its log for the reason."))
	}
	return a
}

// Refuses ends the check as failed unless the ERP refused an impossible post with 4xx (E5).
func (t *T) Refuses(a Exchange, cure string) Exchange {
	if a.ErrorInside(true) {
		t.BlockedBy(Lead{Clauses: []string{"T3"}}, "The ERP answered %s with a success that speaks of an error.", a.What)
	}
	expected := fmt.Sprintf("%s to be refused with 4xx", a.What)
	switch {
	case !a.Refused():
		t.Fail(a, expected, a.Words(), cure)
	case a.Result.Status >= http.StatusInternalServerError:
		t.Fail(a, expected, fmt.Sprintf("It answered %d, which says that the ERP itself broke down.", a.Result.Status),
			"Check the post before it is booked and answer 4xx with a message; 5xx tells the person to try again.")
	}
	return a
}
