package upstream

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
)

// mostText bounds what a small compressed answer can become.
const mostText = 4 << 20

// Text is the body as the MES reads it: unpacked, where the MES asked for gzip and the ERP packed it.
// What cannot be unpacked stays as it is.
func (a Answer) Text() []byte {
	if !strings.EqualFold(a.Header.Get("Content-Encoding"), "gzip") {
		return a.Body
	}
	reader, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		return a.Body
	}
	text, err := io.ReadAll(io.LimitReader(reader, mostText))
	if err != nil {
		return a.Body
	}
	return text
}
