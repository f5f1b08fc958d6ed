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

// ReadHAR reads an HTTP archive of any tool, of at most limit bytes (0 is 64 MiB). Every entry
// must have a request with a method and a url; all else may be missing. Entries that are no posts
// are returned too: the caller knows which it wants. The error names the entry, counted from 1,
// and the JSON pointer of what is wrong; nothing is returned with it.
func ReadHAR(r io.Reader, limit int64) ([]Captured, error) {
	content, err := readAll(r, limit)
	if err != nil {
		return nil, err
	}
	var file struct {
		Log *struct {
			Entries *harEntries `json:"entries"`
		} `json:"log"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(content, byteOrderMark()), &file); err != nil {
		return nil, fmt.Errorf("the HAR file cannot be used: %w", plain(err))
	}
	switch {
	case file.Log == nil:
		err = &errMissing{"/log", "an object"}
	case file.Log.Entries == nil:
		err = &errMissing{"/log/entries", "a list"}
	default:
		return *file.Log.Entries, nil
	}
	return nil, fmt.Errorf("the HAR file cannot be used: %w", err)
}

// byteOrderMark is what some tools write in front of UTF-8.
func byteOrderMark() []byte { return []byte("\xef\xbb\xbf") }

// harEntries are read one by one: only what is wanted of each is kept.
type harEntries []Captured

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (list *harEntries) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	*list = harEntries{}
	return eachItem(dec, mostPosts, func() error {
		where := fmt.Sprintf("entry %d", len(*list)+1)
		var entry harSeen
		err := json.UnmarshalDecode(dec, &entry)
		var one Captured
		if err == nil {
			one, err = entry.captured(string(dec.StackPointer()))
		}
		if err != nil {
			return &inPart{where, err}
		}
		one.Where = where
		*list = append(*list, one)
		return nil
	})
}

// harSeen is what is wanted of an entry.
type harSeen struct {
	Started  string  `json:"startedDateTime"`
	Request  *harAsk `json:"request"`
	Response struct {
		Status  int        `json:"status"`
		Headers harHeaders `json:"headers"`
		Content harText    `json:"content"`
	} `json:"response"`
	Own struct {
		Truncated bool `json:"truncated"`
		Cut       bool `json:"cut"`
	} `json:"_erpkit"`
}

type harAsk struct {
	Method   string     `json:"method"`
	URL      string     `json:"url"`
	Headers  harHeaders `json:"headers"`
	BodySize int        `json:"bodySize"`
	PostData harText    `json:"postData"`
}

// harText is a body. Two names are in use for the encoding of a request's.
type harText struct {
	MimeType string  `json:"mimeType"`
	Text     *string `json:"text"`
	Encoding string  `json:"encoding"`
	Own      string  `json:"_encoding"`
}

func (e *harSeen) captured(at string) (one Captured, err error) {
	if e.Request == nil {
		return one, &errMissing{at + "/request", "an object"}
	}
	r := e.Request
	one = Captured{
		Method: r.Method, URL: r.URL, Header: r.Headers.header(), Status: e.Response.Status,
		AnswerHeader: e.Response.Headers.header(), BodyCut: e.Own.Truncated || e.Own.Cut,
	}
	if mime := r.PostData.MimeType; mime != "" && one.Header.Get("Content-Type") == "" {
		addHeader(one.Header, "Content-Type", mime)
	}
	if r.PostData.Text == nil && r.BodySize > 0 { // some tools leave long bodies out
		one.BodyCut = true
	}
	var failed [3]error
	one.At, failed[0] = readTime(at+"/startedDateTime", e.Started)
	one.Body, failed[1] = r.PostData.bytes(at + "/request/postData")
	one.AnswerBody, failed[2] = e.Response.Content.bytes(at + "/response/content")
	return one, errors.Join(required(at+"/request/method", r.Method), required(at+"/request/url", r.URL), failed[0], failed[1], failed[2])
}

func (b *harText) bytes(at string) ([]byte, error) {
	if b.Text == nil || *b.Text == "" {
		return nil, nil
	}
	for name, encoding := range map[string]string{"encoding": b.Encoding, "_encoding": b.Own} {
		switch encoding {
		case "":
		case "base64":
			return readBase64(at+"/text", *b.Text)
		default:
			return nil, &errWrong{at + "/" + name, `"base64" or missing`, encoding}
		}
	}
	return []byte(*b.Text), nil
}

// harHeaders is a list of names and values.
type harHeaders struct{ all http.Header }

func (h *harHeaders) header() http.Header {
	if h.all == nil {
		return http.Header{}
	}
	return h.all
}

// UnmarshalJSONFrom follows json.UnmarshalerFrom.
func (h *harHeaders) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	h.all = http.Header{}
	return eachItem(dec, mostHeaders, func() error {
		var pair harPair
		if err := json.UnmarshalDecode(dec, &pair); err != nil {
			return err
		}
		addHeader(h.all, pair.Name, pair.Value)
		return required(string(dec.StackPointer())+"/name", pair.Name)
	})
}
