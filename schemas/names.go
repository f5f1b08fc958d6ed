package schemas

// knownName returns the contract's own copy of a member's name, so that the names of a normal
// post cost no memory. It returns "" for any other text.
func knownName(name []byte) string {
	switch string(name) {
	case "type":
		return "type"
	case "workorderNumber":
		return "workorderNumber"
	case "sku":
		return "sku"
	case "serial":
		return "serial"
	case "oldSerial":
		return "oldSerial"
	case "externalId":
		return "externalId"
	case "item":
		return "item"
	case "quantity":
		return "quantity"
	case "actCode":
		return "actCode"
	case "workCenterCode":
		return "workCenterCode"
	case "position":
		return "position"
	case "validQty":
		return "validQty"
	case "invalidQty":
		return "invalidQty"
	case "workorderId":
		return "workorderId"
	case "stockId":
		return "stockId"
	case "sessionId":
		return "sessionId"
	case "workorderExternalId":
		return "workorderExternalId"
	case "operationExternalId":
		return "operationExternalId"
	}
	return ""
}
