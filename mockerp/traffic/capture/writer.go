package capture

import (
	"fmt"
	"io"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Writer writes exchanges in one format, one after the other. Close writes what stands behind the last.
type Writer interface {
	Write(*traffic.Exchange) error
	Close() error
}

// NewWriter writes in a format. The error is for a format that there is not.
func NewWriter(format traffic.Format, to io.Writer, o Options) (Writer, error) {
	o.Mask = o.Mask.Remembering()
	switch format {
	case traffic.HAR:
		return &harWriter{to: to, options: o}, nil
	case traffic.JSONLines:
		return &linesWriter{to: to, options: o, headers: traffic.PerHeader[string]{}}, nil
	case traffic.Raw:
		return &rawWriter{to, o}, nil
	case traffic.Curl:
		return &curlWriter{to, o}, nil
	}
	return nil, fmt.Errorf("%q is not a format to write: use har, curl, jsonl or raw", format)
}

// curlWriter writes a curl line for each post.
type curlWriter struct {
	to      io.Writer
	options Options
}

func (w *curlWriter) Write(x *traffic.Exchange) error {
	_, err := fmt.Fprintln(w.to, Curl(x, w.options))
	return err
}

func (w *curlWriter) Close() error { return nil }
