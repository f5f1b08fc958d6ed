package sender

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Understand says what the MES makes of a whole answer (T2-T5): pure, nothing is sent.
// A status below 400 is success whatever the body says; the body only adds an id (on
// success) or a message (on failure), and only as a string member of a JSON object.
// The content type of the answer does not matter (reading). A status below 200 is no
// final answer and so no HTTP that the MES can use (reading).
func Understand(status int, header http.Header, body []byte) Result {
	r := Result{Status: status}
	shape, members := readBody(body)
	switch {
	case status < 200:
		r.Trouble = BrokenHTTP
		r.addWords(fmt.Sprintf("The ERP answered with the status %d, which ends no HTTP exchange.", status), textOf(BrokenHTTP).Cure)
		return r
	case status < 400:
		r.Accepted = true
		r.understandSuccess(shape, members)
		r.understandRedirect(header)
	default:
		r.understandFailure(shape, members, body)
	}
	if coding := header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		r.addWords(fmt.Sprintf("The body is packed (Content-Encoding %s) although the sender did not ask for that, so it was not read.", quote(coding)),
			"Let the ERP answer unpacked when the request has no Accept-Encoding.")
	}
	r.Findings = schemas.JudgeAnswer(status, body)
	return r
}

func (r *Result) understandSuccess(shape bodyShape, members bodyMembers) {
	id, kind := members.text("externalId")
	r.ExternalID = id
	switch {
	case id != "":
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d) and gave it the id %s.", r.Status, quote(id)), "")
	case kind != "":
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d), but externalId is %s and not a text with something in it, so the MES keeps no id (T4).", r.Status, kind),
			`Answer the id as a JSON string, such as {"externalId": "123"}.`)
	default:
		r.addWords(fmt.Sprintf("The ERP accepted the post (HTTP %d) and gave no id: %s.", r.Status, shape.words()), shape.cure())
		if near := members.near("externalId"); near != "" {
			r.addWords(fmt.Sprintf("It has %s, which the MES does not read.", quote(near)), "Call that member externalId.")
		}
	}
	for _, name := range []string{"message", "error", "errors"} {
		if _, there := members[name]; there {
			r.addWords(fmt.Sprintf("The body has %q, but a status below 400 is success: the person at the station sees nothing of it (T2).", name),
				"If the post was not booked, answer 4xx with a message.")
			return
		}
	}
}

func (r *Result) understandRedirect(header http.Header) {
	if r.Status < 300 {
		return
	}
	where := ""
	if to := header.Get("Location"); to != "" {
		where = " to " + quote(MaskURL(to))
	}
	r.addWords(fmt.Sprintf("It is a redirect%s, which the MES does not follow and takes for success (T2): the post may be booked nowhere.", where),
		"Put the final URL into the settings, and let the ERP answer there directly.")
}

func (r *Result) understandFailure(shape bodyShape, members bodyMembers, body []byte) {
	message, kind := members.text("message")
	r.Message = message
	switch {
	case message != "":
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d). The person at the station sees: %s", r.Status, quote(message)), "")
		return
	case kind != "":
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d). message is %s and not a text with something in it, so the person at the station sees no reason (T5).", r.Status, kind),
			`Answer the message as a JSON string, such as {"message": "Serial SN-7 is already registered"}.`)
	default:
		r.addWords(fmt.Sprintf("The ERP refused the post (HTTP %d) and gave no message: %s. The person at the station sees no reason (T5).", r.Status, shape.words()),
			`Add a JSON body such as {"message": "Serial SN-7 is already registered"} to the refusal.`)
	}
	if strings.Contains(strings.ToLower(string(body[:min(len(body), 500)])), "https") && r.Status == 400 {
		r.addWords("The body speaks of HTTPS: this port may want an https URL.", "Try https:// in the URL.")
	}
	if r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed {
		r.addWords("There may be nothing at this path that takes a POST.", "Check the path of the URL.")
	}
}
