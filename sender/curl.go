package sender

import (
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"github.com/erpkit/erpkit/schemas/show"
)

// Curl is CurlIn of a POSIX shell.
func (t Transcript) Curl() string { return t.CurlIn(show.Sh) }

// CurlIn returns one line for a shell that repeats the post exactly with curl: quoted, so
// that no payload can end the quotes, and with curl's own habits switched off (reading files at
// "@", expanding brackets in URLs, waiting for 100-continue). Secrets are masked unless Reveal is
// set; fill them in before using the line.
func (t Transcript) CurlIn(shell show.Shell) string {
	t.URL = wireURL(t.URL)
	url, header, _ := t.shown()
	line := show.Line{Method: t.Method, URL: url, Header: header, Body: t.RequestBody, Options: []string{"--http1.1"}, Shell: shell}
	if t.Timeout > 0 {
		line.Options = append(line.Options, "--max-time "+strconv.FormatFloat(t.Timeout.Seconds(), 'f', -1, 64))
	}
	if t.Insecure {
		line.Options = append(line.Options, "--insecure")
	}
	return line.String()
}

// wireURL writes a URL the way it goes over the line: escaped, with an ASCII host.
func wireURL(raw string) string {
	u, err := CheckURL(raw)
	if err != nil {
		return raw
	}
	if host := wireHost(u.Hostname()); host != u.Hostname() {
		u.Host = strings.Replace(u.Host, u.Hostname(), host, 1)
	}
	return u.String()
}

// wireHost writes a host in ASCII, as DNS and TLS know it.
func wireHost(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}
