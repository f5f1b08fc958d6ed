package sender

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas/show"
)

// Transcript is everything that went over the line in one post. The fields hold the real bytes,
// secrets included; String, Curl and the JSON form mask secrets unless Reveal is set. Bodies are
// never masked: the payload has no place for a secret.
type Transcript struct {
	Method          string
	URL             string
	RequestHeader   http.Header
	RequestBody     []byte
	Proto           string // of the answer, such as HTTP/1.1
	Status          int    // 0: no status line came
	AnswerHeader    http.Header
	AnswerBody      []byte
	AnswerTruncated bool // AnswerBody is only the beginning
	Stage           Stage
	Started         time.Time
	Took            time.Duration
	Timeout         time.Duration
	Insecure        bool
	Error           string // of the transport, "" when a whole answer came
	Reveal          bool   // show secrets

	secret      []string // the headers of the credentials, whatever their names
	certificate bool     // the client had one to show
}

// finish notes how far the post got and how long it took.
func (t *Transcript) finish(stage Stage) {
	t.Stage = stage
	t.Took = time.Since(t.Started)
}

// shown returns the URL and the headers with masked secrets.
func (t Transcript) shown() (url string, request, answer http.Header) {
	if t.Reveal {
		return t.URL, t.RequestHeader, t.AnswerHeader
	}
	request = show.Header(t.RequestHeader)
	for _, name := range t.secret {
		if !show.IsSecret(name) { // the others are already masked
			request.Set(name, show.Masked)
		}
	}
	return show.URL(t.URL), request, show.Header(t.AnswerHeader)
}

// transcriptJSON is the published form. A body that is not text is in base64.
type transcriptJSON struct {
	Method  string    `json:"method"`
	URL     string    `json:"url"`
	Request sideJSON  `json:"request"`
	Answer  *sideJSON `json:"answer,omitempty"`
	Stage   Stage     `json:"stage"`
	Started time.Time `json:"started"`
	TookMs  float64   `json:"tookMs"`
	Error   string    `json:"error,omitempty"`
	Curl    string    `json:"curl"`
}

type sideJSON struct {
	Status    int         `json:"status,omitempty"`
	Proto     string      `json:"proto,omitempty"`
	Header    http.Header `json:"header,omitempty"`
	Body      string      `json:"body,omitempty"`
	Base64    []byte      `json:"bodyBase64,omitempty"`
	Truncated bool        `json:"truncated,omitempty"`
}

// MarshalJSON writes the published form.
func (t Transcript) MarshalJSON() ([]byte, error) {
	url, request, answer := t.shown()
	out := transcriptJSON{
		Method: t.Method, URL: url, Stage: t.Stage, Started: t.Started, Error: t.Error, Curl: t.Curl(),
		TookMs:  float64(t.Took.Microseconds()) / 1000,
		Request: side(request, t.RequestBody),
	}
	if t.Status != 0 {
		s := side(answer, t.AnswerBody)
		s.Status, s.Proto, s.Truncated = t.Status, t.Proto, t.AnswerTruncated
		out.Answer = &s
	}
	return json.Marshal(out)
}

func side(header http.Header, body []byte) sideJSON {
	if isText(body) {
		return sideJSON{Header: header, Body: string(body)}
	}
	return sideJSON{Header: header, Base64: body}
}

// String is the exchange for a person; bodies are cut after 4,096 bytes.
func (t Transcript) String() string {
	url, request, answer := t.shown()
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", t.Method, show.Text(url))
	writeSide(&b, "> ", request, t.RequestBody)
	if t.Status != 0 {
		fmt.Fprintf(&b, "< %s %d %s\n", show.Text(t.Proto), t.Status, http.StatusText(t.Status))
		writeSide(&b, "< ", answer, t.AnswerBody)
	}
	if t.Error != "" {
		fmt.Fprintf(&b, "! %s (got as far as: %s)\n", show.Text(t.Error), t.Stage)
	}
	fmt.Fprintf(&b, "  took %s\n", t.Took.Round(time.Microsecond))
	return b.String()
}

func writeSide(b *strings.Builder, mark string, header http.Header, body []byte) {
	const most = 4096
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			fmt.Fprintf(b, "%s%s: %s\n", mark, show.Text(name), show.Text(value))
		}
	}
	if len(body) == 0 {
		return
	}
	fmt.Fprintf(b, "%s\n", mark[:1])
	for line := range strings.SplitSeq(string(body[:min(len(body), most)]), "\n") {
		fmt.Fprintf(b, "%s%s\n", mark, show.Text(line))
	}
	if len(body) > most {
		fmt.Fprintf(b, "%s… %d bytes more\n", mark, len(body)-most)
	}
}

func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
