package script

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// replace is `replace old new text`. Its size is known before it is made.
func replace(old, with, words string) (string, error) {
	if len(words)+strings.Count(words, old)*len(with) > maxOutput {
		return "", errTooLong
	}
	return strings.ReplaceAll(words, old, with), nil
}

// trunc keeps the first letters of a text, or with a negative count the last ones. It
// counts letters, not bytes, for text may be in any script (P5).
func trunc(count int, words string) string {
	letters := []rune(words)
	if count < 0 {
		return string(letters[max(len(letters)+count, 0):])
	}
	return string(letters[:min(count, len(letters))])
}

// substr is `substr from to text`, in letters; a negative end is the end of the text.
func substr(from, to int, words string) string {
	letters := []rune(words)
	if to < 0 || to > len(letters) {
		to = len(letters)
	}
	return string(letters[min(max(from, 0), to):to])
}

// get is `get object name`: the member, or "" where there is none. Headers and query members are such
// objects too.
func get(from any, name string) (any, error) {
	switch object := from.(type) {
	case map[string]any:
		if value, ok := object[name]; ok {
			return value, nil
		}
		return "", nil
	case headers:
		return object[http.CanonicalHeaderKey(name)], nil
	case map[string]string:
		return object[name], nil
	}
	return nil, fmt.Errorf("get takes an object and a name, such as get . \"serial\" or get .post.header \"X-Station\"; this is not an object: %s", inWords(from))
}

// farFormat finds what makes a short format print much: a width or precision of more
// than two digits or out of the arguments, and arguments by their number.
var farFormat = regexp.MustCompile(`%[^a-zA-Z%]*(\d{3}|[*\[])`)

// maxVerbs is how many values one printf may print.
const maxVerbs = 20

func printf(format string, values ...any) (string, error) {
	if farFormat.MatchString(format) || strings.Count(format, "%") > maxVerbs {
		return "", errors.New("printf takes widths up to 99 and 20 values here")
	}
	return fmt.Sprintf(format, values...), nil
}

var errMixed = errors.New("these cannot be compared: text is compared with text and numbers with numbers; int and toString change one into the other")

// order compares two numbers by their value, or two texts letter by letter.
func order(a, b any) (int, error) {
	x, isNumber := schemas.NumberText(a)
	y, isNumberToo := schemas.NumberText(b)
	if isNumber && isNumberToo {
		return compareNumbers(x, y), nil
	}
	s, isText := a.(string)
	t, isTextToo := b.(string)
	if isText && isTextToo {
		return strings.Compare(s, t), nil
	}
	return 0, errMixed
}

func equal(a, b any) (bool, error) {
	x, isBool := a.(bool)
	y, isBoolToo := b.(bool)
	if isBool && isBoolToo {
		return x == y, nil
	}
	result, err := order(a, b)
	return result == 0, err
}

// equalAny tells whether a value is one of several, as text/template's own eq does.
func equalAny(a any, others ...any) (bool, error) {
	for _, other := range others {
		if same, err := equal(a, other); same || err != nil {
			return same, err
		}
	}
	return false, nil
}

func unequal(a, b any) (bool, error) {
	same, err := equal(a, b)
	return !same, err
}

// ordered is a comparison that holds for the wanted results of order.
func ordered(wanted func(result int) bool) func(a, b any) (bool, error) {
	return func(a, b any) (bool, error) {
		result, err := order(a, b)
		return wanted(result), err
	}
}
