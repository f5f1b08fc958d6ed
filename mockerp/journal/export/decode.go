package export

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// mostHeaders is how many headers one message may have.
const mostHeaders = 1000

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

// errMany is for lists that are too long.
type errMany struct {
	pointer string
	most    int
}

func (e *errMany) Error() string {
	return fmt.Sprintf("%s has more than %d items: split the capture, or save only the posts to the ERP", e.pointer, e.most)
}

// inPart says which part of the capture an error is in.
type inPart struct {
	where string
	err   error
}

func (e *inPart) Error() string { return e.where + ": " + plain(e.err).Error() }

// plain takes what the decoder wrapped around an error of ours away, and puts an error of its own
// into words of JSON instead of Go.
func plain(err error) error {
	var part *inPart
	var missing *errMissing
	var wrong *errWrong
	var many *errMany
	var meaning *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &part):
		return part
	case errors.As(err, &missing):
		return missing
	case errors.As(err, &wrong):
		return wrong
	case errors.As(err, &many):
		return many
	case errors.As(err, &meaning):
		return fmt.Errorf("%s must be %s, but it is %s", pointerOr(meaning.JSONPointer), wanted(meaning.GoType), got(meaning))
	case errors.As(err, &syntax):
		where := ""
		if syntax.JSONPointer != "" {
			where = ", in " + pointerOr(syntax.JSONPointer)
		}
		return fmt.Errorf("at byte %d%s, it is no JSON: %w", syntax.ByteOffset, where, syntax.Err)
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
	switch {
	case t.Kind() == reflect.String:
		return "a text"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}

func got(e *json.SemanticError) string {
	switch e.JSONKind {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "a text"
	case '0':
		if len(e.JSONValue) > 0 {
			return "the number " + shorten(string(e.JSONValue))
		}
		return "a number"
	case '[':
		return "a list"
	case '{':
		return "an object"
	}
	return "not that"
}

// eachItem reads a list, item by item, so that a long one is refused before it is held; null is
// an empty list.
func eachItem(dec *jsontext.Decoder, most int, one func() error) error {
	begin, err := dec.ReadToken()
	if err != nil || begin.Kind() == 'n' {
		return err
	}
	if begin.Kind() != '[' {
		return &json.SemanticError{JSONPointer: dec.StackPointer(), JSONKind: begin.Kind(), GoType: reflect.TypeFor[[]any]()}
	}
	for n := 0; dec.PeekKind() != ']'; n++ {
		if n == most {
			return &errMany{string(dec.StackPointer().Parent()), most}
		}
		if err := one(); err != nil {
			return err
		}
	}
	_, err = dec.ReadToken()
	return err
}

func required(pointer, text string) error {
	if text == "" {
		return &errMissing{pointer, "a text"}
	}
	return nil
}

func readTime(pointer, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return at, &errWrong{pointer, "a time such as 2026-01-31T06:30:00.000Z", text}
	}
	return at, nil
}

func readBase64(pointer, text string) ([]byte, error) {
	body, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, &errWrong{pointer, "base64", text}
	}
	return body, nil
}

func addHeader(header http.Header, name, value string) {
	if !strings.HasPrefix(name, ":") { // HTTP/2 writes its request line as such headers
		header.Add(name, value)
	}
}
