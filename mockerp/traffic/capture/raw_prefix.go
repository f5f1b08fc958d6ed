package capture

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// prefixes are what a log writes before each line: a time, a level, the name of a container. They are learned
// where one stands before the first line of a message.
type prefixes []*regexp.Regexp

// What a prefix may be, and how many forms of it there may be in one file.
const (
	longestPrefix = 200
	mostPrefixes  = 16
)

var (
	// logged is what tells a prefix from prose.
	logged = regexp.MustCompile(`\d\d[:.]\d\d|[|\]]|\b(?i:trace|debug|info|notice|warn|warning|error)\b`)
	parts  = regexp.MustCompile(`\d+|[A-Za-z]+|[ \t]+|.`)
)

// cut removes the prefix of a line, if it has one.
func (p prefixes) cut(line []byte) (rest []byte, had bool) {
	for _, form := range p {
		if at := form.FindIndex(line[:min(len(line), 2*longestPrefix)]); at != nil {
			if rest = line[at[1]:]; len(rest) == 0 {
				rest = []byte("\n")
			}
			return rest, true
		}
	}
	return line, false
}

// learn finds the first line of a message behind a prefix, and remembers the form of that.
func (p *prefixes) learn(line []byte) bool {
	text := strings.TrimRight(string(line[:min(len(line), 64<<10)]), "\r\n")
	if len(*p) == mostPrefixes || !strings.Contains(text, "HTTP/") && !strings.Contains(text, "curl ") && !strings.Contains(text, "> ") {
		return false
	}
	for i := 1; i < min(len(text), longestPrefix); i++ {
		if strings.IndexByte(" \t|]:", text[i-1]) < 0 || text[i] == ' ' {
			continue
		}
		s := startOf([]byte(text[i:]))
		if s.kind == noStart || s.kind == statusStart && !isWholeStatus(s.text) {
			continue
		}
		if isPrefix(text[:i]) {
			*p = append(*p, formOf(text[:i]))
			return true
		}
	}
	return false
}

// isWholeStatus wants more of a status line than to begin like one: behind a prefix it may be a part of another.
func isWholeStatus(text string) bool {
	words := strings.Fields(text)
	return len(words) > 1 && isStatus(words[1]) || isStatus(text)
}

func isPrefix(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsAny(text, "{}\"") && strings.IndexByte("<>*", text[0]) < 0 && logged.MatchString(text)
}

// formOf is a prefix with other numbers and, where it has any, other words.
func formOf(prefix string) *regexp.Regexp {
	numbered := strings.ContainsAny(prefix, "0123456789")
	bare := strings.TrimRight(prefix, " \t")
	var b strings.Builder
	for _, part := range parts.FindAllString(bare, -1) {
		switch c := part[0]; {
		case '0' <= c && c <= '9':
			b.WriteString(`\d+`)
		case c == ' ' || c == '\t':
			b.WriteString(`[ \t]+`)
		case numbered && len(part) > 1:
			b.WriteString(`[A-Za-z]+`)
		default:
			b.WriteString(regexp.QuoteMeta(part))
		}
	}
	blanks := prefix[len(bare):]
	return regexp.MustCompile(`^` + b.String() + `(?:` + regexp.QuoteMeta(blanks) + `|[ \t]*(?:\r?\n|$))`)
}
