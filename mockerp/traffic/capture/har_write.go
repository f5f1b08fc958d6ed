package capture

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// harWriter writes an HTTP archive, version 1.2, entry by entry. Beside what the format has, each entry
// carries the findings as its comment and, as the member _erpkit, all that the mock thought of it.
// Bytes that are not UTF-8 are in base64, marked by the member encoding (_encoding in a request,
// where the format has no place for it); such bytes in a header are read as Latin-1.
type harWriter struct {
	to      io.Writer
	options Options
	begun   bool
	text    bytes.Buffer
}

func (w *harWriter) Write(x *traffic.Exchange) error {
	w.text.Reset()
	if w.begun {
		_ = w.text.WriteByte(',') // never fails
	}
	_ = w.text.WriteByte('\n')
	err := json.MarshalWrite(&w.text, entryOf(w.options.shown(x), w.options), written())
	if err == nil {
		err = w.begin()
	}
	if err == nil {
		_, err = w.to.Write(w.text.Bytes())
	}
	return err
}

// begin writes what stands before the first entry, once.
func (w *harWriter) begin() error {
	if w.begun {
		return nil
	}
	w.begun = true
	version := w.options.Version
	if version == "" {
		version = "dev"
	}
	quoted, err := jsontext.AppendQuote(nil, version)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.to, `{"log":{"version":"1.2","creator":{"name":"erpkit","version":%s},"entries":[`, quoted)
	return err
}

// Close ends the archive.
func (w *harWriter) Close() error {
	if err := w.begin(); err != nil {
		return err
	}
	_, err := io.WriteString(w.to, "\n]}}\n")
	return err
}

func entryOf(x *traffic.Exchange, o Options) harEntry {
	wait := float64((x.Took + x.Answer.Delay).Microseconds()) / 1000
	return harEntry{
		Started: x.At.UTC().Format("2006-01-02T15:04:05.000000000Z"), Time: wait, Timings: harTimings{Wait: wait},
		Request: requestOf(x, o), Response: responseOf(x), Comment: comment(x), Own: harOwnOf(x),
	}
}

func requestOf(x *traffic.Exchange, o Options) harRequest {
	address := o.url(x)
	r := harRequest{
		Method: method(x), URL: address, HTTPVersion: protocol(x),
		Headers: pairsOf(x.Request.Header), Query: query(address), HeadersSize: -1, BodySize: len(x.Request.Body),
	}
	if len(x.Request.Body) > 0 {
		text, encoding := textOrBase64(x.Request.Body)
		r.PostData = &harPostData{MimeType: latin1(x.Request.Header.Get("Content-Type")), Text: text, Encoding: encoding}
	}
	return r
}

// responseOf is what the MES heard: nothing (status 0) where the answer was lost.
func responseOf(x *traffic.Exchange) harResponse {
	if x.Answer.Lost {
		return harResponse{HTTPVersion: protocol(x), HeadersSize: -1, BodySize: -1}
	}
	header, body := x.Answer.Header, traffic.Unpack(x.Answer.Header, x.Answer.Body)
	r := harResponse{
		Status: x.Answer.Status, StatusText: http.StatusText(x.Answer.Status), HTTPVersion: protocol(x),
		Headers: pairsOf(header), RedirectURL: latin1(header.Get("Location")), HeadersSize: -1, BodySize: len(x.Answer.Body),
	}
	r.Content = harContent{Size: len(body), MimeType: latin1(header.Get("Content-Type"))}
	r.Content.Text, r.Content.Encoding = textOrBase64(body)
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

func pairsOf(header http.Header) pairs {
	list := pairs{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			list = append(list, pair{latin1(name), latin1(value)})
		}
	}
	return list
}

// query is the query of a URL in its order; what cannot be unescaped stays as it is.
func query(address string) []pair {
	var list []pair
	_, raw, _ := strings.Cut(address, "?")
	raw, _, _ = strings.Cut(raw, "#")
	for _, text := range strings.Split(raw, "&") {
		if text == "" {
			continue
		}
		name, value, _ := strings.Cut(text, "=")
		list = append(list, pair{unescape(name), unescape(value)})
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
