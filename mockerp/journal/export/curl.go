package export

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/erpkit/erpkit/mockerp/journal"
)

// Curl is one line for a POSIX shell that repeats the post with curl. Nothing in it can end its
// quotes, start another command, name a file or move the cursor of a terminal. Headers that curl
// sets by itself are left out. Masked secrets must be filled in before the line works. A body that
// was too long for the mock is repeated as far as it is kept; the line then says so in a comment.
func Curl(x *journal.Exchange, o Options) string {
	var b, remarks strings.Builder
	plain := isPlain(string(x.Request.Body)) && len(x.Request.Body) <= longestArgument
	if !plain {
		b.WriteString("printf " + printfFormat(x.Request.Body) + " | ")
	}
	b.WriteString("curl -sS -i --globoff --path-as-is -X " + quote(plainMethod(x)))
	header := o.header(x.Request.Header)
	for _, name := range sortedNames(header) {
		for _, value := range header[name] {
			b.WriteString(curlHeader(name, value, &remarks))
		}
	}
	switch {
	case !plain:
		b.WriteString(" --data-binary @-")
	case len(x.Request.Body) > 0 || plainMethod(x) == http.MethodPost:
		b.WriteString(" --data-raw " + quote(string(x.Request.Body)))
	}
	b.WriteString(" " + quote(o.url(x)))
	if x.Request.Truncated || x.Cut {
		remarks.WriteString(" the body is only the beginning of what was sent;")
	}
	if remarks.Len() > 0 {
		b.WriteString(" #" + remarks.String())
	}
	return b.String()
}

// longestArgument is well below what a system takes as one argument.
const longestArgument = 100_000

// method is the method; "" is POST.
func method(x *journal.Exchange) string {
	if x.Request.Method == "" {
		return http.MethodPost
	}
	return x.Request.Method
}

// plainMethod is the method as far as it is one.
func plainMethod(x *journal.Exchange) string {
	if isToken(x.Request.Method) {
		return x.Request.Method
	}
	return http.MethodPost
}

// curlHeader is one -H, if the header can stand in a line and is not curl's own business.
func curlHeader(name, value string, remarks *strings.Builder) string {
	switch http.CanonicalHeaderKey(name) {
	case "Host", "Content-Length", "Connection", "Transfer-Encoding", "Accept-Encoding", "Expect", "Keep-Alive", "Te", "Trailer", "Upgrade":
		return ""
	}
	if !isToken(name) || !isPlain(value) {
		fmt.Fprintf(remarks, " header %s cannot be repeated in a line;", strings.Map(tokenOnly, name))
		return ""
	}
	if value == "" {
		return " -H " + quote(name+";") // curl's way to send a header without a value
	}
	return " -H " + quote(name+": "+value)
}

// isPlain tells whether a text can be shown on a terminal as it is: UTF-8 without anything that
// is not to be seen, or that turns the direction of what follows.
func isPlain(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// isToken tells whether a text is a token of HTTP: a method or the name of a header.
func isToken(text string) bool {
	return text != "" && strings.Map(tokenOnly, text) == text
}

func tokenOnly(r rune) rune {
	if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
		return -1
	}
	return r
}

// quote puts a text into single quotes, within which a shell reads nothing but the closing one.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// printfFormat is a quoted format that makes the shell's printf write exactly these bytes: what
// is not an ordinary sign is written in octal.
func printfFormat(body []byte) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i, c := range body {
		ordinary := ' ' <= c && c <= '~' && c != '\\' && c != '\'' && c != '%' && (c != '-' || i > 0)
		if ordinary {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, `\%03o`, c)
	}
	b.WriteByte('\'')
	return b.String()
}

func sortedNames(header http.Header) []string {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
