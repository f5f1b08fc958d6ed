package control

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// The ways in which the control door refuses: each has its status, a short word that stays the same,
// a sentence with the cure, and where it helps the words that were perhaps meant.

type refusal = api.Refusal

func refuseUnknownQuery(name string, known []string) *refusal {
	if len(known) == 0 {
		return &refusal{Status: http.StatusBadRequest, Code: "unknown-parameter",
			Message: fmt.Sprintf("There is no query parameter %q here: this path takes none.", shorten(name))}
	}
	near := schemas.Near(name, known)
	return &refusal{Status: http.StatusBadRequest, Code: "unknown-parameter", Near: near,
		Message: fmt.Sprintf("There is no query parameter %q here%s: use %s.", shorten(name), didYouMean(near), schemas.List(known, "or"))}
}

func refuseQuery() *refusal {
	return &refusal{Status: http.StatusBadRequest, Code: "bad-query",
		Message: "The query of the URL cannot be read: write name=value, join with &, and percent-encode what is not a letter or digit."}
}

func refuseParameter(name, problem string) *refusal {
	return &refusal{Status: http.StatusBadRequest, Code: "bad-parameter", Message: fmt.Sprintf("The parameter %s %s.", name, problem)}
}

// refuseSearch says where a search is wrong.
func refuseSearch(err error) *refusal {
	said := &refusal{Status: http.StatusBadRequest, Code: "wrong-search", Message: "The search is wrong: " + err.Error() + "."}
	var wrong *search.Error
	if errors.As(err, &wrong) {
		said.At = &wrong.At
	}
	return said
}

func refuseRunName(name string) *refusal {
	return &refusal{Status: http.StatusBadRequest, Code: "bad-run-name",
		Message: fmt.Sprintf("%q cannot be the name of a run: use 1 to 64 letters, digits, points, dashes or underscores.", shorten(name))}
}

func refuseRun(name string, known []string) *refusal {
	near := schemas.Near(name, known)
	return &refusal{Status: http.StatusNotFound, Code: api.UnknownRun, Near: near,
		Message: fmt.Sprintf("There is no run %q%s: a run appears with its first post or script; GET /api/v1/runs lists them.", name, didYouMean(near))}
}

func refuseNoExchange(id, recorded uint64) *refusal {
	said := &refusal{Status: http.StatusNotFound, Code: api.NoExchange}
	if id > recorded {
		said.Message = fmt.Sprintf("There never was an exchange %d: %d were recorded so far.", id, recorded)
		return said
	}
	said.Message = fmt.Sprintf("The exchange %d is not there any more: it was dropped to keep the journal within its bounds, "+
		"or deleted. GET /api/v1/exchanges lists what is there.", id)
	return said
}

func refuseNoScript(run string) *refusal {
	said := &refusal{Status: http.StatusNotFound, Code: api.NoScript,
		Message: "There is no script that all runs share: PUT /api/v1/script gives one. GET /api/v1/runs says which runs have their own."}
	if run != "" {
		said.Message = fmt.Sprintf("The run %s plays no script, so its books answer every post: PUT /api/v1/runs/%s/script gives it one.", run, run)
	}
	return said
}

func refuseTrap(name string, known []string) *refusal {
	near := schemas.Near(name, known)
	said := refuseParameter("trap", fmt.Sprintf("is %q, and there is no such trap%s: GET /api/v1/traps lists them", shorten(name), didYouMean(near)))
	said.Near = near
	return said
}

func refuseNoTLS() *refusal {
	return &refusal{Status: http.StatusNotFound, Code: "no-tls",
		Message: "This mock has no TLS door, or one whose certificate no authority signed: start it with --tls-addr, and without --tls-certificate self-signed."}
}

func refuseNoSchema(file string, known []string) *refusal {
	near := schemas.Near(file, known)
	return &refusal{Status: http.StatusNotFound, Code: "unknown-schema", Near: near,
		Message: fmt.Sprintf("There is no schema file %q%s: GET /api/v1/schemas lists them.", shorten(file), didYouMean(near))}
}

// refuseFile needs at least one problem.
func refuseFile(kind fileKind, problems yamlfile.Problems) *refusal {
	places := "1 place"
	if n := problems.Count(); n != 1 {
		places = fmt.Sprintf("%d places", n)
	}
	if kind == expectationsFile {
		return &refusal{Status: http.StatusUnprocessableEntity, Code: "bad-expectations", Problems: problems,
			Message: fmt.Sprintf("The file of expectations is wrong in %s, so nothing was held against it. First: %s", places, first(problems))}
	}
	return &refusal{Status: http.StatusUnprocessableEntity, Code: "bad-script", Problems: problems,
		Message: fmt.Sprintf("The script is wrong in %s and was not taken; what was played before is still played. First: %s", places, first(problems))}
}

func first(problems []yamlfile.Problem) string {
	if problems[0].Line == 0 { // the file as a whole
		return problems[0].Message
	}
	return fmt.Sprintf("line %d, column %d: %s", problems[0].Line, problems[0].Column, problems[0].Message)
}

func refuseEmptyFile(kind fileKind) *refusal {
	said := &refusal{Status: http.StatusBadRequest, Code: "empty-body",
		Message: fmt.Sprintf("There is no %s in the body: send it as YAML or JSON, for example with curl --data-binary @%s.yaml.", kind.noun(), kind)}
	switch kind {
	case scriptFile:
		said.Message += " DELETE takes a script away."
	case orderBody:
		said.Message = "There is no JSON in the body: send an object, for example with curl -d '{…}'."
	}
	return said
}

func refuseFileLength(kind fileKind) *refusal {
	return &refusal{Status: http.StatusRequestEntityTooLarge, Code: "too-long",
		Message: fmt.Sprintf("The %s is longer than the %d bytes that are read here.", kind.noun(), maxFile)}
}

func refuseFileType(kind fileKind, got string) *refusal {
	return &refusal{Status: http.StatusUnsupportedMediaType, Code: "bad-content-type",
		Message: fmt.Sprintf("A %s is not taken as %s: send it as it is, in UTF-8, with Content-Type application/yaml or application/json.", kind.noun(), shorten(got))}
}

func refuseCutShort(kind fileKind) *refusal {
	return &refusal{Status: http.StatusBadRequest, Code: "cut-short",
		Message: fmt.Sprintf("The body broke off before its end, or did not come in time: the %s was not taken.", kind.noun())}
}

func refuseTooManyRuns(why error) *refusal {
	return &refusal{Status: http.StatusServiceUnavailable, Code: "too-many-runs", Message: why.Error()}
}

func refuseHost(host string) *refusal {
	return &refusal{Status: http.StatusForbidden, Code: "foreign-host",
		Message: fmt.Sprintf("This door is not reached under the name %s, so that no web page can make its own name point here: "+
			"use localhost or the IP address, or start the mock with --control-host %s.", shorten(host), shorten(bareHost(host)))}
}

func refuseOrigin() *refusal {
	return &refusal{Status: http.StatusForbidden, Code: "cross-site",
		Message: "This request comes from a web page of another origin, which may not steer the mock: send it from a program, or from a page of this door."}
}

func refuseToken() *refusal {
	return &refusal{Status: http.StatusUnauthorized, Code: "no-token",
		Message: "This door asks for its token: give it to commands with --control-token or ERPKIT_CONTROL_TOKEN, send it as Authorization: Bearer …, " +
			"or open the link that erpkit serve printed when it started."}
}

func refuseNoToken() *refusal {
	return &refusal{Status: http.StatusNotFound, Code: "unknown-path", Message: "This door asks for no token: open / in the browser."}
}

func refuseReadOnly() *refusal {
	return &refusal{Status: http.StatusForbidden, Code: "read-only",
		Message: "This door only shows recorded traffic (erpkit view), and there is no mock behind it to steer: start one with erpkit serve."}
}

func refuseBusy() *refusal {
	return &refusal{Status: http.StatusServiceUnavailable, Code: "busy",
		Message: "Too many long answers or long polls are under way at once: try again in a moment."}
}

func refuseStopping() *refusal {
	return &refusal{Status: http.StatusServiceUnavailable, Code: "stopping", Message: "The mock is stopping: start it again to wait for more."}
}

func refuseNotReady(why error) *refusal {
	return &refusal{Status: http.StatusServiceUnavailable, Code: api.NotReady, Message: "The mock is not ready: " + why.Error() + "."}
}

func refuseJournal() *refusal {
	return &refusal{Status: http.StatusInternalServerError, Code: "journal", Message: "The journal could not be read or changed: look at the mock's log."}
}

func refuseDefect() *refusal {
	return &refusal{Status: http.StatusInternalServerError, Code: "defect",
		Message: "The control door failed on this request. This is a defect of erpkit: the mock's log says where."}
}

func problemDuration(got string, most time.Duration) string {
	return fmt.Sprintf("is %q: write a duration from 0s to %s, such as 10s or 500ms", shorten(got), most)
}

// shorten keeps a quoted part of the request from filling the answer.
func shorten(s string) string { return show.Clip(s, 80) }
