package mockerp

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/mockerp/wish"
	"github.com/erpkit/erpkit/schemas"
)

// What decide is asked about: posts, opinions of the books, and what script and ERP say of them.
var (
	rightPost  = post{kind: schemas.Device, payload: map[string]any{"type": "add"}}
	brokenPost = post{kind: schemas.Device, payload: map[string]any{"type": "add"}, status: 422,
		findings: []schemas.Finding{{Clause: "D2", Level: schemas.Must, Message: "`serial` is missing."}}}
	noObject = post{kind: schemas.Device, status: 400,
		findings: []schemas.Finding{{Clause: "T1", Level: schemas.Must, Message: "The body is not JSON."}}}

	unknown = []schemas.Finding{{Clause: "F2", Level: schemas.Must, Message: "It is not there."}}
	fine    = books.Opinion{Strict: books.Reply{Status: 200, ExternalID: "ID-1"}, Lenient: books.Reply{Status: 200, ExternalID: "ID-1"}}
	refuses = books.Opinion{Strict: books.Reply{Status: 409, Message: "It is not there."}, Lenient: books.Reply{Status: 200}, Findings: unknown}
	full    = books.Opinion{Strict: books.Reply{Status: 503, Message: "The books are full."}, Lenient: books.Reply{Status: 503, Message: "The books are full."}}

	scripted = said{matched: true, script: script.Answer{Rule: "r", Status: 201, Body: []byte(`{"externalId":"S-1"}`)}}
	passed   = said{matched: true, script: script.Answer{Rule: "r", Pass: true, Delay: time.Second}}
	missed   = said{asked: &traffic.Asked{Seq: 1}}
	closes   = said{matched: true, script: script.Answer{Rule: "r", Status: 200, Down: time.Minute}}
	breaks   = said{matched: true, script: script.Answer{Rule: "r", Pass: true, Fault: fault.Fault{Kind: fault.Empty}}}
	commits  = said{matched: true, script: script.Answer{Rule: "r", Pass: true, Fault: fault.Fault{Kind: fault.Empty}, Commit: true}}
	halves   = said{matched: true, script: script.Answer{Rule: "r", Pass: true, Fault: fault.Fault{Kind: fault.TruncatedJSON}}}
)

// wishing is the post with a wish.
func wishing(p post, w wish.Wish) post {
	p.wish = w
	return p
}

// erpSaid is a real ERP's answer, after what the script said.
func erpSaid(s said, a erpAnswer) said {
	s.erp = &a
	return s
}

var (
	status409 = wish.Wish{Status: 409, Applied: []string{"status=409"}}
	status201 = wish.Wish{Status: 201, Applied: []string{"status=201"}}
	status204 = wish.Wish{Status: 204, Applied: []string{"status=204"}}
	delayed   = wish.Wish{Delay: 2 * time.Second, Delayed: true, Applied: []string{"delay=2s"}}
	hurried   = wish.Wish{Delayed: true, Applied: []string{"delay=0s"}}
	drip      = wish.Wish{Fault: fault.Fault{Kind: fault.Drip}, Applied: []string{"fault=drip"}}

	erpFine    = erpAnswer{Answer: upstream.Answer{Status: 200, Body: []byte(`{"externalId":"R-1"}`), Host: "erp"}}
	erpRefuses = erpAnswer{Answer: upstream.Answer{Status: 500, Body: []byte(`<html>`), Host: "erp"}}
	erpUnheard = erpAnswer{Answer: upstream.Answer{Status: 200, Body: []byte(`{}`), Host: "erp"}, unheard: true}
	erpDead    = erpAnswer{trouble: &upstream.Trouble{Status: 502, Message: "The ERP at erp could not be asked."}}
)

// TestDecide is step 3 as a table: who answers, what, and what the books make of it. The words of by are who
// decided and the rule; those of fate what the wire does, if the sender does not hear, and if the books follow.
func TestDecide(t *testing.T) {
	for name, test := range map[string]struct {
		post    post
		opinion books.Opinion
		said    said
		mode    Mode

		status       int
		body, by, id string
		fate         string
		clauses      string
	}{
		"the books answer":                  {rightPost, fine, said{}, Enforce, 200, `{"externalId":"ID-1"}`, "books", "ID-1", "booked", ""},
		"the books refuse":                  {rightPost, refuses, said{}, Enforce, 409, "It is not there.", "books", "", "booked", "F2"},
		"the books refuse, observed":        {rightPost, refuses, said{}, Observe, 200, `{}`, "books", "", "booked", "F2"},
		"the books are full":                {rightPost, full, said{}, Enforce, 503, "The books are full.", "books", "", "booked", ""},
		"the judge refuses":                 {brokenPost, fine, said{}, Enforce, 422, "`serial` is missing.", "judge", "", "", "D2"},
		"the judge observes":                {brokenPost, fine, said{}, Observe, 200, `{"externalId":"ID-1"}`, "books", "ID-1", "booked", "D2"},
		"a broken post is not judged twice": {brokenPost, refuses, said{}, Enforce, 422, "`serial` is missing.", "judge", "", "", "D2"},
		"no object is refused":              {noObject, fine, said{}, Enforce, 400, "The body is not JSON.", "judge", "", "", "T1"},
		"no object, observed":               {noObject, books.Opinion{Strict: books.Reply{Status: 200}, Lenient: books.Reply{Status: 200}}, said{}, Observe, 200, `{}`, "books", "", "", "T1"},

		"a rule wins over the books":      {rightPost, refuses, scripted, Enforce, 201, `{"externalId":"S-1"}`, "script r", "S-1", "booked", "F2"},
		"a rule wins over the judge":      {brokenPost, fine, scripted, Enforce, 201, `{"externalId":"S-1"}`, "script r", "S-1", "booked", "D2"},
		"a rule wins over the ERP":        {rightPost, fine, erpSaid(scripted, erpFine), Enforce, 201, `"S-1"`, "script r", "S-1", "booked", ""},
		"a rule on what is not an object": {noObject, fine, scripted, Enforce, 201, `"S-1"`, "script r", "S-1", "", "T1"},
		"a rule lets the books answer":    {rightPost, fine, passed, Enforce, 200, `"ID-1"`, "books r", "ID-1", "1s booked", ""},
		"a rule lets the judge answer":    {brokenPost, fine, passed, Enforce, 422, "missing", "judge r", "", "1s", "D2"},
		"rules that were missed":          {rightPost, fine, missed, Enforce, 200, `"ID-1"`, "books", "ID-1", "booked", ""},
		"a rule closes the door":          {rightPost, fine, closes, Enforce, 200, "", "script r", "", "down lost", ""},
		"a fault is not booked":           {rightPost, fine, breaks, Enforce, 200, `"ID-1"`, "books r", "ID-1", "empty lost", ""},
		"a fault is booked on demand":     {rightPost, fine, commits, Enforce, 200, `"ID-1"`, "books r", "ID-1", "empty lost booked", ""},
		"half of a text has no id":        {rightPost, fine, halves, Enforce, 200, `"ID-1"`, "books r", "", "truncated-json booked", ""},

		"the ERP answers":             {rightPost, fine, erpSaid(said{}, erpFine), Enforce, 200, `"R-1"`, "upstream", "R-1", "booked unchanged", ""},
		"the ERP takes a broken post": {brokenPost, fine, erpSaid(said{}, erpFine), Enforce, 200, `"R-1"`, "upstream", "R-1", "booked unchanged", "D2"},
		"the ERP takes no object":     {noObject, fine, erpSaid(said{}, erpFine), Enforce, 200, `"R-1"`, "upstream", "R-1", "unchanged", "T1"},
		"the ERP refuses":             {rightPost, fine, erpSaid(said{}, erpRefuses), Enforce, 500, "<html>", "upstream", "", "booked unchanged", ""},
		"the ERP cannot be asked":     {rightPost, fine, erpSaid(passed, erpDead), Enforce, 502, "could not be asked", "upstream r", "", "1s", ""},
		"the ERP is not heard":        {rightPost, fine, erpSaid(said{}, erpUnheard), Enforce, 200, "{}", "upstream", "", "lost booked unchanged", ""},
		"the ERP took what is lost":   {rightPost, fine, erpSaid(breaks, erpFine), Enforce, 200, `"R-1"`, "upstream r", "R-1", "empty lost booked unchanged", ""},

		"the post wants a refusal":  {wishing(rightPost, status409), fine, said{}, Enforce, 409, "asked to be answered with status 409", "caller", "", "booked", ""},
		"the post wants a success":  {wishing(brokenPost, status201), fine, said{}, Enforce, 201, `"ID-1"`, "caller", "ID-1", "booked", "D2"},
		"the post wants no content": {wishing(rightPost, status204), fine, said{}, Enforce, 204, "{}", "caller", "", "booked", ""},
		"the post wants to wait":    {wishing(rightPost, delayed), fine, passed, Enforce, 200, `"ID-1"`, "caller r", "ID-1", "2s booked", ""},
		"the post wants no delay":   {wishing(rightPost, hurried), fine, passed, Enforce, 200, `"ID-1"`, "caller r", "ID-1", "booked", ""},
		"a fault instead of down":   {wishing(rightPost, drip), fine, closes, Enforce, 200, "", "caller r", "", "drip booked", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := decide(&test.post, test.opinion, test.said, test.mode)
			if got.answer.Status != test.status || !strings.Contains(string(got.answer.Body), test.body) {
				t.Errorf("it answers %d %s", got.answer.Status, got.answer.Body)
			}
			if by := strings.TrimSpace(got.why.By + " " + got.why.Rule); by != test.by || got.why.Why == "" {
				t.Errorf("it is decided by %q (%s), wanted %q", by, got.why.Why, test.by)
			}
			if got.reply.ExternalID != test.id || got.reply.Status != test.status && test.id != "" {
				t.Errorf("the books hear %+v, wanted the id %q", got.reply, test.id)
			}
			if fate := fateOf(&got); fate != test.fate {
				t.Errorf("its fate is %q, wanted %q", fate, test.fate)
			}
			if clauses := clausesOf(got.findings); clauses != test.clauses {
				t.Errorf("the findings are on %q, wanted %q", clauses, test.clauses)
			}
			if asked := got.answer.Header.Get("Preference-Applied"); asked != strings.Join(test.post.wish.Applied, ", ") {
				t.Errorf("it says that it followed %q", asked)
			}
			if got.why.Asked != test.said.asked || got.why.Missed != nil {
				t.Errorf("it tells the misses %+v and %+v", got.why.Asked, got.why.Missed)
			}
			if again := got.answer.Header.Get("Retry-After"); (again != "") != (test.status == http.StatusServiceUnavailable) {
				t.Errorf("it is to be tried again after %q", again)
			}
		})
	}
}

// fateOf is what becomes of an answer, in words.
func fateOf(d *decision) string {
	var words []string
	if d.answer.Delay > 0 {
		words = append(words, d.answer.Delay.String())
	}
	if d.answer.Fault != "" {
		words = append(words, d.answer.Fault)
	}
	for _, one := range []struct {
		word string
		is   bool
	}{{"lost", d.answer.Lost}, {"booked", d.booked}, {"unchanged", d.unchanged}} {
		if one.is {
			words = append(words, one.word)
		}
	}
	return strings.Join(words, " ")
}

func clausesOf(findings []schemas.Finding) string {
	var words []string
	for i := range findings {
		words = append(words, findings[i].Clause)
	}
	return strings.Join(words, " ")
}

// TestDecide_JudgesTheAnswerOfARealERP: and only that.
func TestDecide_JudgesTheAnswerOfARealERP(t *testing.T) {
	if got := decide(&rightPost, fine, erpSaid(said{}, erpRefuses), Enforce); clausesOf(got.answer.Findings) != "E6" {
		t.Errorf("a page of HTML has the findings %+v", got.answer.Findings)
	}
	if got := decide(&rightPost, fine, said{}, Enforce); got.answer.Findings != nil {
		t.Errorf("the mock's own answer has the findings %+v", got.answer.Findings)
	}
}

// TestDecide_LeavesWhatItIsGivenAsItWas: scripts share their answers between posts.
func TestDecide_LeavesWhatItIsGivenAsItWas(t *testing.T) {
	shared := scripted
	shared.script.Header = http.Header{"X-A": {"1"}}
	p := wishing(rightPost, delayed)
	if got := decide(&p, refuses, shared, Enforce); got.answer.Header.Get("X-A") != "1" || got.answer.Header.Get("Preference-Applied") == "" {
		t.Errorf("the header is %v", got.answer.Header)
	}
	if len(shared.script.Header) != 1 || len(p.findings) != 0 {
		t.Errorf("the script's header is %v now, the post's findings are %v", shared.script.Header, p.findings)
	}
}
