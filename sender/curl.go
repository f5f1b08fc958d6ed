package sender

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Curl gives one line for a POSIX shell that repeats the post with curl, exactly as it was:
// quoted, so that no payload can end the quotes, and with curl's own habits switched off
// (reading files at "@", expanding brackets in URLs, waiting for 100-continue).
// Secrets are masked unless Reveal is set; the line then works only after they are filled in.
func (t Transcript) Curl() string {
	t.URL = wireURL(t.URL)
	url, header, _ := t.shown()
	var b strings.Builder
	inline := t.inlineBody()
	if !inline {
		fmt.Fprintf(&b, "printf '%s' | ", printfFormat(t.RequestBody))
	}
	b.WriteString("curl -sS -i --globoff --http1.1")
	if t.Timeout > 0 {
		fmt.Fprintf(&b, " --max-time %s", strconv.FormatFloat(t.Timeout.Seconds(), 'f', -1, 64))
	}
	if t.Insecure {
		b.WriteString(" --insecure")
	}
	if strings.Contains(url, "/.") {
		b.WriteString(" --path-as-is")
	}
	b.WriteString(" -X " + shellQuote(t.Method))
	for _, name := range sortedNames(header) {
		for _, value := range header[name] {
			b.WriteString(" -H " + shellQuote(curlHeader(name, value)))
		}
	}
	b.WriteString(" -H 'Expect:'")
	if inline {
		b.WriteString(" --data-raw " + shellQuote(string(t.RequestBody)))
	} else {
		b.WriteString(" --data-binary @-")
	}
	return b.String() + " " + shellQuote(url)
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

// curlHeader writes a header for -H; curl wants a semicolon for one without a value.
func curlHeader(name, value string) string {
	if value == "" {
		return name + ";"
	}
	return name + ": " + value
}

// inlineBody tells whether the body can stand in the line as an argument: short enough for
// the system, and text without control characters, so that the line stays one line.
func (t Transcript) inlineBody() bool {
	const longest = 100_000
	if len(t.RequestBody) > longest || !isText(t.RequestBody) {
		return false
	}
	for _, c := range t.RequestBody {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

// shellQuote puts a text into single quotes, where a POSIX shell reads nothing else.
func shellQuote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// printfFormat writes bytes as a format of the shell's printf that gives them back. A dash
// at the beginning is escaped too, or printf would look for an option.
func printfFormat(body []byte) string {
	var b strings.Builder
	for i, c := range body {
		switch {
		case c == '%':
			b.WriteString("%%")
		case c < ' ' || c > '~' || c == '\\' || c == '\'' || (c == '-' && i == 0):
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
