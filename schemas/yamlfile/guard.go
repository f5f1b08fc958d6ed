package yamlfile

import (
	"bytes"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas"
)

// The bounds of a file. They are far above what people write, and keep what a hostile
// file can cost to some tens of megabytes and a fraction of a second.
const (
	maxSize   = 1 << 20
	maxDepth  = 32
	maxValues = 60_000
)

// guard looks at the bytes before any parser does. It gives the text to parse, or the
// one problem that makes parsing useless.
func guard(name string, src []byte) (*text, error) {
	whole := func(message string) error { return Problems{{File: name, Message: message}} }
	if len(src) > maxSize {
		return nil, whole("this is longer than 1 MiB: a file of erpkit is a few kilobytes; split it")
	}
	src, err := schemas.FileText(src)
	if err != nil {
		return nil, whole(err.Error())
	}
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, whole("the file is empty")
	}
	t := newText(src)
	if offset, message := foul(src); message != "" {
		line, column := t.position(offset)
		return nil, Problems{{
			File: name, Line: line, Column: column, Message: message, Excerpt: t.excerpt(line, column),
		}}
	}
	if marks(src) > maxValues {
		return nil, whole("the file has too many values (some 60,000 are read): split it")
	}
	return t, nil
}

// foul finds the first byte that is not text: invalid UTF-8, or a control character.
func foul(src []byte) (offset int, message string) {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i, "this is not UTF-8 text: save the file as UTF-8"
		case r == 0:
			return i, "there is a zero byte here: this is not a text file"
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7F:
			return i, "there is a control character here: remove it, or write it as an escape in double quotes"
		}
		i += size
	}
	return 0, ""
}

// marks counts what separates values in YAML and JSON. There are never more values than
// about twice as many, so that counting bounds the memory that the parser takes.
func marks(src []byte) int {
	n := 0
	for _, c := range src {
		switch c {
		case '\n', '\r', ',', ':', '[', '{', '?', '&', '*', '!':
			n++
		}
	}
	return n
}
