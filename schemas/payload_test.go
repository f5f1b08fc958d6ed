package schemas_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

const (
	id1 = "8be4d280-0978-11f0-85c4-17a4d49812dc"
	id2 = "3e8c75d1-3b7b-4416-a525-a4441056e9bf"
	id3 = "550e8400-e29b-41d4-a716-446655440002"
)

func TestPayloadsAreWrittenByTheContract(t *testing.T) {
	for _, c := range []struct {
		kind    schemas.Kind
		payload any
		want    string // members that must, or must not (!), be written
	}{
		{schemas.Device, schemas.DevicePayload{Type: "add", WorkorderNumber: "NXT-915", SKU: "0007", Serial: "1", WorkorderID: id1, StockID: id2, SessionID: id3},
			`"workorderExternalId":null !oldSerial !externalId`},
		{schemas.Device, schemas.DevicePayload{Type: "update", WorkorderNumber: "NXT-915", SKU: "0007", Serial: "2", OldSerial: new("1"), ExternalID: new("ERP-1"),
			WorkorderID: id1, StockID: id2, SessionID: id3, WorkorderExternalID: new("W")}, `"oldSerial":"1" "externalId":"ERP-1" "workorderExternalId":"W"`},
		{schemas.ItemAttach, schemas.ItemAttachPayload{Type: "add", WorkorderNumber: "NXT-915", SKU: "0007", WorkorderID: id1, StockID: id2, SessionID: id3,
			Item: schemas.Item{SKU: "0005", Quantity: "0.10"}}, `"quantity":0.10 !serial !externalId`},
		{schemas.ItemAttach, schemas.ItemAttachPayload{Type: "remove", WorkorderNumber: "NXT-915", SKU: "0007", Serial: new("1"), ExternalID: new("E"), WorkorderID: id1, StockID: id2, SessionID: id3,
			Item: schemas.Item{SKU: "0005", Quantity: "1", Serial: new("88889"), WorkorderNumber: new("SUB"), ExternalID: new("I")}}, `"serial":"88889" "externalId":"I"`},
		{schemas.Operation, schemas.OperationPayload{Type: "add", WorkorderNumber: "NXT-915", SKU: "0007", ValidQty: "1", InvalidQty: "0", WorkorderID: id1, StockID: id2, SessionID: id3},
			`"operationExternalId":null "actCode":"" "position":0 "invalidQty":0 !"externalId !serial`},
		{schemas.Operation, schemas.OperationPayload{Type: "remove", WorkorderNumber: "NXT-915", SKU: "0007", Serial: new("1"), ExternalID: new("R"), ActCode: "ASSY", WorkCenterCode: "WC", Position: 10,
			ValidQty: "1.5", InvalidQty: "0", WorkorderID: id1, StockID: id2, SessionID: id3, OperationExternalID: new("S")}, `"externalId":"R" "operationExternalId":"S"`},
	} {
		body, err := json.Marshal(c.payload)
		if err != nil {
			t.Fatal(err)
		}
		if findings := schemas.Judge(c.kind, body); findings != nil {
			t.Errorf("%s: %v", body, findings)
		}
		for member := range strings.FieldsSeq(c.want) {
			name, absent := strings.CutPrefix(member, "!")
			if strings.Contains(string(body), name) == absent {
				t.Errorf("%s: %s", body, member)
			}
		}
	}
}

// The types and the schemas must speak of the same members.
func TestPayloadTypesHaveTheMembersOfTheSchemas(t *testing.T) {
	for kind, payload := range map[schemas.Kind]any{
		schemas.Device: schemas.DevicePayload{}, schemas.ItemAttach: schemas.ItemAttachPayload{}, schemas.Operation: schemas.OperationPayload{},
	} {
		text, err := schemas.File(string(kind) + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		sameMembers(t, string(kind), reflect.TypeOf(payload), doc)
	}
}

func sameMembers(t *testing.T, where string, typ reflect.Type, schema map[string]any) {
	t.Helper()
	properties, _ := schema["properties"].(map[string]any)
	if typ.NumField() != len(properties) {
		t.Errorf("%s: the type has %d members, the schema %d", where, typ.NumField(), len(properties))
	}
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner, ok := properties[name].(map[string]any)
		if !ok {
			t.Errorf("%s: the schema has no member %q", where, name)
		}
		if field.Type.Kind() == reflect.Struct {
			sameMembers(t, where+"."+name, field.Type, inner)
		}
	}
}
