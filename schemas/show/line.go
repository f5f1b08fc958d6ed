package show

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	// Shell is the shell that reads the line.
	Shell Shell
}

// longestArgument is well below what systems allow for one argument.
const longestArgument = 100_000

// String is one line for the shell. Nothing in it can end its quotes, start another command, name a
// file or move the cursor of a terminal, and it switches off curl's own habits: reading files at "@",
// expanding brackets in URLs, waiting for 100-continue. Fill in masked secrets before using it.
func (l Line) String() string {
	method := http.MethodPost
	if IsToken(l.Method) {
		method = l.Method
	}
	var b strings.Builder
	before, body, after := l.body(method == http.MethodPost)
	b.WriteString(before + strings.Join(append([]string{"-sS -i --globoff"}, l.Options...), " "))
	if strings.Contains(l.URL, "/.") {
		b.WriteString(" --path-as-is")
	}
	b.WriteString(" -X " + l.Shell.quote(method))
	headers, remarks := l.headers()
	b.WriteString(headers + " -H 'Expect:'" + body + " " + l.Shell.quote(l.url()) + after)
	if remarks = append(remarks, l.Remarks...); len(remarks) > 0 {
		b.WriteString(" # " + strings.Join(remarks, "; ") + ";")
	}
	return b.String()
}

// body is how the line begins, up to curl, the options that give curl the body, and how it ends.
func (l Line) body(always bool) (before, options, after string) {
	always = always || len(l.Body) > 0
	switch {
	case l.Shell == PowerShell && !always:
		return "curl.exe ", "", "" // curl alone is another command there
	case l.Shell == PowerShell:
		return "$post = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllBytes($post, " + l.bytes() + "); curl.exe ",
			` --data-binary "@$post"`, "; Remove-Item $post"
	case !isPlain(string(l.Body)) || len(l.Body) > longestArgument:
		return "printf " + printfFormat(l.Body) + " | curl ", " --data-binary @-", ""
	case always:
		return "curl ", " --data-raw " + l.Shell.quote(string(l.Body)), ""
	}
	return "curl ", "", ""
}

// bytes are the body as a value of PowerShell. In a file they reach curl as they are: what an argument or a pipe makes of
// double quotes and of letters outside ASCII depends on the version.
func (l Line) bytes() string {
	if !utf8.Valid(l.Body) {
		return "[Convert]::FromBase64String('" + base64.StdEncoding.EncodeToString(l.Body) + "')"
	}
	var b strings.Builder
	for _, r := range l.Shell.quote(string(l.Body)) {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "' + [char]::ConvertFromUtf32(%d) + '", r)
	}
	return "[Text.Encoding]::UTF8.GetBytes(" + b.String() + ")"
}

// url is the URL without what would not reach curl.
func (l Line) url() string {
	if l.Shell == PowerShell {
		return strings.ReplaceAll(l.URL, `"`, "%22")
	}
	return l.URL
}

// headers returns the headers that fit in a line, and remarks on those that do not.
func (l Line) headers() (arguments string, remarks []string) {
	for _, name := range slices.Sorted(maps.Keys(l.Header)) {
		for _, value := range l.Header[name] {
			switch {
			case !IsToken(name) || !isPlain(value) || l.Shell == PowerShell && strings.ContainsAny(value, `"\`):
				remarks = append(remarks, fmt.Sprintf("header %s cannot be repeated in a line", strings.Map(tokenOnly, name)))
			case value == "":
				arguments += " -H " + l.Shell.quote(name+";") // curl's way to send a header without a value
			default:
				arguments += " -H " + l.Shell.quote(name+": "+value)
			}
		}
	}
	return arguments, remarks
}

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
