package capture

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What a member may be: so many bytes of JSON where its values cost more memory than the text, and so
// many headers.
const (
	mostMember  = 1 << 20
	mostHeaders = 1000
)

// written are the options of what is written.
func written() json.Options {
	return json.JoinOptions(json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

// short is a member that is not read when it is longer than anybody needs.
type short[T any] struct{ is T }

// MarshalJSONTo follows json.MarshalerTo.
func (s short[T]) MarshalJSONTo(enc *jsontext.Encoder) error { return json.MarshalEncode(enc, s.is) }

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (s *short[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	at := dec.StackPointer()
	raw, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if len(raw) > mostMember {
		return &errLong{string(at)}
	}
	err = json.Unmarshal(raw, &s.is, jsontext.AllowDuplicateNames(true))
	var meaning *json.SemanticError
	if errors.As(err, &meaning) {
		meaning.JSONPointer = at + meaning.JSONPointer
		return &inWords{plain(meaning)}
	}
	return err
}

// number is a whole number, however it is written.
type number int64

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (n *number) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var value float64
	if dec.PeekKind() == 'n' {
		return dec.SkipValue()
	}
	if err := json.UnmarshalDecode(dec, &value); err != nil {
		return err
	}
	if value != math.Trunc(value) || math.Abs(value) > 1<<53 {
		return &errWrong{string(dec.StackPointer()), "a whole number", fmt.Sprint(value)}
	}
	*n = number(value)
	return nil
}

// pair is one entry of a list of names and values.
type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// pairs are headers as a list.
type pairs []pair

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (p *pairs) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var list short[[]pair]
	at := string(dec.StackPointer())
	if err := json.UnmarshalDecode(dec, &list); err != nil {
		return err
	}
	if *p = list.is; len(*p) > mostHeaders {
		return &errMany{at, mostHeaders}
	}
	for i := range *p {
		if err := required(fmt.Sprintf("%s/%d/name", at, i), (*p)[i].Name); err != nil {
			return err
		}
	}
	return nil
}

func (p pairs) header() http.Header {
	header := http.Header{}
	for _, one := range p {
		addHeader(header, one.Name, one.Value)
	}
	return header
}

// named are headers as an object of lists.
type named http.Header

// MarshalJSONTo follows json.MarshalerTo.
func (n named) MarshalJSONTo(enc *jsontext.Encoder) error {
	if n.isText() {
		return json.MarshalEncode(enc, map[string][]string(n))
	}
	clean := make(map[string][]string, len(n))
	for name, values := range n {
		list := make([]string, 0, len(values))
		for _, value := range values {
			list = append(list, latin1(value))
		}
		clean[latin1(name)] = list
	}
	return json.MarshalEncode(enc, clean)
}

func (n named) isText() bool {
	for name, values := range n {
		if !utf8.ValidString(name) || !utf8.ValidString(strings.Join(values, " ")) || values == nil {
			return false
		}
	}
	return true
}

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (n *named) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var all short[map[string][]string]
	at := string(dec.StackPointer())
	if err := json.UnmarshalDecode(dec, &all); err != nil {
		return err
	}
	header, count := http.Header{}, 0
	for name, values := range all.is {
		for _, value := range values {
			addHeader(header, name, value)
		}
		if count += len(values); count > mostHeaders {
			return &errMany{at, mostHeaders}
		}
	}
	*n = named(header)
	return nil
}

func required(pointer, text string) error {
	if text == "" {
		return &errMissing{pointer, "a text"}
	}
	return nil
}

// readTime reads a time as archives have it: with a zone, which some write without its colon.
func readTime(pointer, text string) (at time.Time, err error) {
	if text == "" {
		return at, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700"} {
		if at, err = time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, &errWrong{pointer, "a time such as 2026-01-31T06:30:00.000Z", text}
}

// readBase64 reads base64 with or without its padding.
func readBase64(pointer, text string) ([]byte, error) {
	content, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, &errWrong{pointer, "base64", text}
	}
	return content, nil
}

func addHeader(header http.Header, name, value string) {
	if !strings.HasPrefix(name, ":") { // HTTP/2 writes its request line as such headers
		header.Add(name, value)
	}
}
