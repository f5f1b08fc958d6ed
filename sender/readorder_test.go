package sender_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/sender"
)

func TestReadWorkOrder(t *testing.T) {
	order, notes, err := sender.ReadWorkOrder([]byte(`{
		"workorderNumber": "API-NXT312", "sku": "0007", "quantity": 2.50, "source": "priority", "dueDate": "2025-03-01",
		"kitItems": [
			{"sku": "0002", "quantity": 2, "serials": ["000875", "000257"], "unit": "pcs"},
			{"sku": "0005", "quantity": 0.1}
		]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := sender.WorkOrder{Number: "API-NXT312", SKU: "0007", Quantity: "2.50", Source: "priority", Kit: []sender.KitItem{
		{SKU: "0002", Quantity: "2", Serials: []string{"000875", "000257"}}, {SKU: "0005", Quantity: "0.1"}}}
	if !reflect.DeepEqual(order, want) {
		t.Errorf("got %+v", order)
	}
	if strings.Join(notes, ";") != "/kitItems/0/unit is not used;/dueDate is not used" {
		t.Errorf("notes: %q", notes)
	}
	order, _, err = sender.ReadWorkOrder([]byte(`{"workorderNumber":"N","sku":"S","source":null,"kitItems":null,"quantity":null}`))
	if err != nil || order.Source != "local" {
		t.Errorf("got %+v, %v", order, err)
	}
}

// TestWrongWorkOrders: every wrong member is named by its pointer, all at once.
func TestWrongWorkOrders(t *testing.T) {
	for body, words := range map[string]string{
		`{`:                                "not usable JSON",
		`{"sku":"S","sku":"T"}`:            "not usable JSON",
		`[]`:                               "must be a JSON object",
		`null`:                             "must be a JSON object",
		`{}`:                               "/workorderNumber is missing; /sku is missing",
		`{"workorderNumber":7,"sku":null}`: "/workorderNumber must be text in quotes; /sku must be text in quotes",
		`{"workorderNumber":"","sku":""}`:  "/workorderNumber is empty; /sku is empty",
		`{"workorderNumber":"N","sku":"S","quantity":"2"}`:                            "/quantity must be a number without quotes",
		`{"workorderNumber":"N","sku":"S","quantity":-2}`:                             "/quantity cannot be used",
		`{"workorderNumber":"N","sku":"S","source":5}`:                                "/source must be text",
		`{"workorderNumber":"N","sku":"S","kitItems":{}}`:                             "/kitItems must be a list",
		`{"workorderNumber":"N","sku":"S","kitItems":[3]}`:                            "/kitItems/0 must be an object",
		`{"workorderNumber":"N","sku":"S","kitItems":[{}]}`:                           "/kitItems/0/sku is missing",
		`{"workorderNumber":"N","sku":"S","kitItems":[{"sku":"a","serials":[1,""]}]}`: "/kitItems/0/serials/0 must be text in quotes, and not empty; /kitItems/0/serials/1 must",
	} {
		if _, _, err := sender.ReadWorkOrder([]byte(body)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %v, wanted %q", body, err, words)
		}
	}
}
