package schemas

import (
	"strings"
	"testing"
)

func TestClosest(t *testing.T) {
	known := []string{"sku", "serial", "oldSerial", "externalId", "workorderNumber", "workorderId"}
	for word, want := range map[string]string{
		"serail": "serial", "Serial": "serial", "serialNumber": "serial", "SERIAL_NO": "serial", "old-serial": "oldSerial",
		"external_id": "externalId", "workOrderNumber": "workorderNumber", "workorderNumbr": "workorderNumber", "skus": "sku",
		"colour": "", "": "", "s": "", "id": "", "quantity": "", "serial" + strings.Repeat("x", maxGuess): "",
	} {
		if got := closest(word, known); got != want {
			t.Errorf("closest(%.20q) = %q, want %q", word, got, want)
		}
	}
}

func TestKnownNamesAreThoseOfTheSchemas(t *testing.T) {
	for _, name := range []string{"device", "item-attach", "operation"} {
		s := mustJudge(t, name).shape
		for _, inner := range s.inner {
			for _, member := range inner.names {
				if knownName([]byte(member)) != member {
					t.Errorf("%s.%s is copied at each post", inner.name, member)
				}
			}
		}
		for _, member := range s.names {
			if knownName([]byte(member)) != member {
				t.Errorf("%s is copied at each post", member)
			}
		}
	}
	if knownName([]byte("colour")) != "" {
		t.Error("colour is known")
	}
}
