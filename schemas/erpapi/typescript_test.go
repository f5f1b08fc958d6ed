package erpapi

import (
	"strings"
	"testing"
)

// What a type cannot say is an error, and not a type that allows too much.
func TestTypeScript_UnknownSchemas(t *testing.T) {
	for schema, want := range map[string]string{
		`{"type": "object", "properties": {"a": {"enum": ["x"]}}}`:                              "a: a schema without a type",
		`{"type": "object", "properties": {"a": {"type": "array"}}}`:                            `a: the type "array"`,
		`{"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}`:                     "there is no #/$defs/none",
		`{"properties": {"type": {"type": "string", "enum": ["add"]}}, "allOf": [{"not": {}}]}`: "an allOf",
	} {
		root, err := parse([]byte(schema))
		if err != nil {
			t.Fatal(err)
		}
		w := typeWriter{to: &strings.Builder{}}
		if at(root, "allOf") != nil {
			err = w.post("XPost", root)
		} else {
			err = w.object("X", root)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", schema, err)
		}
	}
}

// Each act has the members of its own: what the schema forbids there is "never".
func TestTypeScript_ActsAreNarrow(t *testing.T) {
	text, err := typeScript()
	if err != nil {
		t.Fatal(err)
	}
	for act, want := range map[string]string{
		"DeviceAdd": "oldSerial?: never;", "DeviceUpdate": "oldSerial: string;", "DeviceRemove": "externalId?: string;",
		"ItemAttachAdd": "    externalId?: never;", "ItemAttachRemove": "    externalId?: string;",
		"OperationAdd": "  externalId?: never;", "OperationRemove": "  externalId?: string | null;",
		"Accepted": "externalId?: string;", "Refused": "message?: string;",
	} {
		_, after, found := strings.Cut(string(text), "export interface "+act+" {")
		body, _, _ := strings.Cut(after, "\n}\n")
		if !found || !strings.Contains(body, want) {
			t.Errorf("%s has no %q:\n%s", act, want, body)
		}
	}
}
