package schemas

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
