package yamlfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is the source of a file, cut into lines where YAML cuts them.
type text struct {
	src    []byte
	starts []int // offset of each line's first byte
	stones []int // offset of every thousandth letter, for a file may be one line of a megabyte
}

// apart is how many letters are from one stone to the next.
const apart = 1000

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
	for i, letter := 0, 0; i < len(src); letter++ {
		if letter%apart == 0 {
			t.stones = append(t.stones, i)
		}
		_, size := utf8.DecodeRune(src[i:])
		i += size
	}
	return t
}

// offset is where the letter stands that comes so many letters behind an offset.
func (t *text) offset(from, letters int) int {
	stone, found := slices.BinarySearch(t.stones, from)
	if !found {
		stone--
	}
	if stone < 0 { // the file is empty
		return from
	}
	letters += utf8.RuneCount(t.src[t.stones[stone]:from])
	if stone += letters / apart; stone >= len(t.stones) {
		return len(t.src)
	}
	at := t.stones[stone]
	for range letters % apart {
		_, size := utf8.DecodeRune(t.src[at:])
		at += size
	}
	return at
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

// has tells whether there is such a line.
func (t *text) has(number int) bool { return number >= 1 && number <= len(t.starts) }

// span gives where a line begins and ends, without its break.
func (t *text) span(number int) (from, to int) {
	from, to = t.starts[number-1], len(t.src)
	if number < len(t.starts) {
		to = t.starts[number]
	}
	return from, from + len(bytes.TrimRight(t.src[from:to], "\r\n\u0085\u2028\u2029"))
}

// line gives the text of a line without its break; ok is false when there is no such line.
func (t *text) line(number int) (line string, ok bool) {
	if !t.has(number) {
		return "", false
	}
	from, to := t.span(number)
	return string(t.src[from:to]), true
}

// position turns a byte offset into line and column.
func (t *text) position(offset int) (line, column int) {
	line, found := slices.BinarySearch(t.starts, offset)
	if found {
		line++ // lines count from 1; else it is the line before
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

// excerpt shows a line with a caret below the column.
func (t *text) excerpt(line, column int) string {
	if !t.has(line) || column < 1 {
		return ""
	}
	from, to := t.span(line)
	return excerpt(t.src[from:to], line, min(t.offset(from, column-1), to)-from)
}

// Excerpt shows a line of a file, here of its words, with a caret below the column, as problems do.
func Excerpt(words string, line, column int) string {
	caret := 0
	for range column - 1 {
		_, size := utf8.DecodeRuneInString(words[caret:])
		caret += size
	}
	return excerpt([]byte(words), line, caret)
}

// excerpt shows a line with a caret below the byte at an offset. What a terminal could take for
// an order, or show in another place than it stands, is shown as a dot. However long the line is, it
// looks at no more than it shows.
func excerpt(words []byte, line, caret int) string {
	from, to := caret, caret
	for range width {
		_, size := utf8.DecodeLastRune(words[:from])
		from -= size
		_, size = utf8.DecodeRune(words[to:])
		to += size
	}
	before := cut(words[:from]) + string(words[from:caret])
	shown := strings.Map(visible, before+string(words[caret:to])+cut(words[to:]))
	margin := fmt.Sprintf("%4d | ", line)
	blank := strings.Repeat(" ", len(margin)-2) + "| "
	return margin + strings.TrimRight(shown, " ") + "\n" + blank + strings.Repeat(" ", utf8.RuneCountInString(before)) + "^"
}

// cut stands for what is left out.
func cut(left []byte) string {
	if len(left) == 0 {
		return ""
	}
	return "…"
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
