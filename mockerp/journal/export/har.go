package export

import (
	"bytes"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// HAR writes exchanges as an HTTP archive, version 1.2. Beside what the format has, each entry
// carries the findings as its comment and, as the member _erpkit, all that the mock thought of it.
// Bytes that are no UTF-8 are in base64, marked by the member encoding (_encoding in a request,
// where the format has no place for it); such bytes in a header are read as Latin-1.
func HAR(list []*traffic.Exchange, o Options) ([]byte, error) {
	log := harLog{Version: "1.2", Creator: harCreator{Name: "erpkit", Version: o.Version}, Entries: []harEntry{}}
	if log.Creator.Version == "" {
		log.Creator.Version = "dev"
	}
	for _, x := range list {
		log.Entries = append(log.Entries, entryOf(x, o))
	}
	var b bytes.Buffer
	err := schemas.PrintJSON(&b, map[string]harLog{"log": log})
	return b.Bytes(), err
}

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Comment  string      `json:"comment,omitempty"`
	Own      harOwn      `json:"_erpkit"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type harRequest struct {
	Method      string       `json:"method"`
	URL         string       `json:"url"`
	HTTPVersion string       `json:"httpVersion"`
	Cookies     []harPair    `json:"cookies"`
	Headers     []harPair    `json:"headers"`
	Query       []harPair    `json:"queryString"`
	PostData    *harPostData `json:"postData,omitempty"`
	HeadersSize int          `json:"headersSize"`
	BodySize    int          `json:"bodySize"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harPostData struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"_encoding,omitempty"`
}

type harContent struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

// harOwn is what HAR has no place for.
type harOwn struct {
	ID             uint64            `json:"id"`
	Run            string            `json:"run"`
	Kind           schemas.Kind      `json:"kind"`
	Type           string            `json:"type"`
	Findings       []schemas.Finding `json:"findings"`
	AnswerFindings []schemas.Finding `json:"answerFindings"`
	Decision       traffic.Decision  `json:"decision"`
	Fault          string            `json:"fault,omitempty"`
	Lost           bool              `json:"lost"`
	Booked         bool              `json:"booked"`
	Truncated      bool              `json:"truncated"`
	Cut            bool              `json:"cut"`
}

func entryOf(x *traffic.Exchange, o Options) harEntry {
	wait := float64((x.Took + x.Answer.Delay).Microseconds()) / 1000
	return harEntry{
		Started: x.At.UTC().Format("2006-01-02T15:04:05.000000Z"), Time: wait, Timings: harTimings{Wait: wait},
		Request: requestOf(x, o), Response: responseOf(x, o), Comment: comment(x),
		Own: harOwn{
			ID: x.ID, Run: x.Run, Kind: x.Kind, Type: x.Type, Findings: notNil(x.Findings), AnswerFindings: notNil(x.Answer.Findings),
			Decision: x.Decision, Fault: x.Answer.Fault, Lost: x.Answer.Lost, Booked: x.Booked,
			Truncated: x.Request.Truncated, Cut: x.Cut,
		},
	}
}

func requestOf(x *traffic.Exchange, o Options) harRequest {
	address := o.url(x)
	r := harRequest{
		Method: method(x), URL: address, HTTPVersion: protocol(x), Cookies: []harPair{},
		Headers: pairs(o.header(x.Request.Header)), Query: query(address), HeadersSize: -1, BodySize: len(x.Request.Body),
	}
	if len(x.Request.Body) > 0 {
		text, encoding := textOrBase64(x.Request.Body)
		r.PostData = &harPostData{MimeType: latin1(x.Request.Header.Get("Content-Type")), Text: text, Encoding: encoding}
	}
	return r
}

func responseOf(x *traffic.Exchange, o Options) harResponse {
	header := o.header(x.Answer.Header)
	r := harResponse{
		Status: x.Answer.Status, StatusText: http.StatusText(x.Answer.Status), HTTPVersion: protocol(x), Cookies: []harPair{},
		Headers: pairs(header), RedirectURL: latin1(header.Get("Location")), HeadersSize: -1, BodySize: len(x.Answer.Body),
	}
	r.Content = harContent{Size: len(x.Answer.Body), MimeType: latin1(header.Get("Content-Type"))}
	r.Content.Text, r.Content.Encoding = textOrBase64(x.Answer.Body)
	return r
}

// comment tells the findings in a person's words, a line each.
func comment(x *traffic.Exchange) string {
	lines := make([]string, 0, len(x.Findings))
	for i := range x.Findings {
		f := &x.Findings[i]
		lines = append(lines, f.Clause+" "+string(f.Level)+" "+f.Pointer+": "+f.Message)
	}
	return strings.Join(lines, "\n")
}

func protocol(x *traffic.Exchange) string {
	if x.Request.Proto == "" {
		return "HTTP/1.1"
	}
	return x.Request.Proto
}

func pairs(header http.Header) []harPair {
	list := []harPair{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			list = append(list, harPair{latin1(name), latin1(value)})
		}
	}
	return list
}

// query is the query of a URL in its order; what cannot be unescaped stays as it is.
func query(address string) []harPair {
	list := []harPair{}
	_, raw, _ := strings.Cut(address, "?")
	raw, _, _ = strings.Cut(raw, "#")
	for _, pair := range strings.Split(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		list = append(list, harPair{unescape(name), unescape(value)})
	}
	return list
}

func unescape(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return latin1(plain)
}

// textOrBase64 is how JSON can hold any bytes.
func textOrBase64(body []byte) (text, encoding string) {
	if utf8.Valid(body) {
		return string(body), ""
	}
	return base64.StdEncoding.EncodeToString(body), "base64"
}

// latin1 reads a text that is no UTF-8 as HTTP once defined it: a sign per byte.
func latin1(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	runes := make([]rune, 0, len(text))
	for i := range len(text) {
		runes = append(runes, rune(text[i]))
	}
	return string(runes)
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// stamp is a time as all formats write it; "" for none.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}
