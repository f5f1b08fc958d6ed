package schemas

import (
	"fmt"
	"strings"
	"unicode"
)

// blanks notes serials in which there is nothing to be seen. The contract wants them to be not empty, and
// they are not, so nothing is broken; but no label says so, and no person can scan or type them again.
func blanks(kind Kind, object map[string]any) []Finding {
	var found []Finding
	note := func(clause, pointer string, value any) {
		serial, _ := value.(string)
		if serial == "" || strings.ContainsFunc(serial, visible) {
			return
		}
		found = append(found, newNote(clause, pointer, "a serial that can be seen", show(serial),
			fmt.Sprintf("%s is %s: there is nothing in it that can be seen", memberName(pointer), show(serial)), "look how the serial is scanned or typed"))
	}
	switch kind {
	case Device:
		note("D2", "/serial", object["serial"])
		note("D3", "/oldSerial", object["oldSerial"])
	case ItemAttach:
		note("I2", "/serial", object["serial"])
		if item, ok := object["item"].(map[string]any); ok {
			note("I5", "/item/serial", item["serial"])
		}
	case Operation:
		note("O4", "/serial", object["serial"])
	}
	return found
}

// visible is true of what leaves a mark on a screen or a label.
func visible(r rune) bool { return unicode.IsPrint(r) && r != ' ' }
