package control

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// deepest is how deep a payload may be nested to be shown as JSON; readers of this API give up at
// different depths, and no right payload comes near this one.
const deepest = 32

// viewBody shows the payload digit for digit as it was sent, unpacked where it was packed.
func viewBody(header http.Header, body []byte) api.Body {
	view := api.Body{ContentType: show.URL(header.Get("Content-Type")), Bytes: len(body)}
	body = traffic.Unpack(header, body)
	switch {
	case len(body) == 0:
	case isPlainJSON(body):
		view.Payload = body
	default:
		view.Text = new(string(body)) // encoding/json writes U+FFFD for what is not UTF-8
	}
	return view
}

// detailBody adds the headers, the very bytes, and the text where it is UTF-8.
func detailBody(header http.Header, body []byte) api.Body {
	view := viewBody(header, body)
	view.Headers, view.Base64, view.Text = http.Header{}, list(body), nil
	maps.Copy(view.Headers, header)
	if text := traffic.Unpack(header, body); utf8.Valid(text) {
		view.Text = new(string(text))
	}
	return view
}

// isPlainJSON tells whether every reader would take the body for the same JSON: valid UTF-8, no
// member twice, not nested without end.
func isPlainJSON(body []byte) bool {
	decoder := jsontext.NewDecoder(bytes.NewReader(body))
	for values := 0; ; {
		_, err := decoder.ReadToken()
		if errors.Is(err, io.EOF) {
			return values == 1
		}
		if err != nil || decoder.StackDepth() > deepest {
			return false
		}
		if decoder.StackDepth() == 0 {
			values++
		}
	}
}
