package schemas

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// maxFindings is how many findings one body can have: a hostile body must not make a
// report without end.
const maxFindings = 100

// findingList keeps the first findings and counts the rest.
type findingList struct {
	kept []Finding
	left int
}

// full tells whether a further finding would only be counted.
func (l *findingList) full() bool { return len(l.kept) >= maxFindings }

func (l *findingList) add(f Finding) {
	if l.full() {
		l.left++
		return
	}
	l.kept = append(l.kept, f)
}

// list gives the findings; the last one says how many there is no room for.
func (l *findingList) list() []Finding {
	if l.left == 0 {
		return l.kept
	}
	last := l.kept[len(l.kept)-1]
	rest := newFinding(last.Clause, "", "", "", fmt.Sprintf("%d more findings are left out", l.left+1), "")
	rest.Level = Note
	return append(l.kept[:len(l.kept)-1], rest)
}

// newFinding makes a finding of the level of its clause. The sentence is given without
// its full stop; the clause is put behind it.
func newFinding(clause, pointer, wanted, got, sentence, hint string) Finding {
	level := Must
	if c, ok := ClauseByID(clause); ok {
		level = c.Level
	}
	return Finding{
		Clause: clause, Level: level, Pointer: pointer, Wanted: wanted, Got: got,
		Message: fmt.Sprintf("%s (%s).", sentence, clause), Hint: hint,
	}
}

// newNote makes a finding that breaks nothing but is worth seeing.
func newNote(clause, pointer, wanted, got, sentence, hint string) Finding {
	f := newFinding(clause, pointer, wanted, got, sentence, hint)
	f.Level = Note
	return f
}

// maxShown is how much of a value is shown in a message, in bytes.
const maxShown = 60

// shorten cuts a long text between two characters and says how long it was.
func shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	cut := maxShown
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:cut], len(text))
}

// memberName turns a pointer into the words of a message: /item/sku is `item.sku`.
func memberName(pointer string) string {
	if pointer == "" {
		return "the body"
	}
	path := strings.ReplaceAll(pointer[1:], "/", ".")
	path = strings.NewReplacer("~1", "/", "~0", "~").Replace(path)
	return "`" + shorten(path) + "`"
}

// pointerTo extends a pointer by one member.
func pointerTo(parent, name string) string {
	return parent + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(shorten(name))
}

// show gives a value as a person would name it: "abc", 5, null, an object.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", shorten(v))
	case bool:
		return fmt.Sprintf("%t", v)
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	case json.Number:
		return shorten(string(v))
	}
	return shorten(fmt.Sprint(value))
}

// sortFindings brings findings into an order that does not change from run to run.
func sortFindings(findings []Finding) {
	sort.SliceStable(findings, func(i, j int) bool {
		a, b := findings[i], findings[j]
		if a.Pointer != b.Pointer {
			return a.Pointer < b.Pointer
		}
		return a.Clause < b.Clause
	})
}
