package commandline

import "strings"

// Opening follows a command line by line, and knows whether more belongs to it. The zero value is ready.
type Opening struct {
	rules shell
	begun bool
	quote byte   // the quote that is open; 1 is that of $'…'
	last  byte   // the sign before
	here  string // what closes the here-string that is open
	depth int    // of brackets, where these hold lines together
}

// Line takes the next line, and tells whether another belongs to the command.
func (o *Opening) Line(line string) (more bool) {
	if !o.begun {
		o.begun, o.rules = true, shellOf(line)
		line = withoutPrompt(line)
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case o.rules == cmd:
		return o.caret(line)
	case o.here != "" && !strings.HasPrefix(line, o.here):
		return true
	case o.here != "":
		o.here, line = "", line[2:]
	case o.rules == powerShell && (strings.HasSuffix(line, "@'") || strings.HasSuffix(line, `@"`)):
		o.here, line = line[len(line)-1:]+"@", line[:len(line)-2]
	}
	escaped := false
	for i := range len(line) {
		escaped = !escaped && o.sign(line[i])
		o.last = line[i]
	}
	return escaped || o.quote != 0 || o.depth > 0 || o.here != ""
}

// caret is for cmd: a line goes on behind a caret, and an empty one behind it is a line end in a text.
func (o *Opening) caret(line string) bool {
	if line == "" {
		return o.quote != 0
	}
	carets := len(line) - len(strings.TrimRight(line, "^"))
	o.quote = 0
	if carets%2 == 1 {
		o.quote = '^'
	}
	return o.quote != 0
}

// sign takes a character, and tells whether it escapes the next one.
func (o *Opening) sign(c byte) bool {
	switch {
	case o.quote == '\'' && o.rules != javaScript:
		if c == '\'' {
			o.quote = 0
		}
		return false
	case c == '\\' && o.rules != powerShell, c == '`' && o.rules == powerShell:
		return true
	case o.quote == 1 && c == '\'', o.quote != 0 && c == o.quote:
		o.quote = 0
	case o.quote != 0:
	case c == '\'' && o.last == '$' && o.rules == posix:
		o.quote = 1
	case c == '"', c == '\'':
		o.quote = c
	case o.rules == posix:
	case strings.IndexByte("({[", c) >= 0:
		o.depth++
	case strings.IndexByte(")}]", c) >= 0:
		o.depth--
	}
	return false
}
