package yamlfile

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is the source of a file, cut into lines where YAML cuts them.
type text struct {
	src    []byte
	starts []int // offset of each line's first byte
}

func newText(src []byte) *text {
	t := &text{src: src, starts: []int{0}}
	for i := 0; i < len(src); {
		size := breakAt(src[i:])
		if size == 0 {
			i++
			continue
		}
		i += size
		t.starts = append(t.starts, i)
	}
	return t
}

// breakAt is the length of the line break that src begins with, or 0. YAML also breaks
// lines at the Unicode next line, line separator and paragraph separator.
func breakAt(src []byte) int {
	switch {
	case src[0] == '\n':
		return 1
	case src[0] == '\r' && len(src) > 1 && src[1] == '\n':
		return 2
	case src[0] == '\r':
		return 1
	case len(src) > 1 && src[0] == 0xC2 && src[1] == 0x85:
		return 2
	case len(src) > 2 && src[0] == 0xE2 && src[1] == 0x80 && (src[2] == 0xA8 || src[2] == 0xA9):
		return 3
	}
	return 0
}

// line gives the text of a line without its break; ok is false when there is no such line.
func (t *text) line(number int) (line string, ok bool) {
	if number < 1 || number > len(t.starts) {
		return "", false
	}
	end := len(t.src)
	if number < len(t.starts) {
		end = t.starts[number]
	}
	return strings.TrimRight(string(t.src[t.starts[number-1]:end]), "\r\n\u0085\u2028\u2029"), true
}

// position turns a byte offset into line and column.
func (t *text) position(offset int) (line, column int) {
	line = 1
	for low, high := 0, len(t.starts)-1; low <= high; {
		middle := (low + high) / 2
		if t.starts[middle] <= offset {
			line, low = middle+1, middle+1
		} else {
			high = middle - 1
		}
	}
	return line, 1 + utf8.RuneCount(t.src[t.starts[line-1]:offset])
}

// letter gives the letter at a position, or 0 at the end of the line and beyond.
func (t *text) letter(line, column int) rune {
	words, _ := t.line(line)
	for _, r := range words {
		if column--; column == 0 {
			return r
		}
	}
	return 0
}

// end is the position after the last word of the file.
func (t *text) end() (line, column int) {
	return t.position(len(bytes.TrimRight(t.src, " \t\r\n")))
}

// width is how many letters of a long line an excerpt shows on each side of the caret.
const width = 60

// excerpt shows a line with a caret below the column. What a terminal could take for
// an order, or show in another place than it stands, is shown as a dot.
func (t *text) excerpt(line, column int) string {
	words, ok := t.line(line)
	if !ok || column < 1 {
		return ""
	}
	return Excerpt(words, line, column)
}

// Excerpt shows a line of a file, here of its words, with a caret below the column, as problems do.
func Excerpt(words string, line, column int) string {
	letters := []rune(words)
	caret := min(column-1, len(letters))
	before, after := "", ""
	if len(letters)-caret > width {
		letters, after = letters[:caret+width], "…"
	}
	if caret > width {
		letters, before, caret = letters[caret-width:], "…", width
	}
	shown := before + strings.Map(visible, string(letters)) + after
	margin := fmt.Sprintf("%4d | ", line)
	blank := strings.Repeat(" ", len(margin)-2) + "| "
	return margin + strings.TrimRight(shown, " ") + "\n" + blank + strings.Repeat(" ", len([]rune(before))+caret) + "^"
}

func visible(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsPrint(r):
		return r
	}
	return '·'
}
