package mockerp

import (
	"net/http"

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
	j.add(http.StatusUnsupportedMediaType, schemas.JudgeContentType(header.Get("Content-Type"), header.Get("Content-Encoding"))...)
	object, findings := schemas.Parse(body)
	if object == nil {
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
