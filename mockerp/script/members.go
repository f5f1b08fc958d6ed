package script

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// nature is what the contract says that a member is.
type nature string

const (
	text   nature = "text"
	number nature = "a number"
	object nature = "an object"
)

// membersOf holds the members that the contract knows, by kind and dotted path.
type membersOf map[schemas.Kind]map[string]nature

// contractMembers reads the members from the payload types, which are the contract.
func contractMembers() membersOf {
	all := make(membersOf, 3)
	for kind, payload := range map[schemas.Kind]any{
		schemas.Device:     schemas.DevicePayload{},
		schemas.ItemAttach: schemas.ItemAttachPayload{},
		schemas.Operation:  schemas.OperationPayload{},
	} {
		all[kind] = make(map[string]nature)
		readMembers(all[kind], "", reflect.TypeOf(payload))
	}
	return all
}

func readMembers(into map[string]nature, prefix string, t reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		of := field.Type
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		switch {
		case of == reflect.TypeFor[json.Number](), of.Kind() == reflect.Int:
			into[prefix+name] = number
		case of.Kind() == reflect.Struct:
			into[prefix+name] = object
			readMembers(into, prefix+name+".", of)
		default:
			into[prefix+name] = text
		}
	}
}

// find gives the nature of a member in posts of these kinds; ok is false when none of
// them has it.
func (m membersOf) find(path string, kinds []schemas.Kind) (is nature, ok bool) {
	for _, kind := range kinds {
		if is, ok = m[kind][path]; ok {
			return is, true
		}
	}
	return "", false
}

// names gives the paths that posts of these kinds have, in the order of the alphabet.
func (m membersOf) names(kinds []schemas.Kind) []string {
	var all []string
	for _, kind := range kinds {
		for path := range m[kind] {
			if !slices.Contains(all, path) {
				all = append(all, path)
			}
		}
	}
	slices.Sort(all)
	return all
}
