package check

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// What a status means to the MES, at its bounds.
func TestExchange_BoundsOfAStatus(t *testing.T) {
	for _, c := range []struct {
		status                        int
		accepted, redirected, refused bool
	}{{200, true, false, false}, {299, true, false, false}, {300, true, true, false}, {399, true, true, false}, {400, false, false, true}, {500, false, false, true}} {
		x := Exchange{Result: sender.Result{Status: c.status, Accepted: c.accepted}}
		if x.Redirected() != c.redirected || x.Refused() != c.refused {
			t.Errorf("%d: redirected %v, refused %v", c.status, x.Redirected(), x.Refused())
		}
	}
	if (Exchange{Result: sender.Result{Status: 400, Trouble: sender.CutShort}}).Refused() {
		t.Error("half an answer refuses")
	}
}

// The cure is in the terms of the framework where it has one.
func TestExchange_CureInTheTermsOfTheFramework(t *testing.T) {
	for _, c := range []struct {
		dialect schemas.Dialect
		want    string
	}{
		{schemas.Dialect{}, "The usual."},
		{schemas.Dialect{Name: "x", Words: "It is X"}, "The usual."},
		{schemas.Dialect{Words: "It is a page", Cure: "turn it off"}, "The usual. It is a page: turn it off."},
		{schemas.Dialect{Name: "x", Words: "It is X", Cure: "raise UserError"}, "It is X. In its terms: raise UserError."},
	} {
		if got := (Exchange{whole: &reading{dialect: c.dialect}}).Cure("The usual."); got != c.want {
			t.Errorf("%+v: %s", c.dialect, got)
		}
	}
}

// Of a body of which only the beginning was kept, what was read before counts.
func TestExchange_ReadsALongBodyFromWhatWasKept(t *testing.T) {
	x := Exchange{whole: &reading{object: map[string]any{"externalId": "1"}}}
	if object, ok := x.Body(); !ok || object["externalId"] != "1" {
		t.Errorf("%v, %v", object, ok)
	}
	if _, ok := (Exchange{whole: &reading{}}).Body(); ok {
		t.Error("a page is an object")
	}
}

// A body of just the longest length is kept whole, and so much only until the run has kept plenty.
func TestShorten_AtItsBounds(t *testing.T) {
	for _, c := range []struct{ kept, size, want, after int }{
		{0, longBody, longBody, longBody},
		{0, longBody + 1, longBody, longBody},
		{0, 10, 10, 10},
		{plenty, longBody, longBody, plenty + longBody},
		{plenty + 1, longBody, shortBody, plenty + 1 + shortBody},
		{plenty + 1, shortBody, shortBody, plenty + 1 + shortBody},
		{plenty + 1, shortBody + 1, shortBody, plenty + 1 + shortBody},
	} {
		r := judging(t, nowhere, Options{}, Check{Run: passes})
		r.kept = c.kept
		x := Exchange{Result: sender.Result{Transcript: sender.Transcript{AnswerBody: []byte(strings.Repeat("x", c.size))}}}
		r.shorten(&x)
		cut := c.size > c.want
		if got := x.Result.Transcript; len(got.AnswerBody) != c.want || got.AnswerTruncated != cut || (x.whole != nil) != cut || r.kept != c.after {
			t.Errorf("%+v: %d bytes, cut %v, %d kept in all", c, len(got.AnswerBody), got.AnswerTruncated, r.kept)
		}
	}
}

// Every digit and letter of a UUID counts, or two serials might be the same.
func TestInvented_SerialsOfDigits(t *testing.T) {
	for id, want := range map[string]string{
		"01234567-89ab-cdef-0123-456789abcdef": "4012345678901234",
		"99ffaa00-0000-0000-0000-000000000000": "4995500000000000",
	} {
		if got := digitsOf(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// Posts that are sent at once are not sent where one of them is of an act that was given up.
func TestParallel_DoesNotAskAgainWhatWasGivenUp(t *testing.T) {
	r, a, _, _ := three(t)
	r.timedOut(adding, a)
	r.timedOut(adding, a)
	r.checks[1].Run = func(t *T) {
		t.Parallel([]Post{removing, adding})
		t.KitError("it went on")
	}
	if result := r.judge(1); result.Cause != NoAnswer || len(result.Exchanges) > 0 {
		t.Errorf("%s (%s), %s, %d posts", result.Outcome, result.Cause, result.Reason, len(result.Exchanges))
	}
}
