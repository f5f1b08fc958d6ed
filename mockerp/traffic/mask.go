package traffic

import (
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/schemas/show"
)

// Mask takes the secrets out of exchanges that are shown or exported. What the journal holds stays as it came.
type Mask struct {
	show.Recorded
	// Hide takes out of a text what is known to be secret, wherever it stands; nil knows of none.
	Hide func(text string) string

	shown PerHeader[http.Header]
	copy  *Exchange // which Of gives out again and again
}

// Remembering is the mask for many exchanges of which most have their headers in common, in one goroutine. What it returns
// shares headers, and holds until the next.
func (m Mask) Remembering() Mask {
	if m.Hide == nil { // which changes them in each exchange
		m.shown = PerHeader[http.Header]{}
	}
	m.copy = new(Exchange)
	return m
}

// Of is the exchange as it may be shown: a copy. Bodies are the contract's and have no place for a secret; they are
// touched only where an ERP repeats what it was given. What a rule of a script asks for by its name is shown in why it did
// not answer, unless the name is that of a secret.
func (m Mask) Of(x *Exchange) *Exchange {
	shown := m.copy
	if shown == nil {
		shown = new(Exchange)
	}
	*shown = *x
	shown.Request.URL = m.URL(x.Request.URL)
	shown.Request.Header, shown.Answer.Header = m.shown.Of(x.Request.Header, m.Header), m.shown.Of(x.Answer.Header, m.Header)
	if m.Hide != nil {
		m.hide(shown)
	}
	return shown
}

// hide takes secrets out of what the copy of an exchange says.
func (m Mask) hide(x *Exchange) {
	x.Request.URL = m.Hide(x.Request.URL)
	x.Request.Header, x.Request.Body = m.message(x.Request.Header, x.Request.Body)
	x.Answer.Header, x.Answer.Body = m.message(x.Answer.Header, x.Answer.Body)
	x.Decision.Why = m.Hide(x.Decision.Why)
	x.Answer.Findings = slices.Clone(x.Answer.Findings)
	for i := range x.Answer.Findings {
		f := &x.Answer.Findings[i]
		f.Wanted, f.Got, f.Message = m.Hide(f.Wanted), m.Hide(f.Got), m.Hide(f.Message)
	}
}

// message hides what stands in a header, which is a copy already, and in a body, which is unpacked where that is needed.
func (m Mask) message(header http.Header, body []byte) (http.Header, []byte) {
	for _, values := range header {
		for i, value := range values {
			values[i] = m.Hide(value)
		}
	}
	plain := string(Unpack(header, body))
	hidden := m.Hide(plain)
	if hidden == plain {
		return header, body
	}
	header.Del("Content-Encoding")
	header.Del("Content-Length")
	return header, []byte(hidden)
}
