package check

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Edit changes one thing of a payload before it is sent.
type Edit struct {
	path  []string
	value any
	drop  bool
}

// Set gives a member a value; the pointer is like "/item/serial". A json.RawMessage is written as
// it stands.
func Set(pointer string, value any) Edit {
	return Edit{path: strings.Split(pointer[1:], "/"), value: value}
}

// Drop takes a member away.
func Drop(pointer string) Edit {
	return Edit{path: strings.Split(pointer[1:], "/"), drop: true}
}

func (e Edit) apply(object map[string]any) {
	for _, name := range e.path[:len(e.path)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			return
		}
		object = inner
	}
	last := e.path[len(e.path)-1]
	if e.drop {
		delete(object, last)
		return
	}
	object[last] = e.value
}

// edited writes a payload as JSON and applies the edits.
func (t *T) edited(payload any, edits []Edit) json.RawMessage {
	body := t.encode(payload)
	if len(edits) == 0 {
		return body
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		t.KitError("A payload could not be read back: %v.", err)
	}
	for _, e := range edits {
		e.apply(object)
	}
	return t.encode(object)
}

// encode writes JSON with <, > and & as they are (P5).
func (t *T) encode(value any) json.RawMessage {
	text, err := schemas.JSON(value)
	if err != nil {
		t.KitError("A payload could not be written: %v.", err)
	}
	return text
}
