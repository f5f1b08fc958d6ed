package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadJSONLines reads what JSONLines wrote, of at most limit bytes (0 is 64 MiB). Empty lines and
// members that it does not know are passed over. The error names the line, counted from 1, and the
// JSON pointer of what is wrong; nothing is returned with it.
func ReadJSONLines(r io.Reader, limit int64) ([]Captured, error) {
	content, err := readAll(r, limit)
	if err != nil {
		return nil, err
	}
	content = bytes.TrimPrefix(content, byteOrderMark())
	list := []Captured{}
	for n := 1; len(content) > 0; n++ {
		var text []byte
		text, content, _ = bytes.Cut(content, []byte("\n"))
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if len(list) == mostPosts {
			return nil, tooMany()
		}
		var seen lineSeen
		err := json.Unmarshal(text, &seen)
		var one Captured
		if err == nil {
			one, err = seen.captured()
		}
		if err != nil {
			return nil, &inPart{fmt.Sprintf("line %d", n), err}
		}
		one.Where = fmt.Sprintf("line %d", n)
		list = append(list, one)
	}
	return list, nil
}

// lineSeen is what is wanted of a line.
type lineSeen struct {
	Version int    `json:"version"`
	At      string `json:"at"`
	Cut     bool   `json:"cut"`
	Request *struct {
		Method    string   `json:"method"`
		URL       string   `json:"url"`
		Headers   seenHead `json:"headers"`
		Truncated bool     `json:"truncated"`
		Text      string   `json:"text"`
		Base64    string   `json:"base64"`
	} `json:"request"`
	Answer struct {
		Status  int      `json:"status"`
		Headers seenHead `json:"headers"`
		Text    string   `json:"text"`
		Base64  string   `json:"base64"`
	} `json:"answer"`
}

func (s *lineSeen) captured() (one Captured, err error) {
	if s.Version != linesVersion {
		return one, &errWrong{"/version", fmt.Sprintf("%d, which is what this erpkit reads", linesVersion), fmt.Sprint(s.Version)}
	}
	if s.Request == nil {
		return one, &errMissing{"/request", "an object"}
	}
	r, a := s.Request, &s.Answer
	one = Captured{
		Method: r.Method, URL: r.URL, Header: r.Headers.header(), BodyCut: r.Truncated || s.Cut,
		Status: a.Status, AnswerHeader: a.Headers.header(),
	}
	var failed [3]error
	one.At, failed[0] = readTime("/at", s.At)
	one.Body, failed[1] = seenBody("/request/base64", r.Text, r.Base64)
	one.AnswerBody, failed[2] = seenBody("/answer/base64", a.Text, a.Base64)
	return one, errors.Join(required("/request/method", r.Method), required("/request/url", r.URL), failed[0], failed[1], failed[2])
}

func seenBody(pointer, text, encoded string) ([]byte, error) {
	switch {
	case text != "":
		return []byte(text), nil
	case encoded != "":
		return readBase64(pointer, encoded)
	}
	return nil, nil
}

// seenHead is an object of lists.
type seenHead struct{ all http.Header }

func (h *seenHead) header() http.Header {
	if h.all == nil {
		return http.Header{}
	}
	return h.all
}

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (h *seenHead) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var named map[string]seenValues
	if err := json.UnmarshalDecode(dec, &named); err != nil {
		return err
	}
	if len(named) > mostHeaders {
		return &errMany{string(dec.StackPointer()), mostHeaders}
	}
	h.all = http.Header{}
	for name, values := range named {
		for _, value := range values {
			addHeader(h.all, name, value)
		}
	}
	return nil
}

type seenValues []string

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (v *seenValues) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return eachItem(dec, mostHeaders, func() error {
		var value string
		err := json.UnmarshalDecode(dec, &value)
		*v = append(*v, value)
		return err
	})
}
