package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// syntax explains why the parser stopped. Its wording changes from version to version,
// so the sentence is made from what stands at the place.
func (f *File) syntax(err error) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) || load.Mark.Line < 1 {
		return f.whole("this is not YAML: %v", err)
	}
	line, column := load.Mark.Line, max(load.Mark.Column, 1)
	if opened := load.ContextMark; opened.Line > 0 && f.nothingFrom(line, column) {
		if strings.ContainsRune("'\"[{", f.text.letter(opened.Line, opened.Column)) {
			return Problems{f.at(opened.Line, opened.Column, "what begins here is never closed: its other quote, bracket or brace is missing")}
		}
		line, column = opened.Line, opened.Column
	}
	if f.nothingFrom(line, column) {
		line, column = f.text.end()
		return Problems{f.at(line, column, "the file ends too early: something is missing here")}
	}
	cure := f.cure(line, column)
	if cure == "" {
		cure = fmt.Sprintf("this is not YAML (%s): check the quotes, and how far the line is indented", strings.TrimSpace(load.Message))
	}
	return Problems{f.at(line, column, cure)}
}

// cure says what is likely wrong, from the letter where the parser stopped.
func (f *File) cure(line, column int) string {
	words, _ := f.text.line(line)
	indent := words[:len(words)-len(strings.TrimLeft(words, " \t"))]
	letter := f.text.letter(line, column)
	switch {
	case strings.Contains(words, ": {{"), strings.Contains(words, "- {{"):
		return "a text that begins with {{ must be quoted"
	case strings.Contains(indent, "\t") && column <= len(indent)+1:
		return "this line is indented with a tab: YAML wants spaces"
	case letter == '\\':
		return `a backslash has a meaning of its own in double quotes: use single quotes, or write \\`
	case letter == '*':
		return "a text that begins with * must be quoted (references to other parts of the file are not read)"
	case letter == '@', letter == '`', letter == '%', letter == '&', letter == '!':
		return fmt.Sprintf("a text that begins with %c must be quoted", letter)
	case letter == ':' && strings.Contains(string([]rune(words)[:column-1]), ":"):
		return "a second colon is not expected here: quote a text that has a colon in it"
	case letter == ':':
		return "this line does not fit the lines above it: check how far they are indented, and that each name has a colon and a blank after it"
	}
	return ""
}

// nothingFrom tells whether only blanks follow a position, up to the end of the file.
func (f *File) nothingFrom(line, column int) bool {
	if line > len(f.text.starts) {
		return true
	}
	offset := f.text.starts[line-1]
	words, _ := f.text.line(line)
	rest := string([]rune(words)[min(column-1, len([]rune(words))):])
	offset += len(words) - len(rest)
	return len(bytes.TrimSpace(f.text.src[offset:])) == 0
}
