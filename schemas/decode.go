package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth is how deep objects and arrays may nest. The contract needs two levels; no MES makes a
// body this deep.
const maxDepth = 32

var (
	errTooDeep  = errors.New("objects and arrays are nested too deep")
	errTrailing = errors.New("something follows the first JSON value")
)

// reader builds the tree of one body in one pass and collects what is wrong with its text.
type reader struct {
	dec      jsontext.Decoder
	from     bytes.Buffer
	body     []byte
	findings findingList
}

// readers are used again: to make one costs as much as to read a post. One that rests may keep its last body alive.
var readers = sync.Pool{New: func() any { return new(reader) }}

// decode reads a body that holds one JSON value of any type. If it does not, the value is nil and
// err says where it went wrong; earlier findings are kept.
func decode(body []byte) (any, []Finding, error) {
	r, _ := readers.Get().(*reader)
	defer readers.Put(r)
	r.body, r.findings, r.from = body, findingList{}, *bytes.NewBuffer(body)
	// The decoder ignores duplicate members and bad UTF-8: the reader reports all of them.
	r.dec.Reset(&r.from, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := r.value(0)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		value = nil
	}
	return value, r.findings.list(), err
}

// end checks that only white space follows the value.
func (r *reader) end() error {
	if rest := bytes.TrimLeft(r.body[r.dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return &jsontext.SyntacticError{Err: errTrailing, ByteOffset: int64(len(r.body) - len(rest))}
	}
	return nil
}

func (r *reader) value(depth int) (any, error) {
	switch r.dec.PeekKind() {
	case '{':
		return r.object(depth + 1)
	case '[':
		return r.array(depth + 1)
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	switch raw[0] {
	case '"':
		return r.text(raw), nil
	case 't':
		return true, nil
	case 'f':
		return false, nil
	case 'n':
		return nil, nil
	}
	return r.number(raw), nil
}

func (r *reader) object(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	object := make(map[string]any, r.guess(depth))
	for r.dec.PeekKind() != '}' {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return nil, err
		}
		name, before := r.name(raw), len(object)
		if object[name], err = r.value(depth); err != nil {
			return nil, err
		}
		if len(object) == before { // the name is a duplicate
			r.duplicate()
		}
	}
	_, err := r.dec.ReadToken()
	return object, err
}

// guess estimates how many members the outermost object will have.
func (r *reader) guess(depth int) int {
	if depth > 1 {
		return 0
	}
	return min(bytes.Count(r.body, []byte{','})+1, 16)
}

func (r *reader) array(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	array := []any{}
	for r.dec.PeekKind() != ']' {
		value, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := r.dec.ReadToken()
	return array, err
}

// name returns the text of a member's name; names of the contract need no copy.
func (r *reader) name(raw jsontext.Value) string {
	if known := knownName(raw[1 : len(raw)-1]); known != "" {
		return known
	}
	return r.text(raw)
}

// text returns the text of a JSON string. Bytes that are not UTF-8, and lone surrogates, become
// U+FFFD and a finding (P5).
func (r *reader) text(raw jsontext.Value) string {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		r.badText(raw)
	}
	return string(text)
}

// number keeps the digits of a number. One beyond the bounds is a finding (P6); the nearest number
// within them replaces it, because calculating with the original could hang or fail.
func (r *reader) number(raw jsontext.Value) json.Number {
	number := json.Number(raw)
	if withinBounds(string(number)) {
		return number
	}
	r.badNumber(string(number))
	return nearest(string(number))
}

// memberNames are the names of the contract's members. Read only.
var memberNames = map[string]string{
	"type": "type", "workorderNumber": "workorderNumber", "sku": "sku", "serial": "serial", "oldSerial": "oldSerial", "externalId": "externalId",
	"item": "item", "quantity": "quantity",
	"actCode": "actCode", "workCenterCode": "workCenterCode", "position": "position", "validQty": "validQty", "invalidQty": "invalidQty",
	"workorderId": "workorderId", "stockId": "stockId", "sessionId": "sessionId",
	"workorderExternalId": "workorderExternalId", "operationExternalId": "operationExternalId",
}

// knownName returns the contract's own copy of a member's name, so that the names of a normal
// post cost no memory. It returns "" for any other text.
func knownName(name []byte) string { return memberNames[string(name)] }
