package traffic

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/erpkit/erpkit/schemas"
)

// mostUnpacked bounds what a small packed body can become.
const mostUnpacked = 4 << 20

// Unpack takes the encodings of a header's Content-Encoding off a body: gzip, deflate, br, zstd, or
// several of them. What is not packed, or cannot be unpacked, stays as it is: archives name the
// encoding, but hold the text as it was before.
func Unpack(header http.Header, body []byte) []byte {
	named := strings.Join(header.Values("Content-Encoding"), ",")
	if named == "" || len(body) == 0 || isJSON(body) {
		return body
	}
	encodings := strings.Split(named, ",")
	unpacked := body
	for i := len(encodings) - 1; i >= 0; i-- { // the last was put on last
		var err error
		if unpacked, err = unpack(strings.ToLower(strings.TrimSpace(encodings[i])), unpacked); err != nil {
			return body
		}
	}
	return unpacked
}

// isJSON tells text from what was packed: that never begins like an object.
func isJSON(body []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return false
	}
	object, _ := schemas.Parse(body)
	return object != nil
}

var errEncoding = errors.New("this encoding is not known")

func unpack(encoding string, body []byte) ([]byte, error) {
	from, err := unpacker(encoding, body)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(from, mostUnpacked+1))
	if err == nil && len(text) > mostUnpacked {
		err = bufio.ErrTooLong
	}
	return text, err
}

func unpacker(encoding string, body []byte) (io.Reader, error) {
	from := bytes.NewReader(body)
	switch encoding {
	case "", "identity":
		return from, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(from)
	case "br":
		return brotli.NewReader(from), nil
	case "zstd":
		decoder, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(4*mostUnpacked))
		if err != nil {
			return nil, err
		}
		return decoder.IOReadCloser(), nil
	case "deflate": // zlib by the letter, and without its frame by many
		if framed, err := zlib.NewReader(from); err == nil {
			return framed, nil
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	}
	return nil, errEncoding
}
