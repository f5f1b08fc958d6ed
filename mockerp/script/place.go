package script

import (
	"fmt"
	"regexp"
	"strings"

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

// lineBreak is where YAML breaks lines.
var lineBreak = regexp.MustCompile(`\r\n|[\r\n\x{85}\x{2028}\x{2029}]`)

// find gives the place in the file of one letter of a text that begins at a problem.
func (c *compiler) find(begin yamlfile.Problem, words string, letter int) (line, column int, ok bool) {
	lines := lineBreak.Split(string(c.file.Source()), -1)
	if begin.Line < 1 || begin.Line > len(lines) {
		return 0, 0, false
	}
	before := string([]rune(words)[:min(letter, len([]rune(words)))])
	number := strings.Count(before, "\n")
	wanted := strings.Split(words, "\n")[number]
	inLine := len([]rune(before[strings.LastIndex(before, "\n")+1:]))
	first := []rune(lines[begin.Line-1])
	here := string(first[min(begin.Column-1, len(first)):])
	if strings.HasPrefix(here, "|") { // a block of lines begins on the next one
		line = begin.Line + 1 + number
		if line > len(lines) || !strings.HasSuffix(lines[line-1], wanted) {
			return 0, 0, false
		}
		return line, len([]rune(lines[line-1])) - len([]rune(wanted)) + inLine + 1, true
	}
	at := strings.Index(here, wanted)
	if strings.Contains(words, "\n") || at < 0 || at > 1 { // 1 is behind a quotation mark
		return 0, 0, false
	}
	return begin.Line, begin.Column + at + inLine, true
}
