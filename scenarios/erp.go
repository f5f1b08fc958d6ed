package scenarios

import (
	"errors"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// script passes the part below erp to the reader of scripts. That reader gets the text of the whole file with
// everything else blanked out, so that the places in its problems are places in this file, and this package need
// not know its language.
func (r *reader) script() {
	value, _ := r.file.Value("/erp")
	object, isObject := value.(map[string]any)
	if !isObject {
		return
	}
	_, versioned := object["version"]
	source := r.part(!versioned)
	parsed, err := script.Parse(r.file.Name(), source)
	var problems yamlfile.Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			p.Pointer = "/erp" + p.Pointer
			r.problems.Add(p)
		}
	case err != nil:
		r.refuse("/erp", "the script cannot be read: %v", err)
	default:
		r.story.Script, r.story.ScriptSource = parsed, source
	}
}

// part returns the text of the value of erp, each line where it stands in the file. If the script has no version,
// it gets one on the blanked lines before it.
func (r *reader) part(addVersion bool) []byte {
	place := r.file.Problem("/erp", "")
	lines := strings.SplitAfter(string(r.file.Source()), "\n")
	first, column := place.Line-1, place.Column-1
	if first < 0 || first >= len(lines) {
		return nil
	}
	end := r.end("", 0, len(lines)+1) // the end of the file, unless something follows
	if after, ok := r.after("", "erp"); ok {
		end = after
	}
	line := []rune(lines[first])
	column = min(column, len(line))
	margin := strings.Repeat(" ", column)
	if following := string(line[column:]) + strings.Join(lines[first+1:], ""); strings.HasPrefix(following, "{") {
		return []byte(strings.Repeat("\n", first) + margin + object(following, addVersion))
	}
	rest := string(line[column:]) + strings.Join(lines[first+1:max(end-1, first+1)], "")
	if first == 0 {
		return []byte(margin + rest)
	}
	before := ""
	if addVersion {
		before = margin + "version: 1"
	}
	return []byte(strings.Repeat("\n", first-1) + before + "\n" + margin + rest)
}

// object cuts an object in braces out of what follows. The version goes after its last member, where it shifts
// nothing.
func object(text string, addVersion bool) string {
	end := closing(text)
	if !addVersion || end == len(text) {
		return text[:end]
	}
	inside := strings.TrimRight(text[:end-1], " \t\r\n,")
	if strings.HasSuffix(inside, "{") {
		return inside + `"version": 1}`
	}
	return inside + `, "version": 1}`
}

// closing finds the end of an object in braces. A quote opens a text only where a value can begin, because plain
// words may contain quotes.
func closing(text string) int {
	depth, last := 0, byte(' ')
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case (c == '"' || c == '\'') && strings.IndexByte(" \t\n,:[{", last) >= 0:
			i += quotedLength(text[i:]) - 1
		case c == '#' && strings.IndexByte(" \t\n", last) >= 0:
			if to := strings.IndexByte(text[i:], '\n'); to >= 0 {
				i += to
			}
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		last = text[min(i, len(text)-1)]
	}
	return len(text)
}

// quotedLength is the length of the quoted text at the beginning, with its quotes.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[0] == '"' && text[i] == '\\':
			i++
		case text[i] == text[0]:
			return i + 1
		}
	}
	return len(text)
}
