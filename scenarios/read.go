package scenarios

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// reader reads one of the files of a story.
type reader struct {
	*loader
	file *yamlfile.File
	dir  string          // where it lies
	with map[string]Text // values for ${with.name}
	path string          // prefix for the paths of its steps

	source []string // its lines, split on first use
}

// refuse reports a mistake at the value of a pointer.
func (r *reader) refuse(pointer, format string, args ...any) {
	r.problems.Add(r.file.Problem(pointer, format, args...))
}

// refuseName reports it at the name of the value.
func (r *reader) refuseName(pointer, format string, args ...any) {
	r.problems.Add(r.file.KeyProblem(pointer, format, args...))
}

func pointerTo(steps ...any) string { return yamlfile.Pointer(steps...) }

// has tells whether the pointer has a value.
func (r *reader) has(pointer string) bool {
	_, ok := r.file.Value(pointer)
	return ok
}

// word is a text without references; "" if there is none.
func (r *reader) word(pointer string) string {
	text, _ := r.file.Value(pointer)
	word, _ := text.(string)
	return word
}

// flag is true or false, with a default.
func (r *reader) flag(pointer string, usual bool) bool {
	value, ok := r.file.Value(pointer)
	if is, isBool := value.(bool); ok && isBool {
		return is
	}
	return usual
}

// count is a whole number of 0 or more; ok is false if there is none.
func (r *reader) count(pointer string) (n int, ok bool) {
	value, _ := r.file.Value(pointer)
	number, isNumber := value.(json.Number)
	if !isNumber {
		return 0, false
	}
	n, err := strconv.Atoi(string(number))
	return n, err == nil && n >= 0
}

// maxDuration bounds what a file may ask for.
const maxDuration = 10 * time.Minute

func (r *reader) duration(pointer string) time.Duration {
	word := r.word(pointer)
	if word == "" {
		return 0
	}
	d, err := time.ParseDuration(word)
	switch {
	case err != nil: // the schema has refused it
		return 0
	case d > maxDuration:
		r.refuse(pointer, "%s is too long: 10m at most", word)
	case d == 0:
		r.refuse(pointer, "%s is zero: leave it out, or give a duration such as 500ms", word)
	}
	return d
}

// text is a single value with its references; zero if there is none. Numbers stay as written. A reference to
// `with` is replaced at once.
func (r *reader) text(pointer string) Text {
	value, ok := r.file.Value(pointer)
	if !ok || value == nil {
		return Text{}
	}
	text, isText := value.(string)
	if !isText {
		text, isText = r.file.Text(pointer)
		return Text{parts: []part{{plain: text, value: value}}, given: isText}
	}
	parts, err := split(text, place{r.file, pointer})
	if err != nil {
		r.refuse(pointer, "%v", err)
		return Text{}
	}
	return Text{parts: r.withValues(pointer, parts), given: true}
}

// withValues replaces ${with.name} by the value from this file or from the file that includes it.
func (r *reader) withValues(pointer string, parts []part) []part {
	var all []part
	for _, p := range parts {
		if p.ref == nil || p.ref.Name != "with" {
			all = append(all, p)
			continue
		}
		value, ok := r.with[p.ref.Field]
		if !ok {
			r.refuse(pointer, "there is no value %q in `with`%s", p.ref.Field, meant(p.ref.Field, slices.Sorted(maps.Keys(r.with))))
			continue
		}
		all = append(all, value.parts...)
	}
	return all
}

// texts reads one text or a list of texts.
func (r *reader) texts(pointer string) []Text {
	value, _ := r.file.Value(pointer)
	list, isList := value.([]any)
	if !isList {
		if t := r.text(pointer); t.given {
			return []Text{t}
		}
		return nil
	}
	var all []Text
	for i := range list {
		all = append(all, r.text(pointer+pointerTo(i)))
	}
	return all
}

// length is how many entries the list at the pointer has.
func (r *reader) length(pointer string) int {
	value, _ := r.file.Value(pointer)
	list, _ := value.([]any)
	return len(list)
}

// meant returns ": did you mean x?", or the possible words, or nothing.
func meant(word string, known []string) string {
	if near := schemas.Nearest(word, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	return ": there is " + enumerate(known)
}

func enumerate(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = strconv.Quote(word)
	}
	return schemas.List(quoted, "and")
}
