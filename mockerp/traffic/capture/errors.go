package capture

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/schemas/show"
)

// errMissing is for members that must be there. The pointer leads to where it should have been.
type errMissing struct{ pointer, wanted string }

func (e *errMissing) Error() string {
	return fmt.Sprintf("%s must be %s, but it is missing, null or empty", e.pointer, e.wanted)
}

// errWrong is for a text that is there but does not say what it should.
type errWrong struct{ pointer, wanted, got string }

func (e *errWrong) Error() string {
	return fmt.Sprintf("%s must be %s, but it is %q", e.pointer, e.wanted, shorten(e.got))
}

// errMany is for lists that are too long, errLong for members that are.
type errMany struct {
	pointer string
	most    int
}

func (e *errMany) Error() string { return fmt.Sprintf("%s has more than %d items", e.pointer, e.most) }

type errLong struct{ pointer string }

func (e *errLong) Error() string {
	return fmt.Sprintf("%s is longer than %d KiB", e.pointer, mostMember>>10)
}

// inWords is an error of the decoder that is in words already.
type inWords struct{ error }

// inPart says which part of the capture an error is in.
type inPart struct {
	where string
	err   error
}

func (e *inPart) Error() string { return e.where + ": " + plain(e.err).Error() }
func (e *inPart) Unwrap() error { return e.err }

// worded is an error that people can read as it is.
type worded interface {
	error
	worded()
}

func (*errMissing) worded() {}
func (*errWrong) worded()   {}
func (*errMany) worded()    {}
func (*errLong) worded()    {}
func (*inWords) worded()    {}
func (*inPart) worded()     {}

// plain unwraps an error of ours from that of the decoder, and puts an error of the decoder itself
// into words of JSON instead of Go.
func plain(err error) error {
	var ours worded
	if errors.As(err, &ours) {
		return ours
	}
	var meaning *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &meaning):
		return fmt.Errorf("%s must be %s, but it is %s", pointerOr(meaning.JSONPointer), wanted(meaning.GoType), got(meaning))
	case errors.As(err, &syntax):
		where := ""
		if syntax.JSONPointer != "" {
			where = ", in " + pointerOr(syntax.JSONPointer)
		}
		return fmt.Errorf("at byte %d%s, it is not JSON: %w", syntax.ByteOffset, where, syntax.Err)
	}
	return err
}

func pointerOr(pointer jsontext.Pointer) string {
	if pointer == "" {
		return "the whole"
	}
	return shorten(string(pointer))
}

// wanted is the JSON type that a Go type stands for.
func wanted(t reflect.Type) string {
	if t == nil {
		return "something else"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

func got(e *json.SemanticError) string { return kindOf(e.JSONKind, e.JSONValue) }

// kindOf is what a value is, in words.
func kindOf(kind jsontext.Kind, value jsontext.Value) string {
	switch kind {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "a text"
	case '0':
		if len(value) > 0 {
			return "the number " + shorten(string(value))
		}
		return "a number"
	case '[':
		return "a list"
	case '{':
		return "an object"
	}
	return "not that"
}

func shorten(text string) string { return show.Clip(text, 60) }
