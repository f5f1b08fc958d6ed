package capture

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// harSeen is what is wanted of an entry.
type harSeen struct {
	Started  string  `json:"startedDateTime"`
	Time     float64 `json:"time"` // milliseconds
	Request  *harAsk `json:"request"`
	Response struct {
		Status  *number `json:"status"`
		Headers pairs   `json:"headers"`
		Content harText `json:"content"`
	} `json:"response"`
	Own *harOwn `json:"_erpkit"`
}

type harAsk struct {
	Method   string  `json:"method"`
	URL      string  `json:"url"`
	Headers  pairs   `json:"headers"`
	BodySize number  `json:"bodySize"`
	PostData harText `json:"postData"`
}

// harText is a body. Two names are in use for the encoding of a request's.
type harText struct {
	MimeType string  `json:"mimeType"`
	Size     number  `json:"size"`
	Text     *string `json:"text"`
	Encoding string  `json:"encoding"`
	Own      string  `json:"_encoding"`
}

// harExchange reads an entry. One that is odd keeps what tells whether anybody misses it.
func harExchange(raw []byte, where span) *traffic.Exchange {
	x := newExchange(traffic.HAR, fmt.Sprintf("entry %d", where.n))
	var e harSeen
	err := errTooLong
	if !where.long {
		err = json.Unmarshal(raw, &e, jsontext.AllowDuplicateNames(true))
	}
	if err == nil {
		err = e.tell(x)
	}
	if err != nil {
		x.Request.Method, x.Request.URL = leastOf(raw)
		x.Origin.Unreadable = plain(err).Error()
	}
	return clock(x)
}

// leastOf reads of a request what tells whether it is a post, as far as it comes.
func leastOf(raw []byte) (method, url string) {
	var least struct {
		Request struct {
			Method string `json:"method"`
			URL    string `json:"url"`
		} `json:"request"`
	}
	_ = json.Unmarshal(raw, &least, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return least.Request.Method, least.Request.URL
}

func (e *harSeen) tell(x *traffic.Exchange) error {
	if e.Request == nil {
		return &errMissing{"/request", "an object"}
	}
	var failed [4]error
	x.At, failed[0] = readTime("/startedDateTime", e.Started)
	failed[1] = e.request(x)
	failed[2] = e.response(x)
	if e.Own != nil {
		failed[3] = e.Own.tell(x)
	}
	if x.At.Year() <= 1 { // how an archive says that there is none
		x.At = time.Time{}
	}
	return errors.Join(failed[:]...)
}

func (e *harSeen) request(x *traffic.Exchange) error {
	r := e.Request
	x.Request.Method, x.Request.URL, x.Request.Header = r.Method, r.URL, r.Headers.header()
	if len(x.Request.Header) > 0 {
		x.Origin.Unknown &^= traffic.Headers
	}
	if mime := r.PostData.MimeType; mime != "" && x.Request.Header.Get("Content-Type") == "" {
		addHeader(x.Request.Header, "Content-Type", mime)
	}
	x.Request.Truncated = r.PostData.Text == nil && r.BodySize > 0 // some tools leave long bodies out
	var err error
	x.Request.Body, err = r.PostData.bytes("/request/postData")
	return errors.Join(required("/request/method", r.Method), required("/request/url", r.URL), err)
}

// response reads the answer. Status 0 is how archives write that none came: then the MES heard nothing,
// and nobody knows what the ERP did.
func (e *harSeen) response(x *traffic.Exchange) (err error) {
	r := &e.Response
	x.Answer.Header = r.Headers.header()
	x.Answer.Body, err = r.Content.bytes("/response/content")
	if took := e.Time * float64(time.Millisecond); took > 0 && took < float64(mostTook) {
		x.Answer.Delay = time.Duration(took)
	}
	if r.Status != nil {
		x.Answer.Status, x.Answer.Lost = int(*r.Status), *r.Status == 0
		x.Origin.Unknown &^= traffic.Answered
	}
	if !r.Content.leftOut(x.Answer.Header) {
		x.Origin.Unknown &^= traffic.AnswerBody
	}
	return err
}

// leftOut tells whether the body of an answer was not captured: there was one, and there is no text.
func (b *harText) leftOut(header http.Header) bool {
	if b.Text != nil && *b.Text != "" {
		return false
	}
	announced, err := strconv.Atoi(header.Get("Content-Length"))
	return b.Size > 0 || b.Size < 0 || err == nil && announced > 0
}

func (b *harText) bytes(at string) ([]byte, error) {
	if b.Text == nil || *b.Text == "" {
		return nil, nil
	}
	for name, encoding := range map[string]string{"encoding": b.Encoding, "_encoding": b.Own} {
		switch strings.ToLower(encoding) {
		case "":
		case "base64":
			return readBase64(at+"/text", *b.Text)
		default:
			return nil, &errWrong{at + "/" + name, `"base64" or missing`, encoding}
		}
	}
	return []byte(*b.Text), nil
}
