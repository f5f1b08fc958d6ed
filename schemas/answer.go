package schemas

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// JudgeAnswer judges an ERP's answer to a post by what the MES understands of it. It returns nil
// when there is nothing to say.
//
// Wrong types and empty text break E3, a refusal without a message that a person can act on
// breaks E6. Notes tell what the MES ignores: a redirect (T2), a message in a success (T2), an id
// in a failure (T5), a body without a readable id (T4), an answer before the work is done (T7),
// bytes that are not UTF-8. If the answer comes from a known framework (DialectOf), the hint is
// in its terms.
func JudgeAnswer(status int, header http.Header, body []byte) []Finding {
	a := answer{status: status, body: body, clause: "T4", schema: "success"}
	value, textual, err := decode(body)
	object, _ := value.(map[string]any)
	a.dialect, _ = (&spoken{status, header, body, object}).dialect()
	if status >= http.StatusBadRequest {
		a.clause, a.schema = "T5", "failure"
	}
	if status >= http.StatusMultipleChoices && status < http.StatusBadRequest {
		a.note("T2", "", "an answer without redirect", fmt.Sprintf("status %d", status),
			fmt.Sprintf("Status %d counts as success: the MES does not follow redirects", status),
			"answer the post itself")
	}
	if status == http.StatusAccepted && a.dialect.ID == "" && a.dialect.Words != "" {
		a.note("T7", "", "an answer after the work is done", "status 202", a.dialect.Words, a.dialect.Cure)
	}
	a.charset(CharsetOf(header, body))
	a.read(value, textual, err)
	return a.findings
}

// ReadAnswer returns what the MES reads from an answer: the id on success (T4), the message on failure
// (T5).
func ReadAnswer(status int, body []byte) (externalID, message string) {
	object, _ := Parse(body)
	if status < http.StatusBadRequest {
		return Text(object, "externalId"), ""
	}
	return "", Text(object, "message")
}

// answer is an answer being judged.
type answer struct {
	status   int
	body     []byte
	clause   string // T4 or T5
	schema   string // success or failure
	dialect  Dialect
	findings []Finding
}

func (a *answer) note(clause, pointer, wanted, got, sentence, hint string) {
	a.findings = append(a.findings, newNote(clause, pointer, wanted, got, sentence, hint))
}

// charset notes an encoding that the MES does not read correctly; "" is UTF-8.
func (a *answer) charset(likely string) {
	if likely != "" {
		a.note(a.clause, "", "an answer in UTF-8", "likely "+printed(likely),
			"The answer is not UTF-8 but likely "+printed(likely)+": the person at the station sees wrong characters, or nothing",
			"encode answers as UTF-8 and say Content-Type: application/json; charset=utf-8")
	}
}

func (a *answer) failed() bool { return a.schema == "failure" }

// read judges the decoded body.
func (a *answer) read(value any, textual []Finding, err error) {
	object, isObject := value.(map[string]any)
	switch {
	case !isObject && a.failed():
		a.noMessage("", a.nature(value, err), a.cure("answer a JSON object with a `message`"))
	case !isObject:
		a.noID(value, err)
	default:
		a.textual(textual)
		a.object(object)
	}
}

// nature says what a body is if it is not a JSON object.
func (a *answer) nature(value any, err error) string {
	switch {
	case len(bytes.TrimSpace(a.body)) == 0:
		return "no body"
	case err == nil:
		return show(value) + " as JSON"
	case hasMarkup(string(a.body)):
		return "an HTML page"
	}
	return "a body that is not JSON"
}

// noID notes a success body that looks as if it should carry an id. No body, and plain text, are
// fine (T4).
func (a *answer) noID(value any, err error) {
	hint := "answer a JSON object with an `externalId`, or no body"
	if err == nil {
		a.note("T4", "", "a JSON object or no body", show(value),
			fmt.Sprintf("The body is %s, not a JSON object: the MES reads no id", show(value)), hint)
	} else if a.dialect.Words != "" && a.status != http.StatusAccepted {
		a.note("T4", "", "a JSON object or no body", "XML", a.dialect.Words, a.dialect.Cure)
	} else if bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("{")) {
		broken := notJSON(a.body, err)
		a.note("T4", broken.Pointer, broken.Wanted, broken.Got,
			"The body looks like a JSON object but cannot be read, so the MES reads no id: "+sentenceOf(broken), broken.Hint)
	}
}

// textual turns findings about the text of the body into notes. They break no clause about
// answers, but parsers treat such text differently.
func (a *answer) textual(findings []Finding) {
	for _, f := range findings {
		a.note(a.clause, f.Pointer, f.Wanted, f.Got, sentenceOf(f), f.Hint)
	}
}

func (a *answer) object(object map[string]any) {
	all, err := judges()
	if err != nil {
		a.findings = append(a.findings, cannotJudge(a.clause, err))
		return
	}
	if j := all[a.schema]; !j.valid(object) {
		a.findings = append(a.findings, j.explain(object, false)...)
	}
	if a.failed() {
		a.message(object)
	} else {
		a.success(object)
	}
}

// cure is the dialect's cure, if a dialect was recognised.
func (a *answer) cure(usual string) string {
	switch {
	case a.dialect.Cure == "":
		return usual
	case a.dialect.Name == "":
		return a.dialect.Cure
	}
	return fmt.Sprintf("this is how %s answers: %s", a.dialect.Name, a.dialect.Cure)
}

// success notes what the MES ignores in a success body.
func (a *answer) success(object map[string]any) {
	for _, name := range []string{"message", "error"} {
		if value, there := object[name]; there && !strings.HasPrefix(a.dialect.ID, pointerTo("", name)+"/") {
			a.note("T2", pointerTo("", name), "no such member in a success", show(value),
				fmt.Sprintf("Status %d is success whatever the body says: nobody sees `%s`", a.status, name),
				a.cure("to refuse a post, answer status 400 or above"))
		}
	}
	if at := a.dialect.ID; at != "" {
		a.note("T4", at, "`externalId` at the top", show(a.dialect.IDText), a.dialect.Words, a.dialect.Cure)
		return
	}
	if _, there := object["externalId"]; there {
		return
	}
	if near := misspelt("externalId", object); near != "" {
		a.note("T4", pointerTo("", near), "`externalId`", show(object[near]),
			fmt.Sprintf("%s is not read as the id of the transaction", memberName(pointerTo("", near))),
			"did you mean `externalId`?")
	}
}

// misspelt returns the member that was probably meant to be called name, "" if there is none.
func misspelt(name string, object map[string]any) string {
	for _, stranger := range firstNames(object, nil) {
		if Nearest(stranger, []string{name}) != "" {
			return stranger
		}
	}
	return ""
}

// hasMarkup tells whether a text is meant for a browser.
func hasMarkup(text string) bool {
	text = strings.ToLower(text)
	tags := []string{"<!doctype", "<html", "<head", "<body", "<div", "<p>", "<br", "<h1", "<pre", "<script"}
	return slices.ContainsFunc(tags, func(tag string) bool { return strings.Contains(text, tag) })
}
