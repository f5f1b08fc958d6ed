package erpapi

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
