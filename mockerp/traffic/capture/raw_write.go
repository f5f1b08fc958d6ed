package capture

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// rawWriter writes HTTP as it goes over the wire: the post, and the answer as the MES heard it. There
// is no place for times, for what a mock knew, or for what went wrong on the wire: a post whose answer
// was lost stands there without one.
type rawWriter struct {
	to      io.Writer
	options Options
}

func (w *rawWriter) Write(x *traffic.Exchange) error {
	x = w.options.shown(x)
	var b bytes.Buffer
	header, target := http.Header{}, w.options.url(x)
	maps.Copy(header, x.Request.Header)
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		header["Host"], target = []string{u.Host}, u.RequestURI()
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", token(method(x)), target)
	writeMessage(&b, header, x.Request.Body)
	if a := x.Read(); a.Heard() {
		fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", a.Status, http.StatusText(a.Status))
		writeMessage(&b, a.Header, a.Body)
	}
	_, err := w.to.Write(b.Bytes())
	return err
}

func (w *rawWriter) Close() error { return nil }

// token is a method that cannot be taken for anything else.
func token(method string) string {
	if !show.IsToken(method) {
		return http.MethodPost
	}
	return method
}

// writeMessage writes what follows the first line. Headers that are more than a line are left out.
func writeMessage(b *bytes.Buffer, header http.Header, body []byte) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Length", "Transfer-Encoding":
			continue
		}
		for _, value := range header[name] {
			if show.IsToken(name) && !strings.ContainsAny(value, "\r\n\x00") {
				fmt.Fprintf(b, "%s: %s\r\n", name, value)
			}
		}
	}
	fmt.Fprintf(b, "Content-Length: %d\r\n\r\n%s\r\n", len(body), body)
}
