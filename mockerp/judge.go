package mockerp

import (
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// judged is what step 2 says of a post before the books have been asked.
type judged struct {
	kind     schemas.Kind
	payload  map[string]any // nil when the body is no JSON object
	findings []schemas.Finding
	status   int // of the refusal in enforce mode; 0 when no MUST is broken
}

// judge looks at content type, JSON and schema (T1, P, D, I, O). An empty kind is told by shape (C5).
// It is a plain function of its arguments.
func judge(kind schemas.Kind, header http.Header, body []byte) judged {
	j := judged{kind: kind}
	if f, bad := judgeContentType(header); bad {
		j.add(http.StatusUnsupportedMediaType, f)
	}
	value, findings := schemas.Parse(body)
	object, isObject := value.(map[string]any)
	if !isObject {
		if j.kind == "" {
			j.kind = schemas.Device
		}
		j.add(http.StatusBadRequest, findings...)
		return j
	}
	j.payload = object
	j.add(http.StatusUnprocessableEntity, findings...)
	j.judgePayload(object)
	return j
}

func (j *judged) judgePayload(object map[string]any) {
	if j.kind == "" {
		j.kind = schemas.KindOf(object)
	}
	j.add(http.StatusUnprocessableEntity, schemas.JudgeValue(j.kind, object)...)
}

// add keeps the findings; the first step that breaks a MUST gives the status.
func (j *judged) add(status int, findings ...schemas.Finding) {
	if j.status == 0 && schemas.Broken(findings) {
		j.status = status
	}
	j.findings = append(j.findings, findings...)
}

// judgeContentType checks T1: a JSON content type, not compressed, in UTF-8.
func judgeContentType(header http.Header) (schemas.Finding, bool) {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return transportFinding("no Content-Encoding", shorten(encoding),
			fmt.Sprintf("The body is sent with Content-Encoding %s; send it as it is.", shorten(encoding))), true
	}
	got := header.Get("Content-Type")
	if got == "application/json" {
		return schemas.Finding{}, false
	}
	const wanted = "Content-Type: application/json"
	if got == "" {
		return transportFinding(wanted, "none", "The post has no Content-Type; send it with application/json."), true
	}
	media, params, err := mime.ParseMediaType(got)
	if err != nil || (media != "application/json" && !strings.HasSuffix(media, "+json")) {
		return transportFinding(wanted, shorten(got),
			fmt.Sprintf("The Content-Type is %s; send JSON with application/json.", shorten(got))), true
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return transportFinding("charset utf-8", shorten(charset),
			fmt.Sprintf("The Content-Type says charset %s; JSON is sent in UTF-8.", shorten(charset))), true
	}
	return schemas.Finding{}, false
}

func transportFinding(wanted, got, message string) schemas.Finding {
	return schemas.Finding{Clause: "T1", Level: schemas.Must, Wanted: wanted, Got: got, Message: message}
}
