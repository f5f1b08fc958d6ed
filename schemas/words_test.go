package schemas

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest_GivesTheWordThatWasMeant(t *testing.T) {
	members := []string{"sku", "serial", "oldSerial", "externalId", "workorderNumber", "workorderId", "type", "once", "forever"}
	for word, want := range map[string]string{
		"serail": "serial", "seral": "serial", "Serial": "serial", "serialNumber": "serial", "SERIAL_NO": "serial",
		"old-serial": "oldSerial", "old_serial": "oldSerial", "external_id": "externalId", "extId": "", "workOrderNumber": "workorderNumber",
		"workorderNumbr": "workorderNumber", "work-order number": "workorderNumber", "workorderName": "workorderNumber",
		"skus": "sku", "sk": "sku", "onec": "once", "for ever": "forever",
		"colour": "", "": "", "s": "", "x": "", "id": "", "quantity": "",
		"skuOfThePart": "sku", "serial" + strings.Repeat("x", maxGuess-6): "serial", "serial" + strings.Repeat("x", maxGuess-5): "",
		"serial" + strings.Repeat("x", maxGuess): "", strings.Repeat("s", 1000): "",
	} {
		if got := Nearest(word, members); got != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", word, got, want)
		}
	}
}

func TestPlainWord_DropsWhatPeopleVary(t *testing.T) {
	if got := plainWord("Old_serial-Number X"); got != "oldserialnumberx" {
		t.Errorf("got %q", got)
	}
}

func TestNear_GivesTheLikeliestFirst(t *testing.T) {
	runs := []string{"line-1234", "line-12", "line-44", "line-4", "line-5", "night"}
	if got := Near("Line-4", runs); !slices.Equal(got, []string{"line-4", "line-44", "line-5"}) {
		t.Errorf("got %v", got)
	}
	if got := Near("packing", runs); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestList_JoinsWordsForASentence(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := List(words, "or"); got != want {
			t.Errorf("List(%v) = %q, want %q", words, got, want)
		}
	}
}
