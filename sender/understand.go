package sender

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Understand says what the MES understands of a whole answer (T2-T5). It sends nothing. A status
// below 400 is success whatever the body says; the body only adds an id (on success) or a message
// (on failure), and only as a string member of a JSON object. The content type of the answer does
// not matter (reading). A status below 200 is not a final answer, so the MES cannot use it
// (reading).
func Understand(status int, header http.Header, body []byte) Result {
	r := Result{Status: status}
	shape, members := readBody(body)
	dialect, _ := schemas.DialectOf(status, header, body)
	switch {
	case status < 200:
		r.Trouble = BrokenHTTP
		r.addWords(fmt.Sprintf("The ERP answered with the status %d, which does not end an HTTP exchange.", status), textOf(BrokenHTTP).Cure)
		return r
	case status < 400:
		r.Accepted = true
		r.understandSuccess(shape, members, dialect)
		r.understandRedirect(header)
	default:
		r.understandFailure(shape, members, dialect, body)
	}
	if coding := header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		r.addWords(fmt.Sprintf("The body is compressed (Content-Encoding %s) although the sender did not ask for that, so it was not read.", quote(coding)),
			"Let the ERP answer without compression when the request has no Accept-Encoding.")
	}
	if charset := schemas.CharsetOf(header, body); charset != "" {
		r.addWords(fmt.Sprintf("The answer is not UTF-8 but likely %s, so the person sees wrong characters or nothing.", charset),
			"Encode answers as UTF-8.")
	}
	r.Findings = schemas.JudgeAnswer(status, header, body)
	return r
}

func (r *Result) understandSuccess(shape bodyShape, members bodyMembers, dialect schemas.Dialect) {
	id, kind := members.text("externalId")
	r.ExternalID = id
	switch {
	case id != "":
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d) and gave it the id %s.", r.Status, quote(id)), "")
	case kind != "":
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d), but externalId is %s and not a non-empty text, so the MES keeps no id (T4).", r.Status, kind),
			`Answer the id as a JSON string, such as {"externalId": "123"}.`)
	case dialect.Words != "":
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d) and gave no id that the MES reads.", r.Status), "")
		r.addDialect(dialect)
	default:
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d) and gave no id: %s.", r.Status, shape.words()), shape.cure())
		if near := members.near("externalId"); near != "" {
			r.addWords(fmt.Sprintf("It has %s, which the MES does not read.", quote(near)), "Call that member externalId.")
		}
	}
	for _, name := range []string{"message", "error", "errors"} {
		if _, there := members[name]; there && !strings.HasPrefix(dialect.ID, "/"+name+"/") {
			r.addWords(fmt.Sprintf("The body has %q, but a status below 400 is success: the person at the station sees nothing of it (T2).", name),
				"If the post was not booked, answer 4xx with a message.")
			return
		}
	}
}

// addDialect names the recognised framework and says, in its terms, what to change.
func (r *Result) addDialect(d schemas.Dialect) {
	if text := d.IDText + d.MessageText; text != "" {
		d.Words += ": " + quote(text)
	}
	r.addWords(d.Words+".", capital(d.Cure)+".")
}

func (r *Result) understandRedirect(header http.Header) {
	if r.Status < 300 {
		return
	}
	where := ""
	if to := header.Get("Location"); to != "" {
		where = " to " + quote(show.URL(to))
	}
	r.addWords(fmt.Sprintf("It is a redirect%s, which the MES does not follow but treats as success (T2): the post may be booked nowhere.", where),
		"Put the final URL into the settings, and let the ERP answer there directly.")
}

func (r *Result) understandFailure(shape bodyShape, members bodyMembers, dialect schemas.Dialect, body []byte) {
	message, kind := members.text("message")
	r.Message = message
	switch {
	case message != "":
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d). The person at the station sees: %s", r.Status, quote(message)), "")
		return
	case kind != "":
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d). message is %s and not a non-empty text, so the person at the station sees no reason (T5).", r.Status, kind),
			`Answer the message as a JSON string, such as {"message": "Serial SN-7 is already registered"}.`)
	case dialect.Words != "":
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d), but the person at the station sees no reason.", r.Status), "")
		r.addDialect(dialect)
	default:
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d) and gave no message: %s. The person at the station sees no reason (T5).", r.Status, shape.words()),
			`Add a JSON body such as {"message": "Serial SN-7 is already registered"} to the refusal.`)
	}
	if strings.Contains(strings.ToLower(string(body[:min(len(body), 500)])), "https") && r.Status == 400 {
		r.addWords("The body speaks of HTTPS: this port may want an https URL.", "Try https:// in the URL.")
	}
	if !saysWhy(dialect, r.Status) && (r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed) {
		r.addWords("There may be nothing at this path that accepts a POST.", "Check the path of the URL.")
	}
}

// saysWhy tells whether a framework's answer has a reason in it, and not just the name of its status.
func saysWhy(d schemas.Dialect, status int) bool {
	return d.MessageText != "" && !strings.EqualFold(d.MessageText, http.StatusText(status))
}

// SaysWhy tells whether a refusal gives a reason in JSON: in the message of the contract, or where a framework puts it.
// It then comes from the ERP itself, so the address is right.
func (r Result) SaysWhy() bool {
	dialect, _ := schemas.DialectOf(r.Status, r.Transcript.AnswerHeader, r.Transcript.AnswerBody)
	return r.Message != "" || saysWhy(dialect, r.Status)
}
