package script

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// refuseInside makes a problem of one letter inside of a text of the file, such as a mistake
// in an expression. Where the text does not stand in the file letter by letter, the problem
// is at its beginning and says which letter is meant.
func (c *compiler) refuseInside(pointer, words string, letter int, message string) {
	p := c.file.Problem(pointer, "%s", message)
	if letter >= 0 {
		line, column, ok := c.find(p, words, letter)
		if ok {
			p.Line, p.Column, p.Excerpt = line, column, c.file.Excerpt(line, column)
		} else {
			p.Message = fmt.Sprintf("%s (at letter %d)", message, letter+1)
		}
	}
	c.problems.Add(p)
}

// find gives the place in the file of one letter of a text that begins at a problem.
func (c *compiler) find(begin yamlfile.Problem, words string, letter int) (line, column int, ok bool) {
	first, there := c.file.SourceLine(begin.Line, begin.Column)
	if !there {
		return 0, 0, false
	}
	before := string([]rune(words)[:min(letter, len([]rune(words)))])
	number := strings.Count(before, "\n")
	wanted := strings.Split(words, "\n")[number]
	inLine := utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:])
	if strings.HasPrefix(first, "|") { // a block of lines begins on the next one
		line = begin.Line + 1 + number
		here, there := c.file.SourceLine(line, 1)
		if !there || !strings.HasSuffix(here, wanted) {
			return 0, 0, false
		}
		return line, utf8.RuneCountInString(here) - utf8.RuneCountInString(wanted) + inLine + 1, true
	}
	at := strings.Index(first[:min(len(first), len(wanted)+1)], wanted) // behind a quotation mark, or at once
	if at < 0 || strings.Contains(words, "\n") {
		return 0, 0, false
	}
	return begin.Line, begin.Column + at + inLine, true
}
