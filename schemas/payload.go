package schemas

import "encoding/json"

// DevicePayload is the body of a device post: a serial is set, changed or removed (D1-D5). Nil
// members are left out, except WorkorderExternalID, which is written as null (P3).
type DevicePayload struct {
	Type                string  `json:"type"`
	WorkorderNumber     string  `json:"workorderNumber"`
	SKU                 string  `json:"sku"`
	Serial              string  `json:"serial"`
	OldSerial           *string `json:"oldSerial,omitempty"`
	ExternalID          *string `json:"externalId,omitempty"`
	WorkorderID         string  `json:"workorderId"`
	StockID             string  `json:"stockId"`
	SessionID           string  `json:"sessionId"`
	WorkorderExternalID *string `json:"workorderExternalId"`
}

// ItemAttachPayload is the body of an item attach post: an item is attached to a device, or
// detached again (I1-I6). SKU and Serial are the parent's.
type ItemAttachPayload struct {
	Type                string  `json:"type"`
	WorkorderNumber     string  `json:"workorderNumber"`
	SKU                 string  `json:"sku"`
	Serial              *string `json:"serial,omitempty"`
	ExternalID          *string `json:"externalId,omitempty"`
	Item                Item    `json:"item"`
	WorkorderID         string  `json:"workorderId"`
	StockID             string  `json:"stockId"`
	SessionID           string  `json:"sessionId"`
	WorkorderExternalID *string `json:"workorderExternalId"`
}

// Item is the part that is attached or detached (I4-I6).
type Item struct {
	SKU             string      `json:"sku"`
	Quantity        json.Number `json:"quantity"`
	Serial          *string     `json:"serial,omitempty"`
	WorkorderNumber *string     `json:"workorderNumber,omitempty"`
	ExternalID      *string     `json:"externalId,omitempty"`
}

// OperationPayload is the body of an operation post: an operation report on a step of the
// routing, or its removal (O1-O6). Nil members are left out, except WorkorderExternalID and
// OperationExternalID, which are written as null (P3, O6).
type OperationPayload struct {
	Type                string      `json:"type"`
	SKU                 string      `json:"sku"`
	Serial              *string     `json:"serial,omitempty"`
	WorkorderNumber     string      `json:"workorderNumber"`
	ExternalID          *string     `json:"externalId,omitempty"`
	ActCode             string      `json:"actCode"`
	WorkCenterCode      string      `json:"workCenterCode"`
	Position            int         `json:"position"`
	ValidQty            json.Number `json:"validQty"`
	InvalidQty          json.Number `json:"invalidQty"`
	WorkorderID         string      `json:"workorderId"`
	StockID             string      `json:"stockId"`
	SessionID           string      `json:"sessionId"`
	WorkorderExternalID *string     `json:"workorderExternalId"`
	OperationExternalID *string     `json:"operationExternalId"`
}
