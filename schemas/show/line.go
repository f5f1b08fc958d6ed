package show

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Line is a post that a curl line repeats. URL and Header are written unchanged: mask them first if
// people will see the line.
type Line struct {
	Method string // anything that is no method becomes POST
	URL    string
	Header http.Header
	Body   []byte
	// Options are further options of curl, such as "--insecure".
	Options []string
	// Remarks follow the line as a comment.
	Remarks []string
}

// longestArgument is well below what systems allow for one argument.
const longestArgument = 100_000

// String is one line for a POSIX shell. Nothing in it can end its quotes, start another command, name a
// file or move the cursor of a terminal, and it switches off curl's own habits: reading files at "@",
// expanding brackets in URLs, waiting for 100-continue. Fill in masked secrets before using it.
func (l Line) String() string {
	method := http.MethodPost
	if IsToken(l.Method) {
		method = l.Method
	}
	var b strings.Builder
	inline := len(l.Body) <= longestArgument && isPlain(string(l.Body))
	if !inline {
		b.WriteString("printf " + printfFormat(l.Body) + " | ")
	}
	b.WriteString(strings.Join(append([]string{"curl -sS -i --globoff"}, l.Options...), " "))
	if strings.Contains(l.URL, "/.") {
		b.WriteString(" --path-as-is")
	}
	b.WriteString(" -X " + quote(method))
	headers, remarks := l.headers()
	b.WriteString(headers + " -H 'Expect:'")
	switch {
	case !inline:
		b.WriteString(" --data-binary @-")
	case len(l.Body) > 0 || method == http.MethodPost:
		b.WriteString(" --data-raw " + quote(string(l.Body)))
	}
	b.WriteString(" " + quote(l.URL))
	if remarks = append(remarks, l.Remarks...); len(remarks) > 0 {
		b.WriteString(" # " + strings.Join(remarks, "; ") + ";")
	}
	return b.String()
}

// headers returns the headers that fit in a line, and remarks on those that do not.
func (l Line) headers() (arguments string, remarks []string) {
	for _, name := range slices.Sorted(maps.Keys(l.Header)) {
		for _, value := range l.Header[name] {
			switch {
			case !IsToken(name) || !isPlain(value):
				remarks = append(remarks, fmt.Sprintf("header %s cannot be repeated in a line", strings.Map(tokenOnly, name)))
			case value == "":
				arguments += " -H " + quote(name+";") // curl's way to send a header without a value
			default:
				arguments += " -H " + quote(name+": "+value)
			}
		}
	}
	return arguments, remarks
}

// quote puts a text into single quotes, inside which only a closing quote means anything to a
// shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// printfFormat is a quoted format that makes the shell's printf write exactly these bytes:
// special characters are in octal.
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
