package erpapi

import (
	"bytes"
	_ "embed"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// The scripts that Postman runs before and after a request.
var (
	//go:embed postman_prepare.js
	prepareJS string
	//go:embed postman_answer.js
	answerJS string
	//go:embed postman_accepted.js
	acceptedJS string
	//go:embed postman_refused.js
	refusedJS string
)

// request is one request of the collection.
type request struct {
	name string
	// file is the example that the body is made of.
	file string
	// other are members with another variable than usual.
	other map[string]string
	// keep is the line of the test script that carries the id of the answer on to later requests.
	keep string
}

// life is what happens to one serial, all seven acts.
var life = []request{
	{"Set a serial", "device/valid/add.json", nil, `keep("deviceExternalId", "");`},
	{"Attach an item", "item-attach/valid/add.json", nil, `keep("itemExternalId", "");`},
	{"Report work", "operation/valid/add.json", nil, `keep("reportExternalId", "");`},
	{"Change the serial", "device/valid/update.json", map[string]string{"serial": "newSerial", "oldSerial": "serial"},
		`keep("deviceExternalId", pm.collectionVariables.get("deviceExternalId")); // a new id counts from now on (D5)`},
	{"Take the report back", "operation/valid/remove.json", map[string]string{"serial": "newSerial", "externalId": "reportExternalId"}, ""},
	{"Take the item out", "item-attach/valid/remove.json", map[string]string{"serial": "newSerial"}, ""},
	{"Remove the serial", "device/valid/remove.json", map[string]string{"serial": "newSerial"}, ""},
}

// refusals are posts that cannot be right.
var refusals = []request{
	{name: "No serial", file: "device/invalid/D2-serial-missing.json"},
	{name: "A change that does not say of what", file: "device/invalid/D3-update-without-oldSerial.json"},
	{name: "Not JSON", file: "device/invalid/T1-not-json.json"},
	{name: "No item", file: "item-attach/invalid/I4-item-missing.json"},
	{name: "A quantity as text", file: "item-attach/invalid/P6-quantity-quoted.json"},
	{name: "No position", file: "operation/invalid/O2-position-missing.json"},
	{name: "A report that is not there is taken back", file: "operation/valid/remove.json", other: map[string]string{"externalId": "unknownExternalId"}},
}

// usual are the variables that stand for members, by the members' place.
var usual = map[string]string{
	"workorderNumber": "workorderNumber", "sku": "sku", "serial": "serial", "oldSerial": "serial", "externalId": "deviceExternalId",
	"workorderId": "workorderId", "stockId": "stockId", "sessionId": "sessionId", "workorderExternalId": "workorderExternalId",
	"actCode": "actCode", "workCenterCode": "workCenterCode", "operationExternalId": "operationExternalId",
	"item.sku": "itemSku", "item.serial": "itemSerial", "item.workorderNumber": "itemWorkorderNumber", "item.externalId": "itemExternalId",
}

// postman writes a collection of format 2.1.
func postman() ([]byte, error) {
	one, err := folder("The life of a serial", "All seven acts, in order. Each must be accepted. The ids of the answers are carried on.", acceptedJS, life)
	if err != nil {
		return nil, err
	}
	two, err := folder("What an ERP should refuse", "Posts that cannot be right. An ERP that accepts one may have booked it: look.", refusedJS, refusals)
	if err != nil {
		return nil, err
	}
	collection := map[string]any{
		"info": map[string]any{
			"name":        "An ERP behind the Next Plus Integration Builder",
			"description": collectionAbout,
			"schema":      "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
		},
		"item":     []any{one, two},
		"event":    []any{script("prerequest", prepareJS)},
		"variable": variables(),
	}
	var b bytes.Buffer
	err = schemas.PrintJSON(&b, collection)
	return b.Bytes(), err
}

const collectionAbout = `Made by erpkit from the JSON Schemas and examples of the contract.

Set the variables: the three URLs of your ERP, and names that its master data has. A member whose variable is empty is left out: empty
itemSerial for an item without serials, say. Then run the folder "The life of a serial" from its first request on.

It adds and removes data: use a test system. A name in parentheses is a clause of the contract.`

func folder(name, about, js string, requests []request) (map[string]any, error) {
	var items []any
	for _, r := range requests {
		body, err := r.body()
		if err != nil {
			return nil, err
		}
		kind, _, _ := strings.Cut(r.file, "/")
		items = append(items, map[string]any{
			"name":  r.name,
			"event": []any{script("test", answerJS+js+r.keep)},
			"request": map[string]any{
				"method": "POST",
				"header": []any{map[string]any{"key": "Content-Type", "value": "application/json"}},
				"body":   map[string]any{"mode": "raw", "raw": string(body), "options": map[string]any{"raw": map[string]any{"language": "json"}}},
				"url":    "{{" + urls[kind] + "}}",
			},
			"response":                []any{},
			"protocolProfileBehavior": map[string]any{"followRedirects": false},
		})
	}
	return map[string]any{"name": name, "description": about, "item": items}, nil
}

func script(listen, js string) map[string]any {
	return map[string]any{"listen": listen, "script": map[string]any{"type": "text/javascript", "exec": strings.Split(strings.TrimSpace(js), "\n")}}
}

// body is the example with variables in it.
func (r request) body() ([]byte, error) {
	raw, err := fs.ReadFile(schemas.Examples(), r.file)
	if err != nil || path.Base(r.file) == "T1-not-json.json" {
		return raw, err
	}
	body, err := parse(raw)
	if err != nil {
		return nil, err
	}
	r.fill("", body)
	return toJSON(body)
}

// fill puts a variable where the example has text. Anything else is wrong on purpose, or a number.
func (r request) fill(above string, object *yaml.Node) {
	members(object, func(name string, member *yaml.Node) {
		variable, isOther := r.other[above+name]
		if !isOther {
			variable = usual[above+name]
		}
		switch {
		case member.Kind == yaml.MappingNode:
			r.fill(above+name+".", member)
		case variable != "" && member.ShortTag() == "!!str":
			member.Value = "{{" + variable + "}}"
		}
	})
}

// urls are the variables with the URL of each kind.
var urls = map[string]string{"device": "deviceUrl", "item-attach": "itemAttachUrl", "operation": "operationUrl"}

// variables are what the person sets, and what is carried from one answer to the next post. The first have the values of
// the published examples, and the URLs of the mock.
func variables() []map[string]string {
	var all []map[string]string
	for _, one := range [][3]string{
		{"deviceUrl", "http://127.0.0.1:8085/device", "Where the ERP takes serials"},
		{"itemAttachUrl", "http://127.0.0.1:8085/item-attach", "Where the ERP takes items"},
		{"operationUrl", "http://127.0.0.1:8085/operation", "Where the ERP takes reports"},
		{"workorderNumber", "WO-12345", "A work order that the ERP has"},
		{"workorderExternalId", "ERP-WO-123", "The ERP's id of it; may be empty"},
		{"sku", "DEVICE-SKU", "What it builds; serial-managed"},
		{"serial", "SN12344", "A serial that is free"},
		{"newSerial", "SN12345", "Another one: what the serial is changed to"},
		{"itemSku", "COMPONENT-SKU", "A part that is attached"},
		{"itemSerial", "COMP-SN-123", "Its serial; empty if the part has none"},
		{"itemWorkorderNumber", "WO-SUB-123", "The sub work order that made it; may be empty"},
		{"actCode", "ASSY", "An operation of the routing"},
		{"workCenterCode", "WC-123", "Where it is done"},
		{"operationExternalId", "ERP-OP-123", "The ERP's id of that routing step; may be empty"},
		{"workorderId", "550e8400-e29b-41d4-a716-446655440000", "The MES's id of the work order"},
		{"stockId", "550e8400-e29b-41d4-a716-446655440001", "The MES's id of the device"},
		{"sessionId", "550e8400-e29b-41d4-a716-446655440002", "The MES's id of the session"},
		{"deviceExternalId", "", "Carried on: the ERP's id of the device"},
		{"itemExternalId", "", "Carried on: the ERP's id of the attached item"},
		{"reportExternalId", "", "Carried on: the ERP's id of the report"},
		{"unknownExternalId", "no-such-id", "An id that the ERP never gave"},
	} {
		all = append(all, map[string]string{"key": one[0], "value": one[1], "description": one[2]})
	}
	return all
}
