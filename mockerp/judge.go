package mockerp

import (
	"net/http"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/wish"
	"github.com/erpkit/erpkit/schemas"
)

// post is what step 2 knows of a post, before the books have been asked.
type post struct {
	kind     schemas.Kind
	payload  map[string]any // nil when the body is not a JSON object
	findings []schemas.Finding
	status   int       // of the refusal in enforce mode; 0 when no MUST is broken
	wish     wish.Wish // what the post itself asks the mock for
}

// event is the post as the books see it.
func (p *post) event() books.Event { return books.Event{Kind: p.kind, Payload: p.payload} }

// judge is step 2: it looks at content type, JSON and schema (T1, P, D, I, O), and reads the wish. An empty
// kind is told by shape (C5). It is a plain function of its arguments.
func judge(kind schemas.Kind, header http.Header, rawQuery string, body []byte) post {
	p := post{kind: kind}
	p.add(http.StatusUnsupportedMediaType, schemas.JudgeContentType(header.Get("Content-Type"), header.Get("Content-Encoding")))
	object, findings := schemas.Parse(body)
	if object != nil {
		p.payload = object
		if p.kind == "" {
			p.kind = schemas.KindOf(object)
		}
		p.add(http.StatusUnprocessableEntity, findings)
		p.add(http.StatusUnprocessableEntity, schemas.JudgeValue(p.kind, object))
	} else {
		if p.kind == "" {
			p.kind = schemas.Device
		}
		p.add(http.StatusBadRequest, findings)
	}
	asked, notes := wish.Read(header, rawQuery)
	p.wish, p.findings = asked, append(p.findings, notes...)
	return p
}

// add keeps the findings; the first ones that break a MUST give the status.
func (p *post) add(status int, findings []schemas.Finding) {
	if p.status == 0 && schemas.Broken(findings) {
		p.status = status
	}
	p.findings = append(p.findings, findings...)
}
