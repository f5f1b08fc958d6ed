package sender

import (
	"encoding/json"
	"slices"
)

// WorkOrder is what the MES knows of a work order.
type WorkOrder struct {
	// ID is the MES's own id, a UUID; AddWorkOrder makes one where it is "".
	ID     string `json:"id"`
	Number string `json:"number"`
	SKU    string `json:"sku"`
	// Source says where the work order came from; it decides whether its events are sent (C3).
	Source string `json:"source"`
	// ExternalID is the ERP's id of the work order; "" is none and is sent as null (P3).
	ExternalID    string      `json:"externalId,omitempty"`
	SerialManaged bool        `json:"serialManaged"`
	Quantity      json.Number `json:"quantity,omitempty"`
	Kit           []KitItem   `json:"kit,omitempty"`
}

// KitItem is one line of the work order's kit list: what will be attached.
type KitItem struct {
	SKU      string      `json:"sku"`
	Quantity json.Number `json:"quantity,omitempty"`
	Serials  []string    `json:"serials,omitempty"`
}

// Session is a station's work on one work order.
type Session struct {
	ID        string `json:"id"`
	WorkOrder string `json:"workOrder"` // its number
}

// Stock is what is built in a session: a device, or a batch of a part without serials.
type Stock struct {
	ID        string `json:"id"`
	Session   string `json:"session"`
	WorkOrder string `json:"workOrder"` // its number
	// Serial is "" before it is set and after it was removed, and always for a batch.
	Serial string `json:"serial,omitempty"`
	// ExternalID is the ERP's id of the device; "" is none.
	ExternalID string            `json:"externalId,omitempty"`
	Items      []Item            `json:"items,omitempty"`
	Reports    []OperationReport `json:"reports,omitempty"`
	// Made counts all items and operation reports ever made, to name them.
	Made int `json:"made,omitempty"`
}

// Part is what a person attaches.
type Part struct {
	SKU      string      `json:"sku"`
	Quantity json.Number `json:"quantity"`
	// Serial is for serial-managed parts, WorkOrder for those that a sub work order made (I5).
	Serial    string `json:"serial,omitempty"`
	WorkOrder string `json:"workOrder,omitempty"`
}

// Item is an attached part. ID is its name in the stock, such as item-1; the ERP never sees it.
type Item struct {
	ID string `json:"id"`
	Part
	ExternalID string `json:"externalId,omitempty"`
}

// Work is what a person reports on a step of the routing.
type Work struct {
	ActCode        string      `json:"actCode"`
	WorkCenterCode string      `json:"workCenterCode"`
	Position       int         `json:"position"`
	Valid          json.Number `json:"valid"`
	Invalid        json.Number `json:"invalid"`
	// OperationExternalID is the ERP's id of the routing step; "" is none and is sent as null (O6).
	OperationExternalID string `json:"operationExternalId,omitempty"`
}

// OperationReport is work that was reported. ID is its name in the stock, such as report-2.
type OperationReport struct {
	ID string `json:"id"`
	Work
	ExternalID string `json:"externalId,omitempty"`
}

// Books are everything that an MES keeps; they can be stored as JSON and given to another MES.
type Books struct {
	WorkOrders []WorkOrder `json:"workOrders"`
	Sessions   []Session   `json:"sessions"`
	Stocks     []Stock     `json:"stocks"`
}

// clone copies a stock, so that changing one does not change the other.
func (s Stock) clone() Stock {
	s.Items, s.Reports = slices.Clone(s.Items), slices.Clone(s.Reports)
	return s
}

// item finds an attached item by its name.
func (s Stock) item(id string) (Item, bool) {
	i := slices.IndexFunc(s.Items, func(item Item) bool { return item.ID == id })
	if i < 0 {
		return Item{}, false
	}
	return s.Items[i], true
}

// report finds an operation report by its name.
func (s Stock) report(id string) (OperationReport, bool) {
	i := slices.IndexFunc(s.Reports, func(report OperationReport) bool { return report.ID == id })
	if i < 0 {
		return OperationReport{}, false
	}
	return s.Reports[i], true
}
